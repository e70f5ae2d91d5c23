"""Tables of the Party's yearly statistics beside the balance of table 1."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from meetings.choices import MeetingKind
from meetings.models import Credit
from members.choices import Education, Sex, StaffCategory, Stage
from members.models import Member
from reports.statistics import bands
from reports.statistics.as_of import entered_at
from reports.statistics.bands import years_before
from reports.statistics.base import Breakdown, Column, Source, Statistic
from reports.statistics.members import COUNTED, HAN, MEMBERS, of_place
from reports.statistics.nouns import Noun
from reports.statistics.organisations import BRANCHES
from reports.statistics.question import Question

UNMAPPED = "年报的职业分类由上级统计口径指定，这里按人员类别列出。"
AGES = (
    ("30 岁及以下", 0, 31), ("31–35", 31, 36), ("36–40", 36, 41), ("41–45", 41, 46),
    ("46–50", 46, 51), ("51–55", 51, 56), ("56–60", 56, 61), ("61–65", 61, 66),
    ("66–70", 66, 71), ("71 岁及以上", 71, 0),
)  # fmt: skip
AGES_OF_NEW = (
    ("25 岁及以下", 0, 26), ("26–30", 26, 31), ("31–35", 31, 36), ("36–40", 36, 41),
    ("41–59", 41, 60), ("60 岁及以上", 60, 0),
)  # fmt: skip
JOINED = (
    ("early", "1949年9月及以前", ""),
    ("1949", "1949年10月–1966年4月", "1949-10"),
    ("1966", "1966年5月–1976年10月", "1966-05"),
    ("1976", "1976年11月–1978年12月", "1976-11"),
    ("1979", "1979年1月–2002年10月", "1979-01"),
    ("2002", "2002年11月–2012年10月", "2002-11"),
    ("2012", "2012年11月及以后", "2012-11"),
)
HELD, NOT_ENTERED = "held", "missing"


def _aged(label: str, least: int, below: int) -> Column:
    """Of so many full years on the day, up to below the next."""

    def only(question: Question) -> Q:
        found = Q(birth_date__lte=years_before(question.day, least)) & ~Q(birth_date="")
        return found & Q(birth_date__gt=years_before(question.day, below)) if below else found

    return Column(label, only)


def _minority(question: Question) -> Q:
    return ~Q(nationality__in=["", HAN])


def _probationary(question: Question) -> Q:
    later = Q(stage=Stage.FULL, confirmed_on__gt=question.day.isoformat())
    return Q(stage=Stage.PROBATIONARY) | later


def joined(question: Question) -> QuerySet[Member]:
    """Of the place's members, those who joined in the period."""
    return of_place(question).filter(joined_on__gte=f"{question.period.begins:%Y-%m}")


WOMEN = Column("女", lambda question: Q(sex=Sex.FEMALE))
MINORITY = Column("少数民族", _minority)
NEW = Source(
    code="new-members",
    name="本期发展党员名单",
    rows=joined,
    fields=MEMBERS.fields,
    order=MEMBERS.order,
    links=MEMBERS.links,
)


def _schooled(level: Education) -> Column:
    return Column(level.label, lambda question: Q(education=level))


def _appraised(question: Question) -> Any:
    held = Credit.objects.filter(
        branch=OuterRef("pk"),
        kind=MeetingKind.APPRAISAL,
        held_on__range=(question.period.begins, question.day),
        meeting__in=entered_at(question.as_of),
    )
    return Case(When(Exists(held), then=Value(HELD)), default=Value(NOT_ENTERED))


CATALOGUE: tuple[Statistic, ...] = (
    Breakdown(
        code="yearly-basics",
        name="党员基本情况",
        noun=Noun.MEMBERS,
        definition=COUNTED + UNMAPPED + "没有登记的台湾省籍等项不列。",
        basis=("党内统计年报表二：党员基本情况",),
        source=MEMBERS,
        columns=(
            Column("总数"),
            Column("预备党员", _probationary),
            WOMEN,
            MINORITY,
            *(_aged(*age) for age in AGES),
        ),
        by=lambda question: F("category"),
        labels=StaffCategory.choices,
        chart="",
        shares=False,
    ),
    Breakdown(
        code="yearly-joined",
        name="党员入党时间",
        noun=Noun.MEMBERS,
        definition=COUNTED + "按入党日期，只知道月份的按当月。",
        basis=("党内统计年报表三：入党时间",),
        source=MEMBERS,
        by=bands.since("joined_on", JOINED),
        labels=[(key, label) for key, label, _ in JOINED],
        chart="",
    ),
    Breakdown(
        code="yearly-developed",
        name="本期发展党员",
        noun=Noun.DEVELOPMENT,
        definition="期末组织关系在本单位、入党日期在本期内的党员；" + UNMAPPED,
        basis=("党内统计年报：发展党员（一）",),
        source=NEW,
        columns=(
            Column("总数"),
            WOMEN,
            MINORITY,
            *(_aged(*age) for age in AGES_OF_NEW),
            *(_schooled(level) for level in Education),
        ),
        by=lambda question: F("category"),
        labels=StaffCategory.choices,
        chart="",
        shares=False,
    ),
    Breakdown(
        code="yearly-appraisal",
        name="民主评议开展情况",
        noun=Noun.LIFE,
        definition="期末存在的党支部，按本期有没有已上报的民主评议党员会议；没有录入不等于没有开。",
        basis=("BR-18.frequency",),
        source=Source(
            code="appraising-branches",
            name="民主评议支部名单",
            rows=lambda question: question.branches.holding_meetings(),
            fields=BRANCHES.fields,
            order=BRANCHES.order,
            links=BRANCHES.links,
        ),
        measure="个支部",
        columns=(Column("支部数"),),
        by=_appraised,
        labels=[(HELD, "已开展"), (NOT_ENTERED, "未录入")],
    ),
)
