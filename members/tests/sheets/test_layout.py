import io

import pytest
import xlsxwriter

from members.sheets import NAMES, Column, Grid, SheetRefused, read_workbook
from members.sheets.layout import find_layout


def layout_of(*rows, merged=()):
    width = max(map(len, rows))
    return find_layout(Grid("表", [list(row) + [""] * (width - len(row)) for row in rows], merged))


def test_the_header_is_found_below_title_rows():
    layout = layout_of(
        ["江城消防救援支队党员名册"],
        [],
        ["填报单位：支队政治处", "", "2026年11月"],
        ["序号", "姓名", "身份证号"],
        ["1", "赵一鸣", "x"],
    )

    assert layout.columns == {Column.NAME: 1, Column.ID_NUMBER: 2}
    assert layout.body == 4
    assert [(each.address, each.label) for each in layout.ignored] == [("A4", "序号")]


def test_columns_stand_in_any_order():
    labels = [naming.label for naming in NAMES.values()]

    layout = layout_of(labels[::-1])

    assert layout.columns == {column: 16 - index for index, column in enumerate(Column)}
    assert layout.ignored == ()


@pytest.mark.parametrize(
    ("column", "word"),
    [
        (column, word)
        for column, naming in NAMES.items()
        for word in (naming.label, *naming.synonyms, *naming.weak)
    ],
)
def test_every_synonym_is_understood_among_noise(column, word):
    noisy = f"*{word[0]}\u3000{word[1:]}\n（必填） "
    rest = [naming.label for other, naming in NAMES.items() if other is not column]

    layout = layout_of([noisy, *rest])

    assert layout.columns[column] == 0


def test_a_header_over_two_rows_with_merged_cells():
    layout = layout_of(
        ["党员基本信息"],
        ["姓名", "基本情况", "", "入党", "", "职务"],
        ["", "性别", "身份证号", "时间", "介绍人", ""],
        merged=(
            ((0, 0), (0, 5)),
            ((1, 0), (2, 0)),
            ((1, 1), (1, 2)),
            ((1, 3), (1, 4)),
            ((1, 5), (2, 5)),
        ),
    )

    assert layout.columns == {
        Column.NAME: 0,
        Column.SEX: 1,
        Column.ID_NUMBER: 2,
        Column.JOINED_ON: 3,
        Column.POST: 5,
    }
    assert [(each.address, each.label) for each in layout.ignored] == [("E3", "介绍人")]
    assert layout.body == 3


def test_a_header_over_two_rows_without_merged_ranges_as_in_text_files():
    layout = layout_of(
        ["姓名", "证件", "", "入党"], ["", "身份证号", "有效期", "时间"], ["赵", "x", "", ""]
    )

    assert layout.columns == {Column.NAME: 0, Column.ID_NUMBER: 1, Column.JOINED_ON: 3}
    assert layout.body == 2


def test_a_label_with_another_meaning_is_left_out():
    layout = layout_of(["姓名", "身份证号", "党内", "行政"], ["", "", "职务", "职务"])

    assert layout.columns[Column.POST] == 3
    assert [each.label for each in layout.ignored] == ["党内职务"]


def test_one_row_of_header_does_not_swallow_the_first_person():
    assert layout_of(["姓名", "身份证号"], ["赵一鸣", "x"]).body == 1


def test_the_weaker_of_two_columns_is_left_out_and_listed():
    layout = layout_of(["姓名", "身份证号", "部门", "所在单位", "联系电话"])

    assert layout.columns[Column.UNIT] == 3
    assert layout.columns[Column.PHONE] == 4
    assert [each.label for each in layout.ignored] == ["部门"]


def test_two_columns_of_one_meaning_are_refused_with_their_addresses():
    with pytest.raises(
        SheetRefused, match="「身份证号」有 2 列：B1「身份证号码」、D1「公民身份号码」"
    ):
        layout_of(["姓名", "身份证号码", "性别", "公民身份号码"])


def test_all_that_is_wrong_with_the_header_is_said_at_once():
    with pytest.raises(SheetRefused) as refused:
        layout_of(["性别", "性别", "民族"])

    assert "「性别」有 2 列：A1「性别」、B1「性别」" in str(refused.value)
    assert "缺少「姓名」、「身份证号」 或 「工号」列" in str(refused.value)


@pytest.mark.parametrize(
    "rows", [[["随便写的"], ["几行字"]], [["姓名"]]], ids=["no header", "only a name"]
)
def test_a_sheet_without_a_header_is_refused(rows):
    with pytest.raises(SheetRefused, match="找不到表头"):
        layout_of(*rows)


def test_merged_cells_of_a_real_file():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        sheet.merge_range("A1:D1", "党员名册")
        sheet.merge_range("A2:A3", "姓  名")
        sheet.merge_range("B2:B3", "公民身份\n号码")
        sheet.merge_range("C2:D2", "党内情况")
        sheet.write_row("C3", ["入党年月", "转正时间"])

    layout = find_layout(read_workbook(file.getvalue()).pick())

    assert layout.columns == {
        Column.NAME: 0,
        Column.ID_NUMBER: 1,
        Column.JOINED_ON: 2,
        Column.CONFIRMED_ON: 3,
    }
