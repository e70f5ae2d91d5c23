"""Every figure of a compiled document is found again by hand: the demonstration's situation report,
each number followed to its list, the list counted here, and the ordinary screens asked as well.

The running quarter is compiled, whose last day is today: that is what the ordinary screens show.
"""

from __future__ import annotations

import re
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from lxml import html
from python_calamine import CalamineWorkbook

from accounts.models import User
from branches.models import Unit
from branches.periods import Grain, Period
from branches.services.holidays import load_holidays
from demo.build import build
from reports import jobs
from reports.choices import ReportKind
from reports.documents import figures
from reports.documents.kinds import KINDS
from reports.services import reports
from reports.tests.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CODES = KINDS[ReportKind.SITUATION].codes
FIRST_ROW = 3  # of a sheet: title, moment, headings stand above
ENOUGH = 300  # figures of a situation report


class Told:
    """The report as the office reads it."""

    def __init__(self, client, report):
        self.client, self.report = client, report
        self.kept = figures.read(report.figures)
        self.page = html.fromstring(client.get(report.get_absolute_url()).content.decode())
        self.links = {}  # address → what is written there, as often as it is
        for link in self.page.xpath("//article//p//a | //article//td//a"):
            self.links.setdefault(link.get("href"), set()).add(link.text_content())

    def of(self, code):
        return {url: said for url, said in self.links.items() if f"/figures/{code}/" in url}

    def text(self, address):
        return text_of(self.client.get(address).content.decode())

    def counted(self, url):
        """What stands behind: rows of the whole list, or the sum of the column that says so."""
        page = self.client.get(url).content.decode()
        sheet = self.client.get(url.replace("/?", "/sheet/?") if "?" in url else f"{url}sheet/")
        rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0)
        headings, *cells = rows.to_python(skip_empty_area=False)[FIRST_ROW - 1 :]
        adds = re.search("“(.+?)”一列合计", text_of(page))
        if adds is None:
            return len(cells)
        at = headings.index(adds.group(1))
        return sum(int(row[at]) for row in cells)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), transaction.atomic(), folder:
        today = timezone.localdate()
        load_holidays()
        build(scale="detachment", months=4, seed=119, today=today, progress=lambda line: None)
        report = reports.order_report(
            kind=ReportKind.SITUATION, unit=Unit.objects.get(code="YC"),
            period=Period.containing(today, Grain.QUARTER), as_of=timezone.now(), by=None,
            hand_over=False,
        )  # fmt: skip
        jobs.work_on(pk=report.pk)
        report.refresh_from_db()
        client = Client()
        office = User.objects.get(staff_number="office")
        client.force_login(office, "django.contrib.auth.backends.ModelBackend")
        yield Told(client, report)
        transaction.set_rollback(True)


def test_no_figure_stands_there_without_its_list(told):
    """Digits outside of links are names of lines, days, and what sentences call ages and years."""
    plain = re.compile(
        r"\d+年|\d+月\d+日|\d+:\d+|第.季度|35 岁及以下|不满 1 年|〔\d+〕\d+号|[A-Z]\d"
    )
    for cell in told.page.xpath("//article//td"):
        assert cell.xpath(".//a") or not re.search(r"\d", cell.text_content())
    for line in told.page.xpath("//article//p"):
        bare = "".join(line.xpath(".//text()[not(ancestor::a)]"))
        assert not re.search(r"\d", plain.sub("", bare)), bare
    assert sum(map(len, told.links.values())) > ENOUGH


@pytest.mark.parametrize("code", CODES)
def test_each_number_is_what_its_list_comes_to(told, code):
    for url, said in told.of(code).items():
        for number in (word for word in said if word.isdigit()):
            if code != "surveys-shares":  # these lead to the survey, and say so
                assert told.counted(url) == int(number), (url, number)
        for note in (word for word in said if " 次" in word):
            assert told.counted(url) == sum(map(int, re.findall(r" (\d+) 次", note))), url


@pytest.mark.parametrize("code", CODES)
def test_each_share_is_that_of_two_lists(told, code):
    for url, said in told.of(code).items():
        query = parse_qs(urlsplit(url).query)
        if "of" not in query or code == "surveys-shares":
            continue
        page = html.fromstring(told.client.get(url).content.decode())
        formula = page.xpath("//p[contains(., '下面是前一个数的名单')]")[0]
        wholes = [told.counted(link.get("href")) for link in formula.xpath(".//a")]
        whole = wholes[0] - sum(wholes[1:])
        assert said == {f"{100 * told.counted(url) / whole:.1f}%"}, url


def test_organisation_life_is_that_of_the_board(told):
    kept = told.kept
    owed, entered, late = (kept["life-by-kind"].total(column) for column in range(3))
    board = told.text(f"{reverse('reports:board')}?unit=YC&period={told.report.period}")

    numbers = [int(found) for found in re.findall(r"(?:应开|已录入|逾期|涉及) (\d+)", board)][:4]
    assert numbers == [owed, entered, late, len(kept["life-behind"].table.lines)]


CERTIFICATES = "/members/registers/certificates/?validity=valid"
DEVELOPMENT = "/members/registers/development/?state=open&stage="
MEMBERS = "/members/?stage="
SCREENS = [
    *(
        ("members-by-standing", stage, [MEMBERS + stage], [f"{MEMBERS}{stage}&without=1"])
        for stage in ("full", "probationary")
    ),
    ("certificates-by-kind", "", [CERTIFICATES], []),
    *(
        ("development-by-stage", stage, [DEVELOPMENT + stage], [])
        for stage in ("apply", "activist", "candidate", "admit", "confirm")
    ),
    ("records-by-timeliness", "", ["{meetings}&state=handed_in", "{meetings}&state=accepted"], []),
    ("records-by-timeliness", "late", ["{meetings}&late=1"], []),
]  # fmt: skip


@pytest.mark.parametrize(("code", "key", "plus", "minus"), SCREENS)
def test_lists_and_registers_have_as_many_entries(told, code, key, plus, minus):
    meetings = f"{reverse('meetings:list')}?period={told.report.period}"

    def entries(addresses):
        pages = (told.text(address.format(meetings=meetings)) for address in addresses)
        found = (re.search(r"共 (\d+) 条", one) for one in pages)
        return sum(int(one.group(1)) for one in found if one)

    figure = told.kept[code]
    number = figure.value(key) if key else figure.total()
    assert number > 0
    assert entries(plus) - entries(minus) == number
