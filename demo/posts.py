"""Accounts, memberships and appointments for the people of a detachment."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from accounts.models import User
from branches.choices import Role
from branches.models import Appointment
from demo.tree import FOUNDED, SHOWCASE_MEMBERS, Detachment, Plan
from members.choices import Stage
from members.models import Member, Membership

COMMITTEE_AT = 7  # full members from which a branch has a committee (支部工作条例第二十条)
POSTS = ("组织委员", "宣传委员", "纪检委员", "青年委员")
SINCE = date(2024, 3, 1)


class Staffing:
    """Gives people accounts and posts. All accounts share one password hash: made once."""

    def __init__(self, chance: Random, password: str, today: date) -> None:
        self.chance = chance
        self.today = today
        self.hashed = make_password(password)
        self.named: dict[int, str] = {}

    def staff(self, made: Detachment, names: dict[int, str] | None = None) -> None:
        """Everything for one detachment; ``names``: id(member) → login name."""
        self.named = names or {}
        people = [person for plan in made.plans for person in plan.people]
        self._accounts(people)
        Membership.objects.bulk_create(
            [row for plan in made.plans for row in self._memberships(plan)], batch_size=2000
        )
        appointments = [row for plan in made.plans for row in self._branch_posts(plan)]
        appointments += self._unit_posts(made)
        Appointment.objects.bulk_create(appointments, batch_size=2000)
        self._moves(made)

    def account(self, staff_number: str, name: str) -> User:
        return User(
            staff_number=staff_number, name=name, password=self.hashed, must_change_password=False
        )

    def _accounts(self, people: list[Member]) -> None:
        users = User.objects.bulk_create(
            [
                self.account(self.named.get(id(person), person.staff_number or ""), person.name)
                for person in people
            ],
            batch_size=2000,
        )
        for person, user in zip(people, users, strict=True):
            person.user = user
        Member.objects.bulk_update(people, ["user"], batch_size=500)

    def _memberships(self, plan: Plan) -> list[Membership]:
        return [
            Membership(
                member=person,
                branch=plan.branch,
                since=self._since(plan, person),
                group=plan.groups[n % len(plan.groups)] if plan.groups else None,
            )
            for n, person in enumerate(plan.people)
        ]

    def _since(self, plan: Plan, person: Member) -> date:
        """From the day of joining for probationary members, else since the branch is there."""
        if person.stage == Stage.PROBATIONARY:
            return max(plan.branch.founded_on, date.fromisoformat(person.joined_on))
        return plan.branch.founded_on

    def _branch_posts(self, plan: Plan) -> list[Appointment]:
        since = max(SINCE, plan.branch.founded_on)
        rows = [
            self._post(person, Role.MEMBER, plan, self._since(plan, person))
            for person in plan.people
        ]
        full = plan.full_members
        if full:
            rows.append(self._post(full[0], Role.SECRETARY, plan, since, "党支部书记"))
        if len(full) >= COMMITTEE_AT:
            rows += [
                self._post(person, Role.COMMITTEE_MEMBER, plan, since, post)
                for person, post in zip(full[1:], POSTS[: 2 + len(full) // 9], strict=False)
            ]
            rows.append(self._post(full[-1], Role.SUPERVISOR, plan, since, "清风监督员"))
        return rows

    def _post(
        self, person: Member, role: Role, plan: Plan, since: date, name: str = ""
    ) -> Appointment:
        return Appointment(user=person.user, role=role, branch=plan.branch, since=since, post=name)

    def _unit_posts(self, made: Detachment) -> list[Appointment]:
        rows = [
            Appointment(
                user=made.leads[brigade.pk].user,
                role=Role.BRIGADE_OFFICER,
                unit=brigade,
                since=SINCE,
                post="大队教导员",
            )
            for brigade in made.brigades
            if brigade.pk in made.leads
        ]
        rows.append(
            Appointment(
                user=made.leads[made.unit.pk].user,
                role=Role.POLITICAL_OFFICE,
                unit=made.unit,
                since=SINCE,
                post="政治处主任",
            )
        )
        return rows

    def _moves(self, made: Detachment) -> None:
        """Some moved from one branch to another in the middle of the last quarter."""
        own = [
            plan
            for plan in made.plans
            if 5 < len(plan.people) < SHOWCASE_MEMBERS and plan.branch.founded_on == FOUNDED
        ]
        for here, there in zip(own[2::6], own[3::6], strict=False):
            person = here.full_members[-2] if len(here.full_members) > 3 else None
            if person is None or person.user is None:
                continue
            day = self.today - timedelta(days=self.chance.randint(60, 80))
            for rows in (
                Membership.objects.filter(member=person),
                Appointment.objects.filter(user=person.user, role=Role.MEMBER),
            ):
                rows.filter(until=None).update(until=day - timedelta(days=1))
            Membership.objects.create(member=person, branch=there.branch, since=day)
            Appointment.objects.create(
                user=person.user, role=Role.MEMBER, branch=there.branch, since=day
            )
