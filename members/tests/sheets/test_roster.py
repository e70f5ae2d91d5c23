import io

import pytest
import xlsxwriter

from members.choices import Education, Sex, StaffCategory, Stage
from members.partial_dates import PartialDate
from members.sheets import NAMES, Column, Grid, Person, SheetRefused, read_roster, read_workbook
from members.tests.books import HEADERS, TODAY, findings_of, id_number, roster_of

FULL_HEADERS = [naming.label for naming in NAMES.values()]


def people(*rows):
    return [["姓名", "身份证号", "工号"], *rows]


def test_a_full_row_becomes_a_person():
    row = [
        "赵 一鸣",
        "男",
        "汉",
        id_number(),
        "1990.03",
        "138 0013 8000",
        "F001",
        "干部",
        "滨江站",
        "滨江站党支部",
        "第一党小组",
        "中共党员",
        "2012-07-01",
        "2013年7月",
        "大学",
        "站长",
        20080901.0,
    ]

    roster = roster_of([FULL_HEADERS, row])

    assert roster.findings == ()
    assert roster.people == (
        Person(
            row=1,
            name="赵一鸣",
            sex=Sex.MALE,
            nationality="汉族",
            id_number=id_number(),
            birth_date=PartialDate(1990, 3),
            phone="13800138000",
            staff_number="F001",
            category=StaffCategory.CADRE_COMMAND,
            unit="滨江站",
            branch="滨江站党支部",
            group="第一党小组",
            stage=Stage.FULL,
            joined_on=PartialDate(2012, 7, 1),
            confirmed_on=PartialDate(2013, 7),
            education=Education.BACHELOR,
            post="站长",
            work_since=PartialDate(2008, 9, 1),
        ),
    )


def test_all_faults_are_found_at_once_with_their_addresses():
    roster = roster_of(
        [
            HEADERS,
            ["赵一鸣", "男", id_number(), "90.3", "党员", "2012.13", ""],
            ["", "女", id_number(sequence=802), "1990.03", "火星", "", ""],
            ["孙三", "男", "123", "1990.03", "群众", "", ""],
        ]
    )

    assert {cell: severity for cell, (severity, _) in findings_of(roster).items()} == dict.fromkeys(
        ["D2", "F2", "A3", "E3", "C4"], "refused"
    )
    assert roster.refused_rows == {1, 2, 3}


def test_addresses_count_from_the_corner_of_the_sheet():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row("C5", ["姓名", "身份证号"])
        sheet.write_row("C6", ["赵一鸣", "123"])

    roster = read_roster(read_workbook(file.getvalue()).pick(), today=TODAY)

    assert list(findings_of(roster)) == ["D6"]


def test_cells_that_say_nothing_are_not_stated():
    roster = roster_of([HEADERS, ["赵一鸣", "", id_number(), "—", "无", "/", "  "]])

    assert roster.findings == ()
    assert roster.people == (Person(row=1, name="赵一鸣", id_number=id_number()),)


def test_rows_that_hold_no_person_are_skipped_and_told():
    roster = roster_of(
        [
            ["序号", "姓名", "身份证号"],
            ["1", "赵一鸣", id_number()],
            ["2", "", ""],
            ["", "", ""],
            ["序号", "姓名", "身份证号"],
            ["3", "钱二", id_number(sequence=803)],
            ["合计", "2人", ""],
            ["", "填表人：孙三", ""],
            ["备注：含挂职一人", "", ""],
        ]
    )

    assert [person.name for person in roster.people] == ["赵一鸣", "钱二"]
    assert [(each.number, each.text) for each in roster.skipped] == [
        (5, "序号 姓名 身份证号"),
        (7, "合计 2人"),
        (8, "填表人:孙三"),
        (9, "备注:含挂职一人"),
    ]
    assert roster.findings == ()


def test_section_titles_merged_over_the_list_are_skipped_and_told():
    grid = Grid(
        "表",
        [*people(["一、机关", "", ""], ["赵一鸣", id_number(), ""])],
        merged=(((1, 0), (1, 2)),),
    )

    roster = read_roster(grid, today=TODAY)

    assert [person.name for person in roster.people] == ["赵一鸣"]
    assert [each.text for each in roster.skipped] == ["一、机关"]


def test_a_unit_merged_over_several_rows_holds_for_each_of_them():
    grid = Grid(
        "表",
        [
            ["姓名", "身份证号", "所在单位"],
            ["赵一鸣", id_number(), "滨江站"],
            ["钱二", id_number(sequence=803), ""],
            ["孙三", id_number(sequence=805), ""],
        ],
        merged=(((1, 2), (2, 2)),),
    )

    assert [person.unit for person in read_roster(grid, today=TODAY).people] == [
        "滨江站",
        "滨江站",
        None,
    ]


def test_a_person_without_name_or_number_is_refused():
    roster = roster_of(people(["赵一鸣", "", ""], ["", id_number(), ""]))

    assert findings_of(roster) == {
        "B2": ("refused", "身份证号和工号是空的，无法确认是谁，请补上"),
        "A3": ("refused", "姓名是空的，请补上"),
    }


def test_a_broken_number_is_not_also_reported_as_missing():
    roster = roster_of(people(["赵一鸣", "123", ""]))

    assert list(findings_of(roster)) == ["B2"]


def test_a_staff_number_is_enough_to_know_someone():
    assert roster_of(people(["赵一鸣", "", "F1"])).findings == ()


def test_fixes_stand_in_for_what_the_file_says():
    table = people(["赵一鸣", "123", ""], ["钱二", "456", ""])

    roster = roster_of(table, fixes={"B2": id_number()})

    assert list(findings_of(roster)) == ["B3"]
    assert roster.people[0].id_number == id_number()


@pytest.mark.parametrize("cell", ["B99", "ZZ2", "b2", "2B", ""])
def test_a_fix_outside_the_sheet_is_refused(cell):
    with pytest.raises(SheetRefused, match="没有单元格"):
        roster_of(people(["赵一鸣", "123", ""]), fixes={cell: "x"})


def test_a_header_without_people_is_refused():
    with pytest.raises(SheetRefused, match="没有人员"):
        roster_of([HEADERS])


def test_columns_of_others_are_listed():
    roster = roster_of([["序号", *HEADERS, "籍贯"], ["1", "赵一鸣", "男", id_number()]])

    assert roster.ignored_columns == ("序号", "籍贯")
    assert set(roster.layout.columns) == {
        Column.NAME,
        Column.SEX,
        Column.ID_NUMBER,
        Column.BIRTH_DATE,
        Column.STAGE,
        Column.JOINED_ON,
        Column.CONFIRMED_ON,
    }
