"""Units and Party organisations of one detachment after the other, with the people in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from branches.choices import BranchKind, ThemeDayRule, UnitKind
from branches.models import Branch, Coverage, Group, Unit
from demo import words
from demo.people import Population
from demo.scales import Scale
from members.choices import PARTY_STAGES, Stage
from members.models import Member

FOUNDED = date(2019, 1, 10)
SHOWCASE_MEMBERS = 22
LARGEST_MEMBERS = 25  # a special-service station; what the benchmarks measure
NUMERALS = "一二三四五六七八九十"


@dataclass
class Plan:
    """One branch with the people meant for it."""

    branch: Branch
    units: list[Unit]
    people: list[Member] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @property
    def full_members(self) -> list[Member]:
        return [person for person in self.people if person.stage == Stage.FULL]


@dataclass
class Detachment:
    """A detachment put together, not yet all saved."""

    unit: Unit
    brigades: list[Unit] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    committees: list[Branch] = field(default_factory=list)
    outsiders: list[Member] = field(default_factory=list)
    leads: dict[int, Member] = field(default_factory=dict)


class Builder:
    """Builds detachments with one source of chance, so that a seed gives the same force."""

    def __init__(self, chance: Random, population: Population, scale: Scale, today: date) -> None:
        self.chance = chance
        self.population = population
        self.scale = scale
        self.today = today
        self.streets: list[str] = []  # names that no station of the detachment has yet

    def detachment(self, parent: Unit | None, city: str, code: str) -> Detachment:
        """Units of one detachment (saved), its branches and people (made)."""
        top = _unit(parent, code, f"{city}市消防救援支队", f"{city}支队", UnitKind.DETACHMENT)
        made = Detachment(top)
        self.streets = [stem + end for stem in words.STREETS for end in words.STREET_ENDINGS]
        self.chance.shuffle(self.streets)
        self._headquarters(made, code)
        sizes = self._stations_per_brigade()
        for index, size in enumerate(sizes):
            self._brigade(made, city, f"{code}-D{index + 1:02}", index, size)
        self._people_without_branch(made)
        return made

    def _stations_per_brigade(self) -> list[int]:
        """Eleven for the first brigade (where it has room), the rest spread evenly."""
        brigades, stations = self.scale.brigades, self.scale.stations
        first = min(11, stations - brigades + 1) if brigades > 1 else stations
        rest, extra = divmod(stations - first, max(1, brigades - 1))
        return [first, *(rest + (1 if i < extra else 0) for i in range(brigades - 1))]

    def _headquarters(self, made: Detachment, code: str) -> None:
        made.committees.append(_branch(made.unit, f"{code}-DW", "党委", BranchKind.COMMITTEE, 20))
        offices = [
            _unit(made.unit, f"{code}-K{n + 1}", f"{name}", name, UnitKind.OFFICE)
            for n, name in enumerate(words.OFFICES)
        ]
        for number, covered in enumerate([offices[:2], offices[2:]], start=1):
            branch = _branch(
                made.unit,
                f"{code}-JG{number}",
                f"机关第{NUMERALS[number - 1]}党支部",
                BranchKind.JOINT,
                10 + number,
            )
            plan = Plan(branch, covered)
            for office in covered:
                plan.people += self._crew(office, 12, party=8, office=True, made=made)
            made.plans.append(plan)
        made.leads[made.unit.pk] = made.plans[0].people[0]

    def _brigade(self, made: Detachment, city: str, code: str, index: int, size: int) -> None:
        district = words.DISTRICTS[index % len(words.DISTRICTS)]
        brigade = _unit(
            made.unit,
            code,
            f"{city}市{district}区消防救援大队",
            f"{district}大队",
            UnitKind.BRIGADE,
        )
        made.brigades.append(brigade)
        made.committees.append(_branch(brigade, f"{code}-DW", "党委", BranchKind.COMMITTEE, 20))
        stations = self._stations(brigade, code, index, size)
        alone = self._with_own_branch(index, size)
        shared = stations[alone:]
        for number, station in enumerate(stations[:alone]):
            party = self.chance.randint(5, 13)
            if number == 0 and index < 2:
                party = (SHOWCASE_MEMBERS, LARGEST_MEMBERS)[index]
            made.plans.append(self._own_branch(made, station, party))
        self._joint_branch(made, brigade, code, shared)

    def _stations(self, brigade: Unit, code: str, index: int, size: int) -> list[Unit]:
        streets = [self.streets.pop() for _ in range(size)]
        return [
            _unit(
                brigade,
                f"{code}-S{n + 1:02}",
                f"{street}{'特勤站' if n == 0 else '消防救援站' if n < 3 else '政府专职消防队'}",
                street,
                UnitKind.STATION,
            )
            for n, street in enumerate(streets)
        ]

    def _with_own_branch(self, index: int, size: int) -> int:
        """The first brigade has one branch of a station and one joint branch over the other ten."""
        if index == 0:
            return 1
        return size if self.scale.alone else max(1, size // 2)

    def _own_branch(self, made: Detachment, station: Unit, party: int) -> Plan:
        branch = _branch(
            station,
            f"{station.code}-Z",
            f"{station.name}党支部",
            BranchKind.BRANCH,
            self.chance.randint(5, 25),
        )
        self._theme_day(branch)
        if party == SHOWCASE_MEMBERS:  # whenever one looks, this month's theme day is still to come
            branch.theme_day_rule = ThemeDayRule.LAST_WORKDAY
        plan = Plan(branch, [station])
        total = max(self.scale.people_per_station, party + 6)
        plan.people = self._crew(station, total, party=party, made=made)
        self._split_into_groups(plan, ["第一党小组", "第二党小组"], at_least=10)
        return plan

    def _joint_branch(
        self, made: Detachment, brigade: Unit, code: str, covered: list[Unit]
    ) -> None:
        """Of the brigade's office and of the stations that have no branch of their own."""
        kind, name = (BranchKind.JOINT, "联合") if covered else (BranchKind.BRANCH, "机关")
        branch = _branch(
            brigade,
            f"{code}-LH",
            f"{brigade.short_name}{name}党支部",
            kind,
            self.chance.randint(5, 25),
        )
        self._theme_day(branch)
        plan = Plan(branch, [brigade, *covered])
        plan.people = self._crew(brigade, 9, party=4, office=True, made=made)
        made.leads[brigade.pk] = plan.people[0]
        for station in covered:
            plan.people += self._crew(
                station, self.scale.people_per_station, party=self.chance.randint(1, 3), made=made
            )
        self._split_into_groups(plan, ["机关党小组", "城区党小组", "乡镇党小组"], at_least=8)
        made.plans.append(plan)

    def _crew(
        self, unit: Unit, total: int, *, party: int, made: Detachment, office: bool = False
    ) -> list[Member]:
        """People of one unit; the Party members are returned, the others set aside."""
        crew = [
            self.population.person(unit, party=n < party, office=office, lead=n == 0 and party > 3)
            for n in range(total)
        ]
        members = [person for person in crew if person.stage in PARTY_STAGES]
        made.outsiders += [person for person in crew if person.stage not in PARTY_STAGES]
        return members

    def _split_into_groups(self, plan: Plan, names: list[str], *, at_least: int) -> None:
        if len(plan.people) >= at_least:
            plan.groups = [
                Group(branch=plan.branch, name=name, founded_on=FOUNDED) for name in names
            ]

    def _theme_day(self, branch: Branch) -> None:
        rule = self.chance.choice([ThemeDayRule.FIXED_DAY, ThemeDayRule.NTH_WEEKDAY])
        branch.theme_day_rule = rule
        if rule == ThemeDayRule.NTH_WEEKDAY:
            branch.theme_day_number = self.chance.randint(1, 4)
            branch.theme_day_weekday = self.chance.choice([3, 4])

    def _people_without_branch(self, made: Detachment) -> None:
        """A few Party members whom no branch has taken in: things to find."""
        roomy = [plan for plan in made.plans if 6 < len(plan.people) < SHOWCASE_MEMBERS]
        for plan in self.chance.sample(roomy, min(7, len(roomy))):
            made.outsiders.append(plan.people.pop())


