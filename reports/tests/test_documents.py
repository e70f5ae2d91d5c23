"""What a document says, whether it opens, and that it says the same later."""

from __future__ import annotations

import json
import zipfile
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone
from docx import Document
from docx.shared import Pt

from branches.choices import Role
from branches.periods import Grain
from meetings.choices import MeetingKind, Presence
from meetings.models import Meeting
from members.choices import Education
from members.models import Member, Membership
from reports.choices import ReportKind
from reports.documents import figures, word, workbook
from reports.documents.kinds import KINDS
from reports.documents.numerals import numeral
from reports.statistics import CATALOGUE
from reports.tests.figures import AFTER, ask, five, known_member
from tests.factories import AppointmentFactory, MeetingFactory, at, attended

pytestmark = pytest.mark.django_db
PERIODS = {"situation": "2025Q3", "bulletin": "2025-09", "settlement": "2025Q3", "yearly": "2025"}


@pytest.fixture
def busy(force):
    """Something of everything in the brigade."""
    people = five(force.here)
    AppointmentFactory(branch=force.here, role=Role.SECRETARY)
    meeting = MeetingFactory(
        branch=force.here, held_on=date(2025, 9, 10), kinds=[MeetingKind.THEME_DAY]
    )
    for member in people:
        attended(meeting, member)
    return force


def counted(force, kind=ReportKind.SITUATION, **options):
    question = ask(force.detachment, PERIODS[kind], **options)
    return figures.count(question, kind, KINDS[kind].codes, lambda step: None)


def words_of(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def test_all_statistics_of_every_kind_are_in_the_catalogue():
    assert {code for kind in KINDS.values() for code in kind.codes} <= set(CATALOGUE)
    assert set(KINDS) == set(ReportKind)


def test_the_same_moment_gives_the_same_bytes_even_after_people_moved(busy):
    before = counted(busy)
    moved = Membership.objects.filter(branch=busy.here).first()
    moved.until = timezone.localdate() - timedelta(days=1)
    moved.save()
    Membership.objects.create(member=moved.member, branch=busy.there, since=timezone.localdate())
    known_member(busy.here, joined_on="2025-11-01")  # a new member
    late = MeetingFactory(  # a record that came in afterwards
        branch=busy.here, held_on=date(2025, 9, 20), recorded_at=at(date(2025, 11, 1), 9)
    )
    attended(late, moved.member, Presence.ABSENT)

    assert counted(busy) == before
    assert counted(busy, as_of=at(date(2025, 11, 2), 9)) != before


def test_figures_are_read_back_as_they_were_put_down(busy):
    written = counted(busy)
    read = figures.read(written)

    assert (read.unit, str(read.period), read.as_of) == ("江城支队", "2025Q3", AFTER)
    assert read["members-by-sex"].value("female") == 2
    assert read["members-by-sex"].total() == 5
    assert read["life-by-kind"].value("theme_day", 1) == 1
    assert json.loads(written)["as_of"] == AFTER.isoformat()
    assert figures.digest(written) == figures.digest(counted(busy))


@pytest.mark.parametrize("kind", list(ReportKind))
def test_word_opens_and_has_the_figures(busy, kind):
    read = figures.read(counted(busy, kind))
    said = words_of(Document(BytesIO(word.written(read, {"number": "江消〔2025〕7号"}))))

    assert "江城支队" in said
    assert "江消〔2025〕7号" in said
    assert "2025年10月8日" in said
    assert ("各行相加会多于应到总人次" in said) is ("attendance-by-kind" in read.by_code)
    for figure in read.by_code.values():
        assert figure.definition in said
        assert figure.source in said
    assert {"situation": "期末共有党员 5 名", "yearly": "应有党员 5 名"}.get(kind, "") in said


def test_word_keeps_to_the_official_format(busy):
    document = Document(BytesIO(word.written(figures.read(counted(busy)), {})))
    section = document.sections[0]
    body = next(line for line in document.paragraphs if line.text.startswith("期末共有党员"))
    title = next(line for line in document.paragraphs if line.text.startswith("关于"))
    issuer = next(line for line in document.paragraphs if line.text == "江城支队")

    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    assert body.runs[0].font.size == Pt(16)
    assert 'w:eastAsia="仿宋_GB2312"' in body._p.xml
    assert 'w:firstLineChars="200"' in body._p.xml
    assert 'w:firstLine="640"' in body._p.xml
    assert body.paragraph_format.line_spacing == Pt(28.95)
    assert title.runs[0].font.size == Pt(22)
    assert str(issuer.runs[0].font.color.rgb) == "C00000"
    assert "PAGE" in section.footer._element.xml
    assert "PAGE" in section.even_page_footer._element.xml
    assert all(run._r.xml.count("w:eastAsia") for line in document.paragraphs for run in line.runs
               if run.text)  # fmt: skip


def test_headings_are_words_own_styles_in_official_type(busy):
    document = Document(BytesIO(word.written(figures.read(counted(busy)), {})))
    headings = {line.text: line for line in document.paragraphs if line.style.name.startswith("He")}
    first, second = headings["一、为什么抓"], headings["（一）党组织"]

    assert [first.style.name, second.style.name] == ["Heading 1", "Heading 2"]
    assert 'w:eastAsia="黑体"' in first.style.element.xml
    assert 'w:eastAsia="楷体_GB2312"' in second.style.element.xml
    assert 'w:outlineLvl w:val="1"' in second.style.element.xml
    assert "Theme" not in first.style.element.xml  # would go before the named fonts
    assert str(first.style.font.color.rgb) == "000000"
    assert headings["数字口径"].style.name == "Heading 1"


def test_tables_have_room_and_short_ones_stay_together(busy):
    document = Document(BytesIO(word.written(figures.read(counted(busy)), {})))
    ages = next(table for table in document.tables if table.cell(1, 0).text == "30 岁及以下")
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in ages.rows]

    assert "w:tblCellMar" in ages._tbl.xml
    assert "w:noWrap" in ages.cell(1, 2)._tc.xml
    assert kept == [*[True] * (len(ages.rows) - 1), None]


