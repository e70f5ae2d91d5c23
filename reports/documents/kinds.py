"""What each kind of document holds: sections in order, each with sentences, tables, own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from branches.periods import Grain, Period
from reports.choices import ReportKind
from reports.documents import sentences as said
from reports.documents.figures import Figures
from reports.documents.phrases import Phrase

Sentences = Callable[[Figures], Iterable[Phrase]]


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences, then the tables behind them. ``charts`` are those that are drawn as well."""

    heading: str = ""
    sentences: tuple[Sentences, ...] = ()
    tables: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """``hint`` says what the office itself writes here; empty where it writes nothing. A long one
    is divided into ``parts``; in a ``numbered`` one each sentence is a matter of its own."""

    code: str
    heading: str
    sentences: tuple[Sentences, ...] = ()
    tables: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    numbered: bool = False
    hint: str = ""

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """What it says before it is divided, then its parts."""
        return (Part("", self.sentences, self.tables, self.charts), *self.parts)


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """``title`` is filled with the period, its lines are those of the paper; ``also`` are
    statistics that only sentences need."""

    kind: ReportKind
    title: str
    grains: tuple[Grain, ...]
    sections: tuple[Section, ...]
    also: tuple[str, ...] = ()

    @property
    def codes(self) -> list[str]:
        """Its statistics in order, each once."""
        parts = (part for section in self.sections for part in section.all_parts)
        shown = (code for part in parts for code in part.tables)
        return list(dict.fromkeys([*shown, *self.also]))

    def titled(self, period: Period) -> list[str]:
        """The lines of the title: a line is not broken inside a word."""
        return self.title.format(period=period.label).splitlines()

    def usual_period(self, today: date) -> Period:
        """The last one that is over."""
        return Period.containing(today, self.grains[0]).previous

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Code, heading and hint of all that the office may write."""
        yield from HEAD_TEXTS
        for section in self.sections:
            if section.hint:
                yield section.code, section.heading, section.hint


HEAD_TEXTS = (
    ("number", "发文字号", "如 云消政〔2026〕12号；不填则空着。"),
    ("addressee", "主送机关", "如 支队党委；不填则不印。"),
)
ALSO = ("life-complete", "records-by-timeliness", "attendance-by-reason", "members-by-age")
SITUATION = DocumentKind(
    ReportKind.SITUATION,
    "关于{period}\n党组织建设工作情况的报告",
    (Grain.QUARTER, Grain.YEAR, Grain.MONTH),
    (
        Section("why", "为什么抓", (said.origin,), hint="写本期抓党组织建设的背景和考虑。"),
        Section(
            "running",
            "怎样运行",
            parts=(
                Part("党组织", (said.organisation,), ("branches-by-kind",)),
                Part(
                    "党员队伍",
                    (said.members,),
                    (
                        "members-by-category",
                        "members-by-age",
                        "members-by-education",
                        "members-by-party-years",
                    ),
                    charts=("members-by-age", "members-by-education"),
                ),
                Part(
                    "支部书记",
                    (said.secretaries,),
                    (
                        "secretaries-by-education",
                        "secretaries-by-political-years",
                        "secretaries-by-training",
                    ),
                ),
                Part(
                    "发展党员", (said.development,), ("development-by-stage", "development-quota")
                ),
            ),
            hint="写组织设置、制度和分工怎样落实。",
        ),
        Section(
            "results",
            "取得的成效",
            parts=(
                Part(
                    "组织生活",
                    (said.life, said.attendance),
                    ("life-by-kind", "attendance-by-kind"),
                    charts=("life-by-kind",),
                ),
                Part("党员积分", (said.bands,), ("points-by-band",), charts=("points-by-band",)),
                Part("决定和督办", (said.duties,), ("decisions-by-outcome", "duties-by-outcome")),
                Part("成长和荣誉", (said.growth,), ("certificates-by-kind", "honours-by-kind")),
                Part("问卷", (), ("surveys-answered", "surveys-shares")),
            ),
            hint="写数字之外的做法和成效。",
        ),
        Section(
            "problems",
            "存在的问题",
            (said.problems,),
            ("life-behind",),
            numbered=True,
            hint="写数字之外的问题和原因。",
        ),
        Section("next", "下一步打算", (said.remedies,), numbered=True, hint="写下一步的安排。"),
    ),
    also=(
        *ALSO,
        "branches-by-leader",
        "members-by-standing",
        "members-by-sex",
        "secretaries-by-post-years",
    ),
)
BULLETIN = DocumentKind(
    ReportKind.BULLETIN,
    "关于{period}\n组织生活开展情况的通报",
    (Grain.MONTH,),
    (
        Section(
            "held",
            "组织生活开展情况",
            (said.life, said.attendance),
            ("life-by-kind", "attendance-by-kind"),
            charts=("life-by-kind",),
            hint="写本月主题和总的情况。",
        ),
        Section(
            "behind", "逾期情况", (said.behind,), ("life-behind",), hint="写对逾期支部的要求。"
        ),
        Section("practice", "好的做法", (said.complete,), hint="写值得推广的做法。"),
        Section("inspections", "检查预告", hint="写下一步检查的时间、内容和方式。"),
    ),
    also=("life-complete", "attendance-by-reason"),
)
SETTLEMENT = DocumentKind(
    ReportKind.SETTLEMENT,
    "关于{period}\n党员积分结算情况的通报",
    (Grain.QUARTER,),
    (
        Section("progress", "结算进度", (said.settlement,), ("settlements-by-state",)),
        Section(
            "bands",
            "积分等次",
            (said.bands,),
            ("points-by-band",),
            charts=("points-by-band",),
            hint="写对结果的说明。",
        ),
        Section("objections", "异议办理", (said.objections,), ("objections-by-state",)),
        Section("requirements", "有关要求", hint="写结果运用和下季度的要求。"),
    ),
)
YEARLY = DocumentKind(
    ReportKind.YEARLY,
    "{period}党内统计表",
    (Grain.YEAR,),
    (
        Section("balance", "党员数量变化", (said.balance,), ("members-balance",)),
        Section("basics", "党员基本情况", (), ("yearly-basics", "members-by-education")),
        Section("joined", "党员入党时间和党龄", (), ("yearly-joined", "members-by-party-years")),
        Section("developed", "发展党员", (), ("yearly-developed", "development-quota")),
        Section("organisations", "党组织", (), ("branches-by-kind",)),
        Section("appraisal", "民主评议党员", (), ("yearly-appraisal",)),
        Section("notes", "说明", hint="写需要向上级说明的情况。"),
    ),
)
KINDS = {one.kind: one for one in (SITUATION, BULLETIN, SETTLEMENT, YEARLY)}
