"""Development of members: where cases stand, and what was accepted against the quota."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse

from accounts.models import User
from members.choices import DevelopmentStage, QuotaSource
from members.models import DevelopmentCase, DevelopmentQuota, DevelopmentStep
from members.models.development import ACCEPTING_STEP
from reports.statistics.base import Breakdown, Column, Field, Line, Listed, Source, Statistic
from reports.statistics.nouns import Noun
from reports.statistics.people import links as people_links
from reports.statistics.people import of_place
from reports.statistics.question import Question

ISSUED = "指标数"
RULES = "《中国共产党发展党员工作细则》"


def cases(question: Question) -> QuerySet[DevelopmentCase]:
    """Open on the day, of people of the place."""
    people = of_place(question).order_by().values("pk")
    still = Q(closed_on=None) | Q(closed_on__gt=question.day)
    return DevelopmentCase.objects.filter(still, opened_on__lte=question.day, member__in=people)


def accepted(question: Question) -> QuerySet[DevelopmentCase]:
    """Accepted as probationary members by a branch meeting in the year of the period, up to the
    day: what counts against the quota."""
    votes = DevelopmentStep.objects.filter(
        code=ACCEPTING_STEP, done_on__year=question.period.year, done_on__lte=question.day
    )
    return DevelopmentCase.objects.filter(
        pk__in=votes.values("case"), member__unit__path__startswith=question.place.unit.path
    )


def quotas(question: Question) -> QuerySet[DevelopmentQuota]:
    here = DevelopmentQuota.objects.filter(year=question.period.year)
    if question.place.branch is not None:
        return here.none()  # a quota is a unit's
    return here.filter(unit__path__startswith=question.place.unit.path)


def _links(user: User, keys: Collection[int]) -> Mapping[int, str]:
    """To the case for whoever keeps it, to the person for others who may see them."""
    rows = DevelopmentCase.objects.filter(pk__in=keys).order_by()
    members = dict(rows.values_list("pk", "member"))
    seen = people_links(user, list(members.values()))
    kept = rows.manageable_by(user).values_list("pk", flat=True)
    return {key: seen[member] for key, member in members.items() if member in seen} | {
        key: reverse("members:case", args=[key]) for key in kept
    }


def _quota_links(user: User, keys: Collection[int]) -> Mapping[int, str]:
    """To the quotas of the year."""
    seen = DevelopmentQuota.objects.visible_to(user).filter(pk__in=keys).order_by()
    return {
        key: reverse("members:quotas", args=[year]) for key, year in seen.values_list("pk", "year")
    }


FIELDS = (
    Field("姓名", "member__name"),
    Field("所在单位", "member__unit__name"),
    Field("申请日期", "opened_on"),
    Field("阶段", "stage", dict(DevelopmentStage.choices)),
)
CASES = Source(
    code="cases",
    name="发展对象名单",
    rows=cases,
    fields=FIELDS,
    order=("member__name_pinyin", "pk"),
    links=_links,
)
ACCEPTED = Source(
    code="accepted",
    name="本年接收预备党员名单",
    rows=accepted,
    fields=FIELDS,
    order=("member__name_pinyin", "pk"),
    links=_links,
)
QUOTAS = Source(
    code="quotas",
    name="发展指标",
    rows=quotas,
    fields=(
        Field("单位", "unit__name"),
        Field("年度", "year"),
        Field("来源", "source", dict(QuotaSource.choices)),
        Field(ISSUED, "number"),
        Field("文号", "document_number"),
    ),
    order=("unit__path", "pk"),
    links=_quota_links,
)


@dataclass(frozen=True, kw_only=True)
class AgainstQuota(Statistic):
    """Each unit's quotas with what was accepted there and below. A unit's number is part of that
    of the unit above, so nothing is added up."""

    def lines(self, question: Question) -> Iterable[Line]:
        taken = accepted(question).order_by().values_list("member__unit__path")
        by_path = dict(taken.annotate(number=Count("pk")))
        sums = {
            f"from_{source}": Sum("number", filter=Q(source=source), default=0)
            for source in QuotaSource
        }
        given = quotas(question).order_by("unit__path").values("unit").annotate(**sums)
        for code, name, path, *numbers in given.values_list(
            "unit__code", "unit__name", "unit__path", *sums
        ):
            count = sum(some for at, some in by_path.items() if at.startswith(path))
            yield Line(code, name, (*numbers, count))

    def listed(self, question: Question, key: str = "", column: int = 0) -> Listed:
        """The quotas themselves, or the people who were accepted."""
        chosen = quotas(question).filter(unit__code=key) if key else quotas(question)
        if column < len(QuotaSource):
            rows = chosen.filter(source=list(QuotaSource)[column])
            return QUOTAS.listed(question, rows, adds=ISSUED)
        below = Q(pk__in=[])
        for path in chosen.values_list("unit__path", flat=True):
            below |= Q(member__unit__path__startswith=path)
        return ACCEPTED.listed(question, accepted(question).filter(below))


CATALOGUE: tuple[Statistic, ...] = (
    Breakdown(
        code="development-by-stage",
        name="发展党员阶段",
        noun=Noun.DEVELOPMENT,
        definition=(
            "期末在办的发展党员台账（申请日期不晚于期末、期末未办结），按阶段；"
            "阶段没有历史，按统计时的台账，存入文件的数字不再变动。"
        ),
        basis=(RULES,),
        source=CASES,
        by=lambda question: F("stage"),
        labels=DevelopmentStage.choices,
    ),
    AgainstQuota(
        code="development-quota",
        name="发展指标完成情况",
        noun=Noun.DEVELOPMENT,
        definition=(
            "本年度各单位的发展指标，按下达的渠道，"
            "和本年 1 月 1 日到期末支部大会通过接收的预备党员；"
            "下级单位的数包含在上级单位里，因此不加总。"
        ),
        basis=(RULES,),
        source=ACCEPTED,
        measure="名",
        columns=(Column("上级下达指标"), Column("地方下达指标"), Column("已接收")),
        chart="bar",
        shares=False,
        adds_up=False,
        one_each=False,
    ),
)
