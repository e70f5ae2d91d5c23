"""A register's list as its address asks for it: searched, filtered, sorted."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from accounts.models import User
from branches.models import Branch, Unit
from branches.services.provisions import rule_book
from members.choices import CaseState, DevelopmentStage, HonourLevel, HonourTarget, Register
from members.models import DevelopmentCase, Member, Membership
from members.registers.nouns import Noun
from members.search import matching

NOTICE = "DS.certificate_notice"
VALIDITY = {"valid": "有效", "soon": "将到期", "expired": "已过期"}
YEARS = 4
DAY_OF = {
    Register.HONOURS: "conferred_on",
    Register.TRAININGS: "starts_on",
    Register.EXAMS: "taken_on",
}
SORTS: dict[str, dict[str, tuple[str, ...]]] = {
    Register.CERTIFICATES: {
        "name": ("member__name_pinyin", "member_id", "kind__order", "pk"),
        "kind": ("kind__order", "member__name_pinyin", "pk"),
        "until": ("valid_until", "member__name_pinyin", "pk"),
    },
    Register.HONOURS: {
        "day": ("conferred_on", "pk"),
        "name": ("member__name_pinyin", "branch__name", "pk"),
        "kind": ("kind__order", "conferred_on", "pk"),
    },
    Register.TRAININGS: {
        "day": ("starts_on", "pk"),
        "name": ("member__name_pinyin", "member_id", "starts_on", "pk"),
        "hours": ("hours", "starts_on", "pk"),
    },
    Register.EXAMS: {
        "day": ("taken_on", "pk"),
        "name": ("member__name_pinyin", "member_id", "taken_on", "pk"),
        "score": ("score", "taken_on", "pk"),
    },
    Register.DEVELOPMENT: {
        "name": ("member__name_pinyin", "member_id", "pk"),
        "day": ("opened_on", "pk"),
        "stage": ("stage", "opened_on", "pk"),
        "standing": ("state", "-member__name_pinyin", "-pk"),  # from behind: the open ones first
    },
}
USUAL_SORT = {
    Register.CERTIFICATES: "name",
    Register.HONOURS: "-day",
    Register.TRAININGS: "-day",
    Register.EXAMS: "-day",
    Register.DEVELOPMENT: "-standing",
}
Choice = tuple[str, str, dict[str, str]]  # parameter, label, answers


class RegisterListing:
    """What ``user`` sees of a register, of people in the force, by the parameters of the address.

    ``q``, ``unit`` and ``branch`` (codes), ``kind``, what the register has of its own, ``sort``;
    what is not understood is passed over.
    """

    def __init__(self, noun: Noun, user: User, query: QueryDict, today: date) -> None:
        self.noun = noun
        self.user = user
        self.query = query
        self.today = today
        self.typed = query.get("q", "").strip()[:40]

    @cached_property
    def unit(self) -> Unit | None:
        code = self.query.get("unit")
        return Unit.objects.visible_to(self.user).filter(code=code).first() if code else None

    @cached_property
    def branch(self) -> Branch | None:
        code = self.query.get("branch")
        return Branch.objects.visible_to(self.user).filter(code=code).first() if code else None

    @cached_property
    def choices(self) -> list[Choice]:
        """The short menus of this register."""
        found: list[Choice] = []
        past = [self.today.year - back for back in range(YEARS)]
        years = {str(year): f"{year}年" for year in past}
        if self.noun.kinds:
            kinds = self.noun.kinds.objects.values_list("code", "name")
            found.append(("kind", "种类", dict(kinds)))
        match self.noun.register:
            case Register.CERTIFICATES:
                found.append(("validity", "有效期", VALIDITY))
            case Register.HONOURS:
                found.append(("level", "级别", dict(HonourLevel.choices)))
                found.append(("target", "授予", dict(HonourTarget.choices[:2])))
            case Register.EXAMS:
                found.append(("passed", "结果", {"1": "合格", "0": "不合格"}))
            case Register.DEVELOPMENT:
                found.append(("stage", "阶段", dict(DevelopmentStage.choices)))
                found.append(("state", "状态", dict(CaseState.choices)))
                found.append(("accepted", "接收年度", years))
        if self.noun.register in DAY_OF:
            found.append(("year", "年度", years))
        return found

    @cached_property
    def asked(self) -> dict[str, str]:
        """Of the short menus, what was chosen."""
        return {
            name: value
            for name, _, answers in self.choices
            if (value := self.query.get(name, "")) in answers
        }

    @property
    def entries(self) -> QuerySet[Any]:
        """The entries, in order."""
        return self.found.order_by(*self._order())

    @cached_property
    def found(self) -> QuerySet[Any]:
        rows = self.noun.model._default_manager.visible_to(self.user)  # type: ignore[attr-defined]
        rows = self._at_places(rows.filter(member__left_on=None))
        for name, value in self.asked.items():
            rows = rows.filter(self._condition(name, value))
        if self.typed:
            rows = rows.filter(self._meaning())
        return rows

    @property
    def is_narrowed(self) -> bool:
        return bool(self.typed or self.unit or self.branch or self.asked)

    def address(self, **changed: str) -> str:
        """The present address with other parameters; paging starts anew."""
        kept = {key: value for key, value in self.query.items() if value and key != "page"}
        return "?" + urlencode({k: v for k, v in (kept | changed).items() if v})

    @cached_property
    def soon(self) -> date:
        """Until when a certificate counts as expiring; other registers do not ask."""
        if self.noun.register is not Register.CERTIFICATES:
            return self.today
        notice = rule_book(codes=[NOTICE], day=self.today).at("").get(NOTICE)
        return self.today + timedelta(days=int(notice.value) if notice else 0)

    def _at_places(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.unit:
            under = Q(member__unit__path__startswith=self.unit.path)
            if self.noun.of_branches:
                under |= Q(branch__unit__path__startswith=self.unit.path)
            rows = rows.filter(under)
        if self.branch:
            here = Membership.objects.on(self.today).filter(
                branch=self.branch, member=OuterRef("member_id")
            )
            condition = Q(Exists(here))
            rows = rows.filter(
                condition | Q(branch=self.branch) if self.noun.of_branches else condition
            )
        return rows

    def _condition(self, name: str, value: str) -> Q:
        match name:
            case "kind":
                return Q(kind__code=value)
            case "year":
                return Q(**{f"{DAY_OF[self.noun.register]}__year": value})
            case "accepted":
                accepted = DevelopmentCase.objects.accepted_in(int(value))
                return Q(pk__in=accepted.order_by().values("pk"))
            case "passed":
                return Q(passed=value == "1")
            case "target":
                return Q(member=None) if value == HonourTarget.BRANCH else Q(branch=None)
            case "validity":
                return self._validity(value)
        return Q(**{name: value})

    def _validity(self, value: str) -> Q:
        if value == "expired":
            return Q(valid_until__lt=self.today)
        if value == "soon":
            return Q(valid_until__range=(self.today, self.soon))
        return Q(valid_until=None) | Q(valid_until__gte=self.today)

    def _meaning(self) -> Q:
        """A person, or a word of the entry."""
        people = matching(Member.objects.visible_to(self.user), self.typed)
        found = Q(member__in=people.order_by().values("pk"))
        names = {column.name for column in self.noun.columns}
        for name in {"number", "subject", "document_number"} & names:
            found |= Q(**{f"{name}__icontains": self.typed})
        if self.noun.of_branches:
            found |= Q(branch__name__icontains=self.typed)
        return found

    def _order(self) -> tuple[str, ...]:
        sorts, usual = SORTS[self.noun.register], USUAL_SORT[self.noun.register]
        asked = self.query.get("sort", "")
        if asked.removeprefix("-") not in sorts:
            asked = usual
        fields = sorts[asked.removeprefix("-")]
        return tuple(map(_backwards, fields)) if asked.startswith("-") else fields


def _backwards(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def chips(listing: RegisterListing, options: dict[str, str]) -> list[dict[str, Any]]:
    """The filter chips; ``options`` are addresses of long menus, fetched when opened."""
    places: tuple[tuple[str, str, Any, dict[str, str]], ...] = (
        ("unit", "单位", listing.unit and listing.unit.name, {}),
        ("branch", "党支部", listing.branch and listing.branch.name, {}),
    )
    short = (
        (name, label, answers.get(listing.asked.get(name, "")), answers)
        for name, label, answers in listing.choices
    )
    return [
        {
            "label": label,
            "value": value or "",
            "clear_url": listing.address(**{name: ""}),
            "load_url": options.get(name, ""),
            "options": []
            if value
            else [
                (word, listing.address(**{name: code}), False, None)
                for code, word in answers.items()
            ],
        }
        for name, label, value, answers in (*places, *short)
    ]
