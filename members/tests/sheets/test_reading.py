import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from members.partial_dates import PartialDate
from members.sheets import SheetRefused, SheetUndecided, read_workbook
from members.sheets.contents import MAX_BYTES
from members.sheets.reader import shows_month_only
from members.tests.books import book

DATA = Path(__file__).parent.parent / "data"
TABLE = [["姓名", "身份证号"], ["赵一鸣", "x"]]


def package(*parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    return file.getvalue()


def compound(*streams: str) -> bytes:
    """The opening of an OLE file: a header sector and a directory with these streams."""
    entries = b"".join((name + "\0").encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return bytes.fromhex("d0cf11e0a1b11ae1").ljust(512, b"\0") + entries


def test_xlsx_gives_its_cells_as_they_are():
    assert read_workbook(book(TABLE)).pick().rows == TABLE


def test_the_extension_is_never_asked_for_xls_is_read_by_content():
    rows = read_workbook((DATA / "roster.xls").read_bytes()).pick().rows

    assert rows[0][0] == "江城支队党员名册"
    assert rows[2][3] == PartialDate(1990, 3, 7)
    assert rows[3][3] == "1985.12"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"], ids=["utf-8", "BOM", "GB", "utf-16"]
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimited_text_is_read_in_every_usual_encoding(encoding, delimiter):
    lines = [["姓名", "身份证号", "职务"], ["赵一鸣", "x", '"站长,代理"'], ["钱二", "y"]]
    text = "\r\n".join(delimiter.join(line) for line in lines)

    rows = read_workbook(text.encode(encoding)).pick().rows

    assert rows[0] == ["姓名", "身份证号", "职务"]
    assert rows[1][2] == "站长,代理"
    assert rows[2] == ["钱二", "y", ""]


def test_a_locked_workbook_asks_to_take_the_password_off():
    with pytest.raises(SheetRefused, match="取消密码"):
        read_workbook((DATA / "locked.xlsx").read_bytes())


def test_a_locked_xls_asks_to_take_the_password_off():
    data = bytearray((DATA / "roster.xls").read_bytes())
    opening = data.find(bytes.fromhex("0908100000060500"))
    data[opening + 20 : opening + 22] = b"\x2f\x00"  # the record after BOF becomes FILEPASS

    with pytest.raises(SheetRefused, match="取消密码"):
        read_workbook(bytes(data))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的"),
        (b" \r\n\t", "文件是空的"),
        (b"PK\x03\x04 cut short", "已损坏"),
        (book(TABLE)[:-300], "已损坏"),
        (package("xl/workbook.xml"), "已损坏"),
        (package("word/document.xml"), "Word"),
        (package("ppt/presentation.xml"), "演示文稿"),
        (package("mimetype", "content.xml"), "OpenDocument"),
        (package("党员名册.xlsx"), "压缩包"),
        (compound("Root Entry", "WordDocument"), "Word"),
        (compound("Root Entry", "PowerPoint Document"), "演示文稿"),
        (compound("Root Entry", "Something"), "已损坏"),
        (compound("Root Entry", "Workbook"), "已损坏"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "图片"),
        (b"\xef\xbb\xbf<html><table><tr><td>x", "网页文件"),
        (b'<?xml version="1.0"?><Workbook/>', "网页文件"),
        (bytes(range(256)) * 20, "看不懂"),
        (b"x" * (MAX_BYTES + 1), "超过 20 MB"),
        (book([[]]), "没有填写内容"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_roster_is_refused_by_name(data, reason):
    with pytest.raises(SheetRefused, match=reason):
        read_workbook(data)


@pytest.mark.parametrize("cut", range(600, 5600, 500))
def test_a_broken_xls_breaks_the_reader_and_not_the_server(cut):
    with pytest.raises(SheetRefused, match="已损坏"):
        read_workbook((DATA / "roster.xls").read_bytes()[:cut])


def test_an_archive_that_unpacks_to_gigabytes_is_refused_unopened(monkeypatch):
    monkeypatch.setattr("members.sheets.contents.MAX_UNPACKED_BYTES", 100)

    with pytest.raises(SheetRefused, match="展开后过大"):
        read_workbook(book(TABLE))


def test_a_cell_in_the_far_corner_is_refused_as_too_large():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "姓名")
        sheet.write(60_000, 0, "x")

    with pytest.raises(SheetRefused, match="5 万行"):
        read_workbook(file.getvalue())


def test_several_sheets_are_offered_by_name():
    workbook = read_workbook(book(TABLE, TABLE, names=["党员", "积极分子"]))

    with pytest.raises(SheetUndecided, match="「党员」、「积极分子」") as undecided:
        workbook.pick()

    assert undecided.value.names == ("党员", "积极分子")
    assert workbook.pick("积极分子").name == "积极分子"


def test_a_sheet_that_is_not_there_is_refused():
    with pytest.raises(SheetRefused, match="没有名为「名册」"):
        read_workbook(book(TABLE)).pick("名册")


def test_hidden_and_empty_sheets_are_not_offered():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        workbook.add_worksheet("名册").write_row(0, 0, TABLE[0])
        workbook.add_worksheet("Sheet2")
        hidden = workbook.add_worksheet("代码表")
        hidden.write(0, 0, "男")
        hidden.hide()

    assert read_workbook(file.getvalue()).pick().name == "名册"


def test_a_date_cell_that_shows_no_day_has_none():
    """Excel turns a typed 1990年5月 into 1 May and shows the month."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        for row, shown in enumerate(('yyyy"年"m"月"', "mmm-yy", "yyyy.mm", "yyyy-mm-dd", "m/d/yy")):
            sheet.write(row, 0, 32994, workbook.add_format({"num_format": shown}))
        builtin = workbook.add_format()
        builtin.set_num_format(57)
        sheet.write(5, 0, 32994, builtin)

    cells = [row[0] for row in read_workbook(file.getvalue()).pick().rows]

    month, day = PartialDate(1990, 5), PartialDate(1990, 5, 1)
    assert cells == [month, month, month, day, day, month]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("yyyy\\-mm", True),
        ("[$-804]yyyy/m;@", True),
        ("yyyy-mm-dd", False),
        ("h:mm", False),
        ('"ymd"0', False),
        ('m"月"d"日"', False),
    ],
)
def test_formats_that_show_a_month_only(code, expected):
    assert shows_month_only(code) is expected
