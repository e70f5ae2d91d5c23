"""A Word document in the official format, GB/T 9704-2012 (rules.md 10.2).

Fonts are named, not shipped: every run names its East Asian font, and an indent is said twice
(``firstLineChars`` for Word, ``firstLine`` for LibreOffice, which passes the former over).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils import timezone
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.documents.phrases import Number, Share

SONG, HEI, KAI, XIAOBIAO = "宋体", "黑体", "楷体_GB2312", "方正小标宋简体"
FANGSONG, LATIN = "仿宋_GB2312", "Times New Roman"
BODY, TITLE, SMALL = 16, 22, 10.5  # points: 三号, 二号, 五号
LINE = 28.95  # points: 22 lines a page
TITLE_LINE = 32
RED, BLACK = RGBColor(0xC0, 0x00, 0x00), RGBColor(0, 0, 0)
# Word's own styles, so that its navigation and a table of contents find them; the type is ours.
HEADINGS = {"Heading 1": HEI, "Heading 2": KAI, "Heading 3": FANGSONG}
LEFT, CENTRE, RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
)
CELL_LINE, MOST_TOGETHER = 15, 16  # points at least; rows of a table that is not divided
PADDING = {"top": 30, "left": 70, "bottom": 50, "right": 70}  # of a cell, in twentieths of a point
WIDTH_MM = 156  # of the text
FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # inside the archive: the same document is the same bytes


class Official:
    """Written from top to bottom: head, title, sections, tables, signature, annex."""

    def __init__(self, *, author: str, title: str, as_of: datetime) -> None:
        self.document: Any = Document()
        self._lay_out()
        properties, moment = self.document.core_properties, timezone.make_naive(as_of)
        properties.author = properties.last_modified_by = author
        properties.title, properties.language, properties.comments = title, "zh-CN", ""
        properties.created = properties.modified = moment.replace(microsecond=0)

    def _lay_out(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(28)  # 版心下边缘之下 7 mm
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = LATIN, Pt(BODY)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANGSONG)
        for name, font in HEADINGS.items():
            _restyle(self.document.styles[name], font, BODY, LINE)
            _indent(self.document.styles[name], BODY)
        _restyle(self.document.styles["Title"], XIAOBIAO, TITLE, TITLE_LINE, CENTRE)
        _restyle(self.document.styles["Caption"], HEI, 12, 22, CENTRE)
        self.document.settings.odd_and_even_pages_header_footer = True
        _number_pages(section.footer, RIGHT)
        _number_pages(section.even_page_footer, LEFT)

    def head(self, issuer: str, number: str) -> None:
        """The issuer in red, the number of the document, the red rule."""
        size = min(42.0, WIDTH_MM / 25.4 * 72 / max(len(issuer), 1))
        self.line("", size=BODY)
        self.line(issuer, font=XIAOBIAO, size=size, align=CENTRE, colour=RED, leading=size * 1.3)
        self.line("", size=BODY)
        rule = self.line(number, align=CENTRE)
        _border(rule, "bottom", "C00000", 18)
        rule.paragraph_format.space_after = Pt(LINE)

    def title(self, *lines: str) -> None:
        """One heading, however many lines it takes."""
        said = self.line(
            lines[0], font=XIAOBIAO, size=TITLE, align=CENTRE, leading=TITLE_LINE, style="Title"
        )
        for line in lines[1:]:
            said.runs[-1].add_break()
            write(said, line, font=XIAOBIAO, size=TITLE)
        self.line("")

    def heading(self, text: str) -> None:
        """``一、为什么抓``: first level, 黑体."""
        self.line(text, font=HEI, indent=True, style="Heading 1")

    def subheading(self, text: str) -> None:
        """``（一）党组织``: second level, 楷体."""
        self.line(text, font=KAI, indent=True, style="Heading 2")

    def text(self, lines: Iterable[str]) -> None:
        """A paragraph of the body for each."""
        for line in lines:
            self.line(line, indent=True)

    def matter(self, mark: str, text: str) -> None:
        """A paragraph; a marked one （一） has its first sentence in the type of that level."""
        if not mark:
            self.line(text, indent=True)
            return
        first, stop, rest = text.partition("。")
        said = self.line(f"{mark}{first}{stop}", font=KAI, indent=True)
        write(said, rest, font=FANGSONG, size=BODY)

    def annex(self, mark: str, title: str) -> None:
        """On a page of its own: 附表, below it what it is."""
        self.line(mark, font=HEI).paragraph_format.page_break_before = True
        said = self.line(
            title, font=XIAOBIAO, size=TITLE, align=CENTRE, leading=TITLE_LINE, style="Heading 1"
        )
        _indent(said, 0)
        self.line("")

    def line(
        self,
        text: str,
        *,
        font: str = FANGSONG,
        size: float = BODY,
        align: Any = None,
        indent: bool = False,
        colour: RGBColor | None = None,
        leading: float = LINE,
        style: str | None = None,
    ) -> Any:
        """One paragraph; empty text keeps the line."""
        paragraph = self.document.add_paragraph(style=style)
        set_line(paragraph, leading)
        if align is not None:
            paragraph.alignment = align
        if indent:
            _indent(paragraph, size)
        write(paragraph, text, font=font, size=size, colour=colour)
        return paragraph

    def caption(self, text: str) -> None:
        said = self.line(text, font=HEI, size=12, align=CENTRE, leading=22, style="Caption")
        said.paragraph_format.space_before = Pt(6)

    def table(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[Any]],
        widths: Sequence[float],
        *,
        together: bool = True,
    ) -> None:
        """Thin rules, heads repeated on each page; numbers right, words left. A short table stays
        on one page, ``together``."""
        rows = list(rows)
        table = self.document.add_table(rows=1, cols=len(headings))
        table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        _pad(table)
        _repeat(table.rows[0])
        _fill(table.rows[0], headings, widths, font=HEI, align=CENTRE)
        for row in rows:
            _fill(table.add_row(), row, widths)
        whole = together and len(rows) <= MOST_TOGETHER
        for row in table.rows[: len(rows) if whole else 2]:  # of a long one, head and first row
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        self.line("", size=SMALL, leading=12)

    def sign(self, issuer: str, day: datetime) -> None:
        """Issuer and date, four characters in from the right, on a page with some of the text."""
        before = [self.document.paragraphs[-1], self.line("")]
        name, date = (
            self.line(text, align=RIGHT)
            for text in (issuer, f"{day.year}年{day.month}月{day.day}日")
        )
        for said in (name, date):
            said.paragraph_format.right_indent = Pt(4 * BODY)
        for said in (*before, name):
            said.paragraph_format.keep_with_next = True

    def save(self) -> bytes:
        """The file. Dates inside the archive are fixed."""
        written, packed = BytesIO(), BytesIO()
        self.document.save(written)
        with (
            zipfile.ZipFile(written) as loose,
            zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as tight,
        ):
            for name in loose.namelist():
                entry = zipfile.ZipInfo(name, FIXED_DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                tight.writestr(entry, loose.read(name))
        return packed.getvalue()


def write(
    paragraph: Any, text: str, *, font: str, size: float, colour: RGBColor | None = None
) -> Any:
    """A run with its font said for both scripts."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = LATIN, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def set_line(paragraph: Any, points: float) -> None:
    spacing = paragraph.paragraph_format
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)
    spacing.space_before = spacing.space_after = Pt(0)


