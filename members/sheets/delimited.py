"""Delimited text (.csv) as Excel, WPS and personnel systems write it."""

from __future__ import annotations

import codecs
import csv
import io

from members.sheets.contents import SAVE_AS
from members.sheets.refusals import SheetRefused

MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNMARKED = ("utf-8", "gb18030")
DELIMITERS = ",\t;|，"
LINES_LOOKED_AT = 50
UNREADABLE = f"看不懂这个文件的格式，{SAVE_AS}"


def read_delimited(data: bytes) -> list[list[str]]:
    """Rows of text cells, all of one width."""
    text = _decoded(data)
    delimiter = _delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as fault:
        raise SheetRefused(UNREADABLE) from fault
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _decoded(data: bytes) -> str:
    encodings = [name for mark, name in MARKED if data.startswith(mark)] or UNMARKED
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(char < " " and char not in "\t\r\n" for char in text[:4096]):
            return text
    raise SheetRefused(UNREADABLE)


def _delimiter(text: str) -> str:
    """The mark that stands most often in the first lines."""
    opening = "\n".join(text.splitlines()[:LINES_LOOKED_AT])
    return max(DELIMITERS, key=opening.count)