def test_charts_are_charts_with_their_numbers(busy):
    with zipfile.ZipFile(BytesIO(word.written(figures.read(counted(busy)), {}))) as archive:
        charts = [name for name in archive.namelist() if name.startswith("word/charts/")]
        ages = archive.read("word/charts/chart1.xml").decode()
        embedded = openpyxl.load_workbook(BytesIO(archive.read("word/embeddings/chart1.xlsx")))

    assert len(charts) >= 2
    assert "30 岁及以下" in ages
    rows = list(embedded.active.iter_rows(values_only=True))
    assert rows[0] == (None, "人数")
    assert rows[1] == ("30 岁及以下", 2)


def test_own_words_stand_in_their_section_and_nothing_else_does(busy):
    read = figures.read(counted(busy, ReportKind.BULLETIN))
    said = words_of(Document(BytesIO(word.written(read, {"practice": "红门讲堂办得好。"}))))
    plain = words_of(Document(BytesIO(word.written(read, {}))))

    assert "红门讲堂办得好。" in said
    assert "好的做法" in said
    for heading in ("好的做法", "检查预告"):  # nothing to say: no heading either
        assert heading not in plain
    assert "逾期情况" in plain


def test_problems_come_with_the_figure_that_shows_them(busy):
    known_member(busy.here, education="", birth_date="")
    said = words_of(Document(BytesIO(word.written(figures.read(counted(busy)), {}))))

    assert "书记空缺的党支部 1 个" in said
    assert "没有登记学历的党员 2 名" in said
    assert "组织生活逾期" in said


def test_excel_has_tables_definitions_and_every_list(busy):
    Member.objects.filter(name="甲").update(id_tail="1234", phone_tail="5678")
    read = figures.read(counted(busy))
    book = openpyxl.load_workbook(
        BytesIO(workbook.written(read, ask(busy.detachment), lambda step: None))
    )

    assert book.sheetnames[0] == "总览"
    assert {"指标说明", "党员名单", "会议清单", "考勤明细"} <= set(book.sheetnames)
    people = list(book["党员名单"].iter_rows(values_only=True))
    assert people[0][:3] == ("姓名", "党支部", "入党日期")
    assert len(people) == 6
    assert "大学本科" in {cell for row in people for cell in row}
    definitions = {row[0]: row[1] for row in book["指标说明"].iter_rows(values_only=True)}
    assert definitions["党员学历"] == CATALOGUE["members-by-education"].definition
    everything = {
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    }
    assert not {cell for cell in everything if "1234" in cell or "5678" in cell}


def test_the_files_are_the_same_bytes_too(busy):
    read, question = figures.read(counted(busy)), ask(busy.detachment)

    assert word.written(read, {}) == word.written(read, {})
    assert workbook.written(read, question, str) == workbook.written(read, question, str)


def test_a_unit_without_any_record_still_gives_a_document(force):
    Meeting.objects.all().delete()
    read = figures.read(counted(force))
    said = words_of(Document(BytesIO(word.written(read, {}))))

    assert "期末没有登记党员。" in said
    assert "本期没有党员积分记录。" in said


@pytest.mark.parametrize(
    ("kind", "period"),
    [
        ("situation", "2025Q3"),
        ("bulletin", "2025-09"),
        ("settlement", "2025Q3"),
        ("yearly", "2024"),
    ],
)
def test_the_usual_period_is_the_last_that_is_over(kind, period):
    assert str(KINDS[ReportKind(kind)].usual_period(date(2025, 10, 8))) == period
    assert KINDS[ReportKind.YEARLY].grains == (Grain.YEAR,)


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")]
)
def test_numerals(number, written):
    assert numeral(number) == written


def test_what_has_no_history_changes_when_counted_again(busy):
    """Therefore the kept figures are the truth, and a page names what differs."""
    before = counted(busy)
    Member.objects.filter(name="甲").update(education=Education.COLLEGE)

    assert counted(busy) != before
