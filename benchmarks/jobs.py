"""Jobs beside what they cannot be faster than: their bare SQL, the bare reading of the sheet."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from random import Random
from statistics import median

import xlsxwriter
from django.db import connection, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from assessment.models import Entry
from assessment.services.compute import compute_quarter
from branches.models import Unit
from branches.periods import Grain, Period
from demo.people import Population
from members.models import Member
from members.reach import Reach
from members.services import rosters

ROWS = 10_000
TIMES = 3
HEADINGS = [
    "姓名",
    "性别",
    "民族",
    "身份证号",
    "出生日期",
    "手机号",
    "人员类别",
    "所在单位",
    "政治面貌",
    "学历",
    "职务",
]
COUNT_BARE = """
CREATE TEMPORARY TABLE bare ON COMMIT DROP AS
SELECT a.member_id, a.branch_id, m.held_on, 'meeting:' || m.id AS source,
       CASE WHEN a.presence = 'present' THEN 2 ELSE -3 END AS points
FROM meetings_attendance a JOIN meetings_meeting m ON m.id = a.meeting_id
WHERE m.held_on BETWEEN %s AND %s AND m.state IN ('accepted', 'sealed')
  AND a.presence IN ('present', 'absent')
"""
INSERT_BARE = """
INSERT INTO assessment_entry (member_id, branch_id, quarter, rule_id, points, origin, source, line,
                              occurred_on, reason, created_at)
SELECT member_id, branch_id, '1999Q1', (SELECT min(id) FROM assessment_rule), points, 'computed',
       source, 1, held_on, '', now() FROM bare
"""


@dataclass(frozen=True, slots=True)
class Work:
    """One job: wall seconds of it and of the bare work, the median of several runs."""

    name: str
    rows: int
    seconds: float
    bare: float
    at_most: float  # times the bare work

    @property
    def row(self) -> str:
        times = f"{self.seconds:.2f} | {self.bare:.2f} | {self.seconds / self.bare:.1f}"
        return f"| {self.name} | {self.rows} | {times} | {self.at_most} |"


Job = Callable[[str], Work]


def all_jobs() -> dict[str, Job]:
    """Name → what times it."""
    return {
        "points of the last quarter": _points,
        "preview of a roster": _preview,
        "import of a roster": _import,
    }


def timed(work: Callable[[], object], times: int = TIMES) -> float:
    """Wall seconds of a call, the median; what it writes is rolled back."""
    return median(_once(work) for _ in range(times))


def _once(work: Callable[[], object]) -> float:
    with transaction.atomic():
        begun = time.perf_counter()
        work()
        seconds = time.perf_counter() - begun
        transaction.set_rollback(True)
    return seconds


def _points(name: str) -> Work:
    """All rules for everyone, into an empty ledger, beside reading and inserting the same rows."""
    quarter = Period.containing(timezone.localdate(), Grain.QUARTER)
    roots = list(Unit.objects.filter(depth=1))

    def compute() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM assessment_entry WHERE quarter = %s", [str(quarter)])
        nonlocal emptied
        begun = time.perf_counter()
        for root in roots:
            compute_quarter(quarter=str(quarter), now=timezone.now(), unit=root)
        emptied = time.perf_counter() - begun

    emptied = 0.0
    seconds = median((_once(compute), emptied)[1] for _ in range(TIMES))
    rows = Entry.objects.filter(quarter=str(quarter), origin="computed").count()
    return Work(name, rows, seconds, timed(lambda: _bare(quarter)), 3)


def _bare(quarter: Period) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_BARE, [quarter.begins, quarter.ends])
        cursor.execute(INSERT_BARE)


def _preview(name: str) -> Work:
    data, reach = _sheet(), Reach(Unit.objects.filter(depth=1)[0])
    seconds = timed(lambda: _plan(data, reach))
    return Work(name, ROWS, seconds, timed(lambda: _read(data)), 10)


def _import(name: str) -> Work:
    """Reading, planning and writing, beside reading and an upsert of the bare rows."""
    data, reach = _sheet(), Reach(Unit.objects.filter(depth=1)[0])

    def whole() -> None:
        rosters.carry_out(
            plan=_plan(data, reach), reach=reach, since=timezone.localdate(), user=None,
            source="bench.xlsx", all_or_nothing=False,
        )  # fmt: skip

    unit = Unit.objects.order_by("path")[3]

    def bare() -> None:
        _read(data)
        Member.objects.bulk_create(
            [Member(name=f"{n}", staff_number=f"BARE{n}", category="civilian", unit=unit)
             for n in range(ROWS)],
            update_conflicts=True, unique_fields=["staff_number"], update_fields=["name"],
        )  # fmt: skip

    return Work(name, ROWS, timed(whole), timed(bare), 3)


def _plan(data: bytes, reach: Reach) -> object:
    return rosters.plan_roster(
        data=data, reach=reach, today=timezone.localdate(), sheet="", create_missing=False
    )


def _read(data: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def _sheet() -> bytes:
    """A roster of new people at real units, as an office keeps it."""
    population = Population(Random(4), timezone.localdate())
    population.made = 5_000_000  # staff and ID numbers that the demonstration has not used
    units = list(Unit.objects.filter(kind="station").order_by("path")[:80])
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名册")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(ROWS):
            person = population.person(units[number % len(units)], party=False)
            sheet.write_row(number + 1, 0, _cells(person))
    return file.getvalue()


def _cells(person: Member) -> list[str]:
    return [
        person.name, person.get_sex_display(), person.nationality, person.id_number,
        person.birth_date, person.phone, person.get_category_display(), person.unit.name,
        person.get_stage_display(), person.get_education_display(), person.post,
    ]  # fmt: skip
