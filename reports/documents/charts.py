"""Charts in Word that stay charts: DrawingML with the numbers in an embedded workbook.

python-docx knows no charts, so the two parts are made here: what Word needs and no more. They are
drawn from their own numbers and can be edited like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from xlsxwriter.utility import xl_col_to_name

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLOURS = ("35628F", "B5A999", "A0353B", "5B8F74")
EMU = 36_000  # in a millimetre
FIXED = datetime(1980, 1, 1)
NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, upright or (``across``) lying."""

    title: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]
    across: bool = False

    @property
    def height_mm(self) -> int:
        return 24 + 8 * len(self.categories) if self.across else 62


def draw(document: Any, paragraph: Any, chart: Chart, *, number: int, width_mm: int) -> None:
    """Put the chart into the paragraph. ``number`` is its own in the document."""
    package = document.part.package
    workbook = Part(
        PackURI(f"/word/embeddings/chart{number}.xlsx"), SHEET_TYPE, _workbook(chart), package
    )
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART_TYPE, b"", package)
    numbers = part.relate_to(workbook, RT.PACKAGE)
    part._blob = _chart_xml(chart, numbers).encode()
    relation = document.part.relate_to(part, RT.CHART)
    inline = _inline(relation, number, chart, width_mm)
    paragraph.add_run()._r.append(parse_xml(inline))


def _workbook(chart: Chart) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": FIXED})
        sheet = book.add_worksheet("Sheet1")
        sheet.write_column(1, 0, chart.categories)
        for at, (name, values) in enumerate(chart.series, start=1):
            sheet.write(0, at, name)
            sheet.write_column(1, at, values)
    return buffer.getvalue()


def _chart_xml(chart: Chart, workbook: str) -> str:
    series = "".join(_series(chart, at) for at in range(len(chart.series)))
    legend = (
        f'<c:legend><c:legendPos val="t"/><c:overlay val="0"/>{_text_properties()}</c:legend>'
        if len(chart.series) > 1
        else ""
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {NAMESPACES}>'
        '<c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f'<c:plotArea><c:layout/><c:barChart><c:barDir val="{"bar" if chart.across else "col"}"/>'
        f'<c:grouping val="clustered"/><c:varyColors val="0"/>{series}<c:gapWidth val="60"/>'
        f'<c:axId val="1001"/><c:axId val="1002"/></c:barChart>{_axes(chart.across)}</c:plotArea>'
        f'{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'{_text_properties()}<c:externalData r:id="{workbook}"><c:autoUpdate val="0"/>'
        "</c:externalData></c:chartSpace>"
    )


def _series(chart: Chart, at: int) -> str:
    name, values = chart.series[at]
    column, last = xl_col_to_name(at + 1), len(values) + 1
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>'
        f"<c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f>{_cache('str', [name])}</c:strRef></c:tx>"
        f'<c:spPr><a:solidFill><a:srgbClr val="{COLOURS[at % len(COLOURS)]}"/></a:solidFill>'
        "</c:spPr>"
        '<c:invertIfNegative val="0"/><c:dLbls><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{_text_properties()}<c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f>"
        f"{_cache('str', chart.categories)}</c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${last}</c:f>"
        f"{_cache('num', values)}</c:numRef></c:val></c:ser>"
    )


def _cache(kind: str, values: Sequence[Any]) -> str:
    """The values as they were, so that nobody has to open the workbook to draw."""
    code = "<c:formatCode>General</c:formatCode>" if kind == "num" else ""
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{escape(str(value))}</c:v></c:pt>'
        for at, value in enumerate(values)
    )
    return f'<c:{kind}Cache>{code}<c:ptCount val="{len(values)}"/>{points}</c:{kind}Cache>'


def _axes(across: bool) -> str:
    """Names at the foot (or at the left, the first on top), faint lines for the numbers."""
    order = "maxMin" if across else "minMax"
    names, numbers = ("l", "t") if across else ("b", "l")
    line = '<a:ln w="6350"><a:solidFill><a:srgbClr val="{}"/></a:solidFill></a:ln>'
    return (
        f'<c:catAx><c:axId val="1001"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{names}"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr>{line.format("808080")}</c:spPr>{_text_properties()}<c:crossAx val="1002"/>'
        '<c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="0"/></c:catAx>'
        '<c:valAx><c:axId val="1002"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/>'
        f'</c:scaling><c:delete val="1"/><c:axPos val="{numbers}"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1001"/>'
        '<c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
        "<c:spPr><a:noFill/></c:spPr>"
    )


def _text_properties(hundredths: int = 900) -> str:
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{hundredths}">'
        '<a:latin typeface="Times New Roman"/><a:ea typeface="仿宋_GB2312"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def _inline(relation: str, number: int, chart: Chart, width_mm: int) -> str:
    wide, high = width_mm * EMU, chart.height_mm * EMU
    title = escape(chart.title, {'"': "&quot;"})
    return (
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        f'{NAMESPACES}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{1000 + number}" name="图{number}" descr="{title}"/>'
        "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
