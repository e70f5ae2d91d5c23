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

SONG, HEI, KAI, XIAOBIAO = "宋体", "黑体", "楷体_GB2312", "方正小标宋简体"
FANGSONG, LATIN = "仿宋_GB2312", "Times New Roman"
BODY, TITLE, SMALL = 16, 22, 10.5  # points: 三号, 二号, 五号
LINE = 28.95  # points: 22 lines a page
RED = RGBColor(0xC0, 0x00, 0x00)
LEFT, CENTRE, RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
)
WIDTH_MM = 156  # of the text
NUMERALS = "一二三四五六七八九十"
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
        for line in lines:
            self.line(line, font=XIAOBIAO, size=TITLE, align=CENTRE, leading=32)
        self.line("")

    def heading(self, number: int, text: str) -> None:
        """``一、为什么抓``: first level, 黑体."""
        said = self.line(f"{NUMERALS[number]}、{text}", font=HEI, indent=True)
        said.paragraph_format.keep_with_next = True
        _outline(said, 0)

    def text(self, text: str) -> None:
        """A paragraph of the body for each line."""
        for line in text.splitlines():
            if line.strip():
                self.line(line.strip(), indent=True)

    def numbered(self, texts: Sequence[str]) -> None:
        """``（一）…`` where there are several, plainly where there is one."""
        for place, text in enumerate(texts):
            mark = f"（{_numeral(place + 1)}）" if len(texts) > 1 else ""
            self.line(f"{mark}{text}", indent=True)

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
    ) -> Any:
        """One paragraph; empty text keeps the line."""
        paragraph = self.document.add_paragraph()
        set_line(paragraph, leading)
        if align is not None:
            paragraph.alignment = align
        if indent:
            _indent(paragraph, size)
        write(paragraph, text, font=font, size=size, colour=colour)
        return paragraph

    def caption(self, text: str) -> None:
        said = self.line(text, font=HEI, size=12, align=CENTRE, leading=22)
        said.paragraph_format.space_before = Pt(6)
        said.paragraph_format.keep_with_next = True

    def table(
        self, headings: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[float]
    ) -> None:
        """Thin rules, heads repeated on each page; numbers right, words left."""
        table = self.document.add_table(rows=1, cols=len(headings))
        table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        _repeat(table.rows[0])
        _fill(table.rows[0], headings, widths, font=HEI, align=CENTRE)
        for row in rows:
            _fill(table.add_row(), row, widths)
        self.line("", size=SMALL, leading=12)

    def sign(self, issuer: str, day: datetime) -> None:
        """Issuer and date, four characters in from the right."""
        self.line("")
        for text in (issuer, f"{day.year}年{day.month}月{day.day}日"):
            said = self.line(text, align=RIGHT)
            said.paragraph_format.right_indent = Pt(4 * BODY)

    def new_page(self) -> None:
        self.document.add_page_break()

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


def _indent(paragraph: Any, size: float) -> None:
    """Two characters."""
    paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    paragraph._p.get_or_add_pPr().ind.set(qn("w:firstLineChars"), "200")


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


def _outline(paragraph: Any, level: int) -> None:
    """So that Word's navigation finds the heading, in our own type."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(_element("w:outlineLvl", val=str(level)), "w:rPr", "w:sectPr")


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def _fill(
    row: Any, cells: Sequence[Any], widths: Sequence[float], font: str = FANGSONG, align: Any = None
) -> None:
    row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))
    for cell, value, width in zip(row.cells, cells, widths, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        set_line(paragraph, 16)
        number = isinstance(value, int) or str(value).endswith("%")
        paragraph.alignment = align if align is not None else (RIGHT if number else LEFT)
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


def _numeral(number: int) -> str:
    """1 → 一, 11 → 十一, 20 → 二十; a list of more than 99 has other troubles."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else NUMERALS[tens - 1]) + "十" if tens else ""
    return head + (NUMERALS[ones - 1] if ones else "")
