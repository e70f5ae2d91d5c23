"""A document as Word: its sections with sentences, own words, tables and charts, and the annex."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from accounts.ui.words import NOTHING
from reports.choices import ReportKind
from reports.documents.charts import Chart, draw
from reports.documents.figures import Figure, Figures
from reports.documents.kinds import KINDS, Section
from reports.documents.official import CENTRE, KAI, WIDTH_MM, Official

MOST_COLUMNS = 5  # wider tables are turned
SHARE = "占比"


def written(figures: Figures, texts: Mapping[str, str]) -> bytes:
    """The file. ``texts`` are the office's own words by section."""
    kind = KINDS[figures.kind]
    title = kind.titled(figures.period)
    paper = Official(author=figures.unit, title="".join(title), as_of=figures.as_of)
    paper.head(figures.unit, texts.get("number", ""))
    paper.title(*title)
    if texts.get("addressee"):
        paper.line(f"{texts['addressee'].rstrip('：:')}：")
    drawn = _Drawn(paper)
    sections = [one for one in kind.sections if _has_words(one, figures, texts)]
    for number, section in enumerate(sections):
        paper.heading(number, section.heading)
        _section(drawn, section, figures, texts.get(section.code, ""))
    paper.sign(figures.unit, timezone.localtime(figures.as_of))
    _annex(paper, figures)
    return paper.save()


def _has_words(section: Section, figures: Figures, texts: Mapping[str, str]) -> bool:
    """A section of which nothing is to be said is left out."""
    return bool(section.sentences or section.tables or texts.get(section.code, "").strip())


class _Drawn:
    """Counts tables and charts through the document."""

    def __init__(self, paper: Official) -> None:
        self.paper = paper
        self.tables = self.charts = 0

    def table(self, figure: Figure) -> None:
        self.tables += 1
        self.paper.caption(f"表{self.tables}　{figure.name}（单位：{figure.measure}）")
        headings, rows = as_table(figure)
        self.paper.table(headings, rows, _widths(headings))

    def chart(self, figure: Figure) -> None:
        chart = chart_of(figure)
        if chart is None:
            return
        self.charts += 1
        line = self.paper.document.add_paragraph()
        line.alignment, line.paragraph_format.keep_with_next = CENTRE, True
        draw(self.paper.document, line, chart, number=self.charts, width_mm=150)
        said = self.paper.line(
            f"图{self.charts}　{figure.name}", font=KAI, size=12, align=CENTRE, leading=22
        )
        said.paragraph_format.space_after = said.paragraph_format.space_before


def _section(drawn: _Drawn, section: Section, figures: Figures, own: str) -> None:
    said = [line for sentences in section.sentences for line in sentences(figures)]
    if section.code in ("problems", "next"):
        drawn.paper.numbered(said)
    else:
        drawn.paper.text("\n".join(said))
    drawn.paper.text(own)
    for code in section.tables:
        if is_printed(figures, code):
            drawn.table(figures[code])
            if code in section.charts:
                drawn.chart(figures[code])


def is_printed(figures: Figures, code: str) -> bool:
    """The yearly tables are printed whatever they say; others when they say something."""
    table = figures[code].table
    return table.says_something or bool(table.lines and figures.kind is ReportKind.YEARLY)


def as_table(figure: Figure) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows; with shares where there is one column, turned where there are many."""
    table = figure.table
    if len(table.columns) > MOST_COLUMNS:
        return _turned(figure)
    noted = any(line.note for line in table.lines)
    shares = figure.shares and bool(table.whole)
    named = [SHARE] * shares + [rate.label for rate in table.rates]
    headings = [figure.name, *table.columns, *named, *["说明"] * noted]

    def parts(values: tuple[int, ...]) -> list[str]:
        own = [_share(values[0], table.whole)] * shares
        return own + [_share(*rate.of(values)) for rate in table.rates]

    rows: list[list[Any]] = [
        [line.label, *line.values, *parts(line.values), *[line.note] * noted]
        for line in table.lines
    ]
    if table.totals:
        rows.append(["合计", *table.totals, *parts(table.totals), *[""] * noted])
    return headings, rows


def _turned(figure: Figure) -> tuple[list[str], list[list[Any]]]:
    """Columns down, lines across: for tables that are wider than a page."""
    lines = [line for line in figure.table.lines if any(line.values)]
    headings = ["项目", *(line.label for line in lines), "合计"]
    return headings, [
        [name, *(line.values[at] for line in lines), figure.table.totals[at]]
        for at, name in enumerate(figure.table.columns)
    ]


def chart_of(figure: Figure) -> Chart | None:
    """Its chart, where a page would show one too."""
    lines = figure.table.lines
    if not figure.chart or not figure.table.can_be_drawn:
        return None
    series = tuple(
        (name, tuple(line.values[at] for line in lines))
        for at, name in enumerate(figure.table.columns)
    )
    return Chart(
        figure.name, tuple(line.label for line in lines), series, across=figure.chart == "rows"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else NOTHING


def _widths(headings: list[str]) -> list[float]:
    """Half of it for the names and notes, the rest for the numbers."""
    noted = headings[-1] == "说明"
    numbers = len(headings) - 1 - noted
    each = min(24.0, WIDTH_MM * (0.4 if noted else 0.68) / max(numbers, 1))
    rest = WIDTH_MM - each * numbers
    return [rest * (0.55 if noted else 1), *[each] * numbers, *[rest * 0.45] * noted]


def _annex(paper: Official, figures: Figures) -> None:
    """What each figure means, and the list it was counted from."""
    paper.new_page()
    paper.line("附表", font="黑体")
    paper.title("数字口径")
    moment = timezone.localtime(figures.as_of)
    paper.text(
        f"以下各项数字截至{moment.year}年{moment.month}月{moment.day}日{moment:%H:%M}。"
        "名单在同时编制的 Excel 文件里，每份名单一个工作表。"
    )
    paper.table(["指标", "口径", "依据", "名单"], _definitions(figures), [26, 70, 36, 24])


def _definitions(figures: Figures) -> Iterator[list[str]]:
    for figure in figures.by_code.values():
        yield [figure.name, figure.definition, "、".join(figure.basis), figure.source]
