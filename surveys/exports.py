"""Results that leave the system: a sheet and a document, with exactly what the page shows."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from surveys.models import Survey
from surveys.presenting.results import Line, Result, flat, results

HEADINGS = ("题号", "题目", "分项", "选项", "人数", "作答", "占比")
BODY, HEAD = "仿宋_GB2312", "黑体"
WIDTHS = (6, 40, 20, 24, 8, 8, 8)


def summary(survey: Survey) -> list[tuple[str, str]]:
    """What stands above the figures."""
    came, asked = survey.figures["respondents"], survey.invited
    return [
        ("发起", str(survey.place)),
        ("方式", "匿名" if survey.is_anonymous else "实名"),
        ("时间", f"{survey.opened_on:%Y年%-m月%-d日}至{survey.closed_on:%Y年%-m月%-d日}"),
        ("收回", f"{came} 份，发出 {asked} 份" + (f"，收回率 {came / asked:.1%}" if asked else "")),
        *([("说明", "不足 5 人的数字不显示，与相邻的合并。")] if survey.is_anonymous else []),
    ]


def workbook(survey: Survey) -> bytes:
    """Totals, groups and texts, a sheet each."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    bold, share = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
    first = book.add_worksheet("概况")
    first.set_column(0, 0, 10)
    first.set_column(1, 1, 60)
    first.write_string(0, 0, survey.title, bold)
    for row, (term, value) in enumerate(summary(survey), start=2):
        first.write_row(row, 0, (term, value))
    outcome = survey.figures
    _figures(book.add_worksheet("各题结果"), bold, share, list(flat(outcome)))
    _figures(book.add_worksheet("分组结果"), bold, share, list(_grouped(outcome)))
    texts = book.add_worksheet("文字意见")
    texts.set_column(1, 2, 50)
    texts.write_row(0, 0, ("题号", "题目", "意见"), bold)
    said = [(r.number, r.item["text"], text) for r in results(outcome) for text in r.texts]
    for row, line in enumerate(said, start=1):
        texts.write_row(row, 0, line)
    book.close()
    return out.getvalue()


def _figures(sheet: Any, bold: Any, share: Any, rows: list[tuple[Any, ...]]) -> None:
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_row(0, 0, HEADINGS, bold)
    sheet.freeze_panes(1, 0)
    for row, (*words, count, base) in enumerate(rows, start=1):
        sheet.write_row(row, 0, [*words, "不单列" if count is None else count, base])
        if count is not None and base:
            sheet.write_number(row, len(HEADINGS) - 1, count / base, share)


def _grouped(outcome: dict[str, Any]) -> Any:
    for result in results(outcome):
        for label, _, of_group in result.group_rows:
            for line in of_group:
                yield result.number, result.item["text"], label, line.label, line.count, line.base


def document(survey: Survey) -> bytes:
    """The same to be read: a title, a few facts, a table for each question."""
    paper = Document()
    for section in paper.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
    _font(paper.styles["Normal"], BODY, 14)
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title, f"{survey.title}结果", HEAD, 20)
    for term, value in summary(survey):
        _write(paper.add_paragraph(), f"{term}：{value}", BODY, 14)
    for result in results(survey.figures):
        _question(paper, result)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _question(paper: Any, result: Result) -> None:
    heading = paper.add_paragraph()
    heading.paragraph_format.keep_with_next = True
    _write(heading, f"{result.number}. {result.item['text']}", HEAD, 14)
    _write(paper.add_paragraph(), result.hidden or result.note, BODY, 12)
    if result.lines:
        _table(
            paper, ["选项", "人数", "占比"], [[line.label, *_said(line)] for line in result.lines]
        )
    for label, of_row, _ in result.rows:
        _write(paper.add_paragraph(), label, BODY, 12)
        _table(paper, ["选项", "人数", "占比"], [[line.label, *_said(line)] for line in of_row])
    if result.groups:
        rows = [
            [label, str(total), *(_said(line)[1] for line in of_group)]
            for label, total, of_group in result.group_rows
        ]
        _table(paper, ["分组", "作答", *result.groups["columns"]], rows)
    for text in result.texts:
        _write(paper.add_paragraph(), f"· {text}", BODY, 12)


def _said(line: Line) -> tuple[str, str]:
    if line.count is None:
        return "—", "—"
    return str(line.count), f"{line.percent:.1f}%" if line.percent is not None else "—"


def _table(paper: Any, headings: list[str], rows: list[list[str]]) -> None:
    table = paper.add_table(rows=0, cols=len(headings), style="Table Grid")
    for number, values in enumerate([headings, *rows]):
        for cell, value in zip(table.add_row().cells, values, strict=True):
            _write(cell.paragraphs[0], value, HEAD if number == 0 else BODY, 11)
    paper.add_paragraph()


def _write(paragraph: Any, text: str, font: str, size: int) -> None:
    _font(paragraph.add_run(text), font, size)


def _font(styled: Any, name: str, size: int) -> None:
    """Western and Chinese letters alike: Word asks for both."""
    styled.font.name, styled.font.size = name, Pt(size)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
