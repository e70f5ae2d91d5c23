"""What a file is by its content. Names and extensions are not believed."""

from __future__ import annotations

import io
import zipfile
from enum import Enum, auto

import filetype

from members.sheets.refusals import SheetRefused

MAX_BYTES = 20 * 1024 * 1024
TOO_BIG = f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请删去图片和无关的工作表后再上传。"
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
SAVE_AS = "请在 Excel 或 WPS 中另存为 .xlsx 后再上传。"
BROKEN = "文件已损坏或没有传完，请在 Excel 或 WPS 中打开检查，另存为 .xlsx 后再上传。"
LOCKED = "文件设有打开密码，请在 Excel 或 WPS 中取消密码、保存后再上传。"

OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
OLE_ENTRY_BYTES = 128
XLS_OPENING = bytes.fromhex("0908100000060500")
XLS_PASSWORD_RECORDS = (b"\x2f\x00", b"\x86\x00")
XLS_PASSWORD_WITHIN = 64


class Content(Enum):
    WORKBOOK = auto()
    TEXT = auto()


def recognise(data: bytes) -> Content:
    """Whether ``data`` is a workbook or delimited text; anything else is refused by name."""
    if not data.strip():
        raise SheetRefused("文件是空的，请选择填好的名册。")
    if len(data) > MAX_BYTES:
        raise SheetRefused(TOO_BIG)
    if data.startswith(b"PK"):
        return _package(data)
    if data.startswith(OLE_MAGIC):
        return _compound(data)
    return _plain(data)


def _package(data: bytes) -> Content:
    """A zip: .xlsx is one, so are Word, PowerPoint, OpenDocument and plain archives."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError) as fault:
        raise SheetRefused(BROKEN) from fault
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise SheetRefused("文件展开后过大，请删去图片和无关的工作表后再上传。")
    names = {part.filename for part in parts}
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return Content.WORKBOOK
    raise SheetRefused(f"{_package_name(names)}，{SAVE_AS}")


def _package_name(names: set[str]) -> str:
    if "word/document.xml" in names:
        return "这是 Word 文档"
    if "ppt/presentation.xml" in names:
        return "这是演示文稿"
    if {"mimetype", "content.xml"} <= names:
        return "这是 OpenDocument 表格"
    return "这是压缩包，不是表格，请先解压"


def _compound(data: bytes) -> Content:
    """An OLE compound file: .xls is one, so are .doc, .ppt and encrypted .xlsx."""
    if _has_stream(data, "EncryptedPackage") or _has_xls_password(data):
        raise SheetRefused(LOCKED)
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return Content.WORKBOOK
    if _has_stream(data, "WordDocument"):
        raise SheetRefused(f"这是 Word 文档，{SAVE_AS}")
    if _has_stream(data, "PowerPoint Document"):
        raise SheetRefused(f"这是演示文稿，{SAVE_AS}")
    raise SheetRefused(BROKEN)


def _has_stream(data: bytes, name: str) -> bool:
    """Whether a directory entry bears ``name``: entries are aligned and end their name with NUL."""
    wanted = (name + "\0").encode("utf-16-le")
    found = data.find(wanted)
    while found >= 0:
        if found % OLE_ENTRY_BYTES == 0:
            return True
        found = data.find(wanted, found + 1)
    return False


def _has_xls_password(data: bytes) -> bool:
    """Whether a FILEPASS record follows the opening of the workbook stream."""
    opening = data.find(XLS_OPENING)
    if opening < 0:
        return False
    at = opening + 4 + int.from_bytes(data[opening + 2 : opening + 4], "little")
    while at < opening + XLS_PASSWORD_WITHIN:
        record, length = data[at : at + 2], int.from_bytes(data[at + 2 : at + 4], "little")
        if record == XLS_PASSWORD_RECORDS[0]:
            return True
        if record != XLS_PASSWORD_RECORDS[1]:
            return False
        at += 4 + length
    return False


def _plain(data: bytes) -> Content:
    opening = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if opening.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml", b"<style")):
        raise SheetRefused(f"这是以表格为名的网页文件（其他系统导出的常是这种），{SAVE_AS}")
    if opening.startswith(b"%pdf"):
        raise SheetRefused("这是 PDF 文件，请上传原来的 Excel 表格。")
    kind = filetype.guess(data)
    if kind is not None:
        what = "图片" if kind.mime.startswith("image/") else f"{kind.extension.upper()} 文件"
        raise SheetRefused(f"这是{what}，不是表格，请上传 .xlsx、.xls 或 .csv 名册。")
    return Content.TEXT
