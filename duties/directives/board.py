"""Where every branch stands with a directive: branches × five stages, late ones first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Max, Q, QuerySet
from django.http import QueryDict

from accounts.models import User
from branches.models import Branch, Unit
from duties.choices import STEPS_OWED, Stage, StepState
from duties.directives.states import look_of
from duties.models import Directive, DirectiveStep
from duties.models.directive import DirectiveStepQuerySet

SHOWS = {
    "late": "有逾期的",
    "owed": "没有办完的",
    "waiting": "等待审阅的",
    "returned": "被退回的",
    "accepted": "已通过的",
}

MEANT = {
    "branches": "收到这份部署的党支部，含后来补发的。",
    "late": "至少有一个环节过了期限还没有报告的党支部，不含已撤销的。",
    "owed": "五个环节还没有都报告的党支部，含被退回的，不含已撤销的。",
    "waiting": "五个环节都已报告、等下发单位审阅的党支部。",
    "returned": "报告被退回、还没有重新报告的党支部。",
    "accepted": "报告已由下发单位审阅通过的党支部。",
}


class Line(NamedTuple):
    """A branch, how many of its stages are late, and each stage with its look."""

    branch: Branch
    late: int
    cells: list[tuple[Stage, DirectiveStep, str, str]]


class Column(NamedTuple):
    """A stage over all branches: how many have reported it, of how many, how many are late."""

    stage: Stage
    due_on: date
    reported: int
    owed: int
    late: int


class DirectiveBoard:
    """What ``user`` sees of it, as the address asks: ``show``, ``stage``, ``unit``; what is not
    understood is passed over. Queries do not grow with the branches."""

    def __init__(self, directive: Directive, user: User, query: QueryDict, today: date) -> None:
        self.directive, self.user, self.today = directive, user, today
        self.query = query
        asked = query.get("show", "")
        self.show = asked if asked in SHOWS else ""
        stage = query.get("stage", "")
        self.stage = Stage(stage) if stage in Stage.values else None

    @cached_property
    def unit(self) -> Unit | None:
        code = self.query.get("unit")
        return Unit.objects.visible_to(self.user).filter(code=code).first() if code else None

    @cached_property
    def _seen(self) -> DirectiveStepQuerySet:
        """The steps of the branches in sight, of the chosen unit."""
        rows = DirectiveStep.objects.visible_to(self.user).filter(directive=self.directive)
        return rows.filter(branch__unit__path__startswith=self.unit.path) if self.unit else rows

    @cached_property
    def columns(self) -> list[Column]:
        """One query."""
        gone = Q(branch__dissolved_on__lt=self.today, state__in=STEPS_OWED)
        late = Q(state__in=STEPS_OWED, due_on__lt=self.today) & ~gone
        counted = {
            row["stage"]: row
            for row in self._seen.order_by()
            .values("stage")
            .annotate(
                total=Count("pk", filter=~gone),
                reported=Count("pk", filter=~Q(state__in=STEPS_OWED)),
                late=Count("pk", filter=late),
            )
        }
        return [
            Column(stage, day, row["reported"], row["total"], row["late"])
            for stage, day in self.directive.days
            if (row := counted.get(stage))
        ]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """How many branches there are, and of each of ``SHOWS``. One query."""
        conditions = {name: self._condition(name) for name in SHOWS}
        return self._seen.order_by().aggregate(
            branches=Count("branch", distinct=True),
            **{
                name: Count("branch", filter=condition, distinct=True)
                for name, condition in conditions.items()
            },
        )

    def _condition(self, show: str) -> Q:
        owed = Q(state__in=STEPS_OWED) & ~Q(branch__dissolved_on__lt=self.today)
        return {
            "late": owed & Q(due_on__lt=self.today),
            "owed": owed,
            "waiting": Q(stage=Stage.REPORT, state=StepState.REPORTED),
            "returned": Q(state=StepState.RETURNED),
            "accepted": Q(state=StepState.ACCEPTED),
        }[show]

    @cached_property
    def branches(self) -> QuerySet[DirectiveStep, dict[str, Any]]:
        """A row per branch that is asked for: most late stages first, then by place."""
        rows = self._seen
        if self.show or self.stage:
            chosen = self._condition(self.show or "owed")
            if self.stage:
                chosen &= Q(stage=self.stage)
            rows = rows.filter(branch__in=self._seen.filter(chosen).order_by().values("branch"))
        late = Count("pk", filter=self._condition("late"))
        counted = (
            rows.order_by().values("branch").annotate(late=late, path=Max("branch__unit__path"))
        )
        return counted.order_by("-late", "path", "branch")

    def lines(self, rows: Iterable[dict[str, Any]]) -> list[Line]:
        """These rows of ``branches`` with their cells. One query."""
        chosen = list(rows)
        steps: defaultdict[int, list[DirectiveStep]] = defaultdict(list)
        read = self._seen.filter(branch__in=[row["branch"] for row in chosen])
        for step in read.select_related("branch__unit").order_by("place"):
            step.directive = self.directive
            steps[step.branch_id].append(step)
        return [
            Line(steps[pk][0].branch, row["late"], [self._cell(step) for step in steps[pk]])
            for row in chosen
            if steps[pk := row["branch"]]
        ]

    def _cell(self, step: DirectiveStep) -> tuple[Stage, DirectiveStep, str, str]:
        look, word = look_of(step, self.today, running=self.directive.is_running)
        return (Stage(step.stage), step, look, word)

    @cached_property
    def units(self) -> list[Unit]:
        """Units to choose from: those just below the issuer that one sees. One query."""
        issuer = self.directive.unit
        below = Unit.objects.visible_to(self.user).filter(
            path__startswith=issuer.path, depth=issuer.depth + 1
        )
        return list(below.order_by("path"))

    def address(self, **changed: str) -> str:
        """The present address with other parameters; paging starts anew."""
        now = {
            "show": self.show,
            "stage": self.stage or "",
            "unit": self.unit.code if self.unit else "",
        }
        kept = {key: value for key, value in (now | changed).items() if value}
        return "?" + urlencode(kept)

    @property
    def figures(self) -> dict[str, dict[str, Any]]:
        """Each number of ``numbers`` with where it leads and what it means."""
        unit = {"unit": self.unit.code} if self.unit else {}
        return {
            name: {
                "value": number,
                "url": "?" + urlencode(unit | ({} if name == "branches" else {"show": name})),
                "means": MEANT[name],
            }
            for name, number in self.numbers.items()
        }

    @property
    def is_narrowed(self) -> bool:
        return bool(self.show or self.stage or self.unit)

    @property
    def chips(self) -> list[dict[str, Any]]:
        """As components/filters.html takes them."""
        chosen = {
            "unit": ("单位", self.unit.name if self.unit else ""),
            "show": ("情况", SHOWS.get(self.show, "")),
            "stage": ("环节", str(self.stage.label) if self.stage else ""),
        }
        options: dict[str, list[tuple[str, str]]] = {
            "unit": [(unit.name, unit.code) for unit in self.units],
            "show": [(name, code) for code, name in SHOWS.items()],
            "stage": [(str(stage.label), stage.value) for stage in Stage],
        }
        return [
            {
                "label": label,
                "value": value,
                "clear_url": self.address(**{key: ""}),
                "options": [
                    (name, self.address(**{key: code}), False, None) for name, code in options[key]
                ],
            }
            for key, (label, value) in chosen.items()
            if value or len(options[key]) > 1
        ]
