import pytest

from members.choices import Education, Sex, StaffCategory, Stage
from members.sheets.cells import Doubtful
from members.sheets.codes import (
    FIFTY_SIX,
    read_category,
    read_education,
    read_nationality,
    read_sex,
    read_stage,
)
from members.sheets.refusals import CellRefused
from members.sheets.words import read_name, read_phrase


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("王伟", "王伟"),
        ("王 伟", "王伟"),
        ("王\u3000伟", "王伟"),
        (" 王伟\n", "王伟"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提 · 艾力", "买买提·艾力"),
        ("𠮷田", "𠮷田"),
        ("㛃明", "㛃明"),
        ("Anna  Li", "Anna Li"),
        ("欧阳 娜娜", "欧阳娜娜"),
    ],
)
def test_names_keep_their_characters_and_lose_their_noise(written, expected):
    assert read_name(written) == expected


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("王?", "生僻字"),
        ("王□", "生僻字"),
        ("张伟（大）", "括号"),
        ("填表人：王伟", "不像姓名"),
        ("以上人员均已核对", "不像姓名"),
        ("王伟2", "不像姓名"),
        (12.0, "文字"),
    ],
)
def test_what_is_no_name_is_refused(written, reason):
    with pytest.raises(CellRefused, match=reason):
        read_name(written)


def test_a_name_of_one_character_is_read_with_a_warning():
    assert read_name("王") == Doubtful("王", "姓名只有一个字，请核对")


def test_phrases_lose_blanks_between_characters_only():
    assert read_phrase(" 滨江 消防\n救援站 ") == "滨江消防救援站"
    assert read_phrase("IT  support") == "IT support"
    assert read_phrase("119 指挥中心") == "119指挥中心"


def test_a_phrase_longer_than_its_column_is_refused():
    with pytest.raises(CellRefused, match="最多 64 个字"):
        read_phrase("站" * 65)


@pytest.mark.parametrize(
    ("written", "sex"), [("男", Sex.MALE), ("女 ", Sex.FEMALE), ("男性", Sex.MALE)]
)
def test_sexes(written, sex):
    assert read_sex(written) is sex


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("干部", StaffCategory.CADRE_COMMAND),
        ("管理指挥干部", StaffCategory.CADRE_COMMAND),
        ("专业技术干部", StaffCategory.CADRE_TECH),
        ("消防员", StaffCategory.FIREFIGHTER),
        ("国家综合性消防救援队伍消防员", StaffCategory.FIREFIGHTER),
        ("政府专职消防员", StaffCategory.GOV_FULLTIME),
        ("专职队员", StaffCategory.GOV_FULLTIME),
        ("消防文员", StaffCategory.CIVILIAN),
        ("文 员", StaffCategory.CIVILIAN),
        ("预备消防士", StaffCategory.TRAINEE),
        ("退休干部", StaffCategory.RETIRED),
    ],
)
def test_staff_categories(written, category):
    assert read_category(written) is category


@pytest.mark.parametrize(
    ("written", "stage"),
    [
        ("中共党员", Stage.FULL),
        ("党员", Stage.FULL),
        ("中共预备党员", Stage.PROBATIONARY),
        ("中共党员（预备）", Stage.PROBATIONARY),
        ("预备党员", Stage.PROBATIONARY),
        ("发展对象", Stage.CANDIDATE),
        ("入党积极分子", Stage.ACTIVIST),
        ("积极分子", Stage.ACTIVIST),
        ("入党申请人", Stage.APPLICANT),
        ("共青团员", Stage.LEAGUE),
        ("团员", Stage.LEAGUE),
        ("群众", Stage.NONE),
        ("无党派人士", Stage.NONE),
    ],
)
def test_stages(written, stage):
    assert read_stage(written) is stage


def test_members_of_democratic_parties_are_read_with_a_warning():
    doubtful = read_stage("民盟盟员")

    assert isinstance(doubtful, Doubtful)
    assert doubtful.value is Stage.NONE
    assert "民盟盟员" in doubtful.reason


@pytest.mark.parametrize(
    ("written", "education"),
    [
        ("博士", Education.POSTGRADUATE),
        ("硕士研究生", Education.POSTGRADUATE),
        ("在职研究生", Education.POSTGRADUATE),
        ("大学", Education.BACHELOR),
        ("大学本科", Education.BACHELOR),
        ("省委党校本科", Education.BACHELOR),
        ("本科（函授）", Education.BACHELOR),
        ("大专", Education.COLLEGE),
        ("大学专科", Education.COLLEGE),
        ("中专", Education.SECONDARY),
        ("职高", Education.SECONDARY),
        ("高中", Education.HIGH_SCHOOL),
        ("中技", Education.HIGH_SCHOOL),
        ("初中", Education.JUNIOR),
    ],
)
def test_educations(written, education):
    assert read_education(written) is education


@pytest.mark.parametrize("choices", [StaffCategory, Stage, Education, Sex])
def test_every_choice_is_read_back_from_its_own_label(choices):
    readers = {
        StaffCategory: read_category,
        Stage: read_stage,
        Education: read_education,
        Sex: read_sex,
    }

    assert [readers[choices](choice.label) for choice in choices] == list(choices)


@pytest.mark.parametrize(
    ("reader", "answers"),
    [
        (read_sex, "男、女"),
        (read_category, "消防文员"),
        (read_stage, "发展对象"),
        (read_education, "中专"),
    ],
)
def test_an_unknown_word_is_refused_with_the_possible_answers(reader, answers):
    with pytest.raises(CellRefused, match=answers):
        reader("火星")


def test_fifty_six_nationalities_with_and_without_their_last_character():
    names = FIFTY_SIX.split()

    assert len(set(names)) == 56
    assert [read_nationality(name) for name in names] == [f"{name}族" for name in names]
    assert read_nationality("维族") == "维吾尔族"
    with pytest.raises(CellRefused, match="不是民族"):
        read_nationality("火星")
