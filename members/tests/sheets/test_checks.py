from datetime import date

import pytest

from members.tests.books import HEADERS, findings_of, id_number, roster_of

PERSON = {
    "姓名": "赵一鸣",
    "性别": "男",
    "身份证号": id_number(),
    "出生日期": "1990.03",
    "政治面貌": "党员",
    "入党日期": "2012-07-01",
    "转正日期": "2013-07-01",
}


def findings(**spoilt):
    return findings_of(roster_of([HEADERS, list((PERSON | spoilt).values())]))


def test_a_consistent_person_gives_no_finding():
    assert findings() == {}


@pytest.mark.parametrize(
    ("spoilt", "cell", "severity", "reason"),
    [
        ({"性别": "女"}, "B2", "warning", "身份证号对应男"),
        ({"出生日期": "1990.04"}, "D2", "warning", "不一致"),
        ({"出生日期": "1990-03-08"}, "D2", "warning", "不一致"),
        ({"入党日期": "2008-03-06"}, "F2", "warning", "不满 18 岁"),
        ({"入党日期": "2008.02"}, "F2", "warning", "不满 18 岁"),
        ({"转正日期": "2012-06-30"}, "G2", "refused", "早于入党日期"),
        ({"转正日期": "2013-06-30"}, "G2", "warning", "不满 1 年"),
        ({"政治面貌": "预备党员"}, "G2", "warning", "却有转正日期"),
        ({"政治面貌": "群众", "转正日期": ""}, "F2", "warning", "却有入党日期"),
        ({"政治面貌": "群众", "入党日期": ""}, "G2", "warning", "却有转正日期"),
        ({"转正日期": date(2026, 12, 1)}, "G2", "warning", "在今天之后"),
        (
            {"身份证号": "", "出生日期": "2027.01", "入党日期": "", "转正日期": ""},
            "D2",
            "refused",
            "今天之后",
        ),
    ],
)
def test_contradictions_in_one_row(spoilt, cell, severity, reason):
    found = findings(**spoilt)

    assert found[cell][0] == severity
    assert reason in found[cell][1]


@pytest.mark.parametrize(
    "agreeing",
    [
        {"出生日期": "1990-03-07"},
        {"入党日期": "2008.03", "转正日期": "2009.03"},
        {"入党日期": "2012.07", "转正日期": "2013.07"},
        {"入党日期": "2012-07-01", "转正日期": "2012.07", "政治面貌": ""},
    ],
    ids=["birthday", "month of coming of age", "months a year apart", "same month"],
)
def test_what_may_be_true_of_a_month_is_no_contradiction(agreeing):
    assert "refused" not in {severity for severity, _ in findings(**agreeing).values()}
    if "政治面貌" not in agreeing:
        assert findings(**agreeing) == {}


def test_work_before_sixteen_is_a_warning():
    roster = roster_of(
        [
            ["姓名", "身份证号", "参加工作时间"],
            ["赵一鸣", id_number(), "2006.02"],
        ]
    )

    assert findings_of(roster)["C2"] == ("warning", "参加工作时不满 16 岁，请核对")


def test_the_same_person_in_differing_rows_is_refused_in_each():
    roster = roster_of(
        [
            ["姓名", "身份证号", "职务"],
            ["赵一鸣", id_number(), "站长"],
            ["钱二", id_number(sequence=803), "战斗员"],
            ["赵一鸣", id_number().lower(), "班长"],
        ]
    )

    assert findings_of(roster) == {
        "B2": ("refused", "与第 4 行的身份证号相同，是同一人就只留一行，不是就改正号码"),
        "B4": ("refused", "与第 2 行的身份证号相同，是同一人就只留一行，不是就改正号码"),
    }


def test_of_equal_rows_the_first_is_kept():
    row = ["赵一鸣", id_number()]

    roster = roster_of([["姓名", "身份证号"], row, row, row])

    assert findings_of(roster) == {
        "B3": ("refused", "与第 2 行完全相同，删去这一行即可"),
        "B4": ("refused", "与第 2 行完全相同，删去这一行即可"),
    }
    assert roster.refused_rows == {2, 3}


def test_one_staff_number_for_two_people_is_refused():
    roster = roster_of(
        [
            ["姓名", "身份证号", "工号"],
            ["赵一鸣", id_number(), "F1"],
            ["钱二", id_number(sequence=803), "F1"],
        ]
    )

    assert {cell: found[0] for cell, found in findings_of(roster).items()} == {
        "C2": "refused",
        "C3": "refused",
    }


def test_a_shared_phone_is_a_warning():
    roster = roster_of(
        [
            ["姓名", "身份证号", "手机"],
            ["赵一鸣", id_number(), "13800138000"],
            ["钱二", id_number(sequence=803), "13800138000"],
        ]
    )

    assert findings_of(roster)["C2"] == ("warning", "与第 3 行的手机号相同，请核对")