def _indent(of: Any, size: float) -> None:
    """Two characters, of a paragraph or a style; of size 0, none."""
    of.paragraph_format.first_line_indent = Pt(2 * size)
    of._element.get_or_add_pPr().ind.set(qn("w:firstLineChars"), "200" if size else "0")


def _restyle(style: Any, font: str, size: float, leading: float, align: Any = None) -> None:
    """One of Word's own styles in official type: no colour, no weight, no rule below."""
    properties = style._element.get_or_add_rPr()
    properties.clear()
    style.font.name, style.font.size, style.font.color.rgb = LATIN, Pt(size), BLACK
    properties.rFonts.set(qn("w:eastAsia"), font)
    for border in style._element.pPr.findall(qn("w:pBdr")):
        style._element.pPr.remove(border)
    set_line(style, leading)
    style.paragraph_format.keep_with_next = True
    style.paragraph_format.alignment = align


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _border(paragraph: Any, side: str, colour: str, eighths: int) -> None:
    borders = _element("w:pBdr")
    borders.append(_element(f"w:{side}", val="single", sz=str(eighths), space="8", color=colour))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def _pad(table: Any) -> None:
    """Room above and below the words, so that no rule touches them."""
    margins = _element("w:tblCellMar")
    for side, twips in PADDING.items():
        margins.append(_element(f"w:{side}", w=str(twips), type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption")


def _fill(
    row: Any, cells: Sequence[Any], widths: Sequence[float], font: str = FANGSONG, align: Any = None
) -> None:
    row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))
    for cell, value, width in zip(row.cells, cells, widths, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        set_line(paragraph, CELL_LINE)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
        number = isinstance(value, Number | Share)
        paragraph.alignment = align if align is not None else (RIGHT if number else LEFT)
        if number:
            cell._tc.get_or_add_tcPr().append(_element("w:noWrap"))
        write(paragraph, str(value), font=font, size=SMALL)


def _number_pages(footer: Any, align: Any) -> None:
    """``— 1 —`` in 宋体 14 pt, one character in from the outer edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    side = "right_indent" if align is RIGHT else "left_indent"
    setattr(paragraph.paragraph_format, side, Pt(14))
    write(paragraph, "— ", font=SONG, size=14)
    run = write(paragraph, "", font=SONG, size=14)
    for part in (
        _element("w:fldChar", fldCharType="begin"),
        _field("PAGE"),
        _element("w:fldChar", fldCharType="end"),
    ):
        run._r.append(part)
    write(paragraph, " —", font=SONG, size=14)


def _field(name: str) -> Any:
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = name
    return element
