"""One person as one row of a roster states it."""

from __future__ import annotations

from typing import NamedTuple

from members.choices import Education, Sex, StaffCategory, Stage
from members.partial_dates import PartialDate


class Person(NamedTuple):
    """What the row says, by ``Column``; None where it says nothing. ``row`` counts from 0."""

    row: int
    name: str | None = None
    sex: Sex | None = None
    nationality: str | None = None
    id_number: str | None = None
    birth_date: PartialDate | None = None
    phone: str | None = None
    staff_number: str | None = None
    category: StaffCategory | None = None
    unit: str | None = None
    branch: str | None = None
    group: str | None = None
    stage: Stage | None = None
    joined_on: PartialDate | None = None
    confirmed_on: PartialDate | None = None
    education: Education | None = None
    post: str | None = None
    work_since: PartialDate | None = None
