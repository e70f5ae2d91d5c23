"""A document as Word: its sections with sentences, own words, tables and charts, and the annex."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils import timezone
from docx.shared import Pt

from reports.documents.charts import Chart, draw
from reports.documents.contents import ToldPart, contents
from reports.documents.figures import Figure, Figures
from reports.documents.kinds import KINDS
from reports.documents.official import CENTRE, KAI, WIDTH_MM, Official
from reports.documents.phrases import plain
from reports.documents.tables import NOTE, REMARKS, as_table


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
    for section in contents(figures, texts):
        paper.heading(section.heading)
        for part in section.parts:
            _part(drawn, part)
    paper.sign(figures.unit, timezone.localtime(figures.as_of))
    _annex(paper, figures)
    return paper.save()


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
        if figure.code in REMARKS:
            self.paper.line(f"注：{REMARKS[figure.code]}", font=KAI, size=12, leading=22)

    def chart(self, figure: Figure) -> None:
        chart = chart_of(figure)
        self.charts += 1
        line = self.paper.document.add_paragraph()
        line.alignment, line.paragraph_format.keep_with_next = CENTRE, True
        draw(self.paper.document, line, chart, number=self.charts, width_mm=150)
        said = self.paper.line(
            f"图{self.charts}　{figure.name}", font=KAI, size=12, align=CENTRE, leading=22
        )
        said.paragraph_format.space_after = said.paragraph_format.space_before


def _part(drawn: _Drawn, part: ToldPart) -> None:
    if part.heading:
        drawn.paper.subheading(part.heading)
    for mark, phrase in part.marked:
        drawn.paper.matter(mark, plain(phrase))
    drawn.paper.text(part.own)
    for figure in part.tables:
        drawn.table(figure)
        if figure.code in part.drawn:
            drawn.chart(figure)


def chart_of(figure: Figure) -> Chart:
    lines = figure.table.lines
    series = tuple(
        (name, tuple(line.values[at] for line in lines))
        for at, name in enumerate(figure.table.columns)
    )
    return Chart(
        figure.name, tuple(line.label for line in lines), series, across=figure.chart == "rows"
    )


def _widths(headings: list[str]) -> list[float]:
    """Half of it for the names and notes, the rest for the numbers."""
    noted = headings[-1] == NOTE
    numbers = len(headings) - 1 - noted
    each = min(26.0, WIDTH_MM * (0.4 if noted else 0.68) / max(numbers, 1))
    rest = WIDTH_MM - each * numbers
    return [rest * (0.55 if noted else 1), *[each] * numbers, *[rest * 0.45] * noted]


def _annex(paper: Official, figures: Figures) -> None:
    """What each figure means, and the list it was counted from."""
    paper.annex("附表", "数字口径")
    moment = timezone.localtime(figures.as_of)
    said = paper.line(
        f"以下各项数字截至{moment.year}年{moment.month}月{moment.day}日{moment:%H:%M}。"
        "名单在同时编制的 Excel 文件里，每份名单一个工作表。",
        indent=True,
    )
    said.paragraph_format.space_after = Pt(6)
    headings, widths = ["指标", "口径", "依据", "名单"], [27, 68, 34, 27]
    paper.table(headings, _definitions(figures), widths, together=False)


def _definitions(figures: Figures) -> Iterator[list[str]]:
    for figure in figures.by_code.values():
        yield [figure.name, figure.definition, "、".join(figure.basis), figure.source]