def _unit(parent: Unit | None, code: str, name: str, short: str, kind: UnitKind) -> Unit:
    facts = {"code": code, "name": name, "short_name": short, "kind": kind, "founded_on": FOUNDED}
    if parent is None:
        return Unit.objects.add_root(facts)
    return Unit.objects.add_child(parent, facts)


def _branch(unit: Unit, code: str, name: str, kind: BranchKind, day: int) -> Branch:
    """``name`` alone for a station's branch; prefixed with the unit for others."""
    full = (
        name if name.startswith(unit.name) or "党支部" in name[4:] else f"{unit.short_name}{name}"
    )
    return Branch(
        code=code,
        name=full,
        kind=kind,
        unit=unit,
        founded_on=FOUNDED,
        theme_day_number=min(day, 28),
        usual_place="三楼会议室" if kind != BranchKind.BRANCH else "党员活动室",
    )


def save(made: Detachment, today: date) -> None:
    """Branches, coverage, groups and people of one detachment, by bulk statements."""
    Branch.objects.bulk_create([*made.committees, *(plan.branch for plan in made.plans)])
    Coverage.objects.bulk_create(
        [
            Coverage(branch=plan.branch, unit=unit, since=plan.branch.founded_on)
            for plan in made.plans
            for unit in plan.units
        ]
    )
    Group.objects.bulk_create([group for plan in made.plans for group in plan.groups])
    Member.objects.bulk_create(
        [*(person for plan in made.plans for person in plan.people), *made.outsiders],
        batch_size=1000,
    )


def dissolved_and_young(made: Detachment, today: date) -> None:
    """One branch founded within the quarter, one temporary branch that ended (before saving)."""
    if len(made.plans) > 8:
        made.plans[-2].branch.founded_on = today - timedelta(days=40)
        made.plans[-2].groups = []
