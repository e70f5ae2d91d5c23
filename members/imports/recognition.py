"""Which person on file a row means, if any."""

from __future__ import annotations

from members.imports.complaints import Complaints
from members.imports.existing import Existing, OnFile
from members.sheets import Column, Person


class Recognition:
    """Finds each row's person by ID number or staff number, and nobody twice."""

    def __init__(self, on_file: OnFile, complaints: Complaints) -> None:
        self._on_file = on_file
        self._complaints = complaints
        self._taken: dict[int, int] = {}

    def person_on_file(self, person: Person) -> Existing | None:
        """None for a new person; refuses the row where it must not change whom it means."""
        by_id = self._on_file.by_id_number(person.id_number)
        by_staff = self._on_file.by_staff_number(person.staff_number)
        existing = by_id or by_staff
        if existing is None:
            return None
        key = Column.ID_NUMBER if by_id else Column.STAFF_NUMBER
        if _is_of_another(person, by_id, by_staff):
            key, reason = Column.STAFF_NUMBER, "这个工号在册属于另一人，请核对工号"
        elif not self._on_file.is_within_reach(existing):
            reason = "此人在本次导入范围以外的名册上，请先办理转接，或由上级单位导入"
        elif existing.pk in self._taken:
            reason = f"与第 {self._taken[existing.pk] + 1} 行是在册的同一人，请只留一行"
        else:
            self._taken[existing.pk] = person.row
            self._note_differences(person, existing)
            return existing
        self._complaints.refuse(person, key, reason)
        return existing

    def _note_differences(self, person: Person, existing: Existing) -> None:
        """What must not change unnoticed."""
        warn = self._complaints.warn
        if person.name and person.name != existing.name:
            warn(person, Column.NAME, f"在册姓名是「{existing.name}」，请核对是不是同一人")
        digest = self._on_file.digest(person.id_number) if person.id_number else None
        if digest and existing.id_digest and digest != existing.id_digest:
            reason = "与在册的身份证号不同（按工号认出此人），将改为表中的号码，请核对"
            warn(person, Column.ID_NUMBER, reason)
        if existing.left_on:
            reason = f"此人已于 {existing.left_on} 离队，导入后恢复在队，请核对"
            warn(person, Column.NAME, reason)


def _is_of_another(person: Person, by_id: Existing | None, by_staff: Existing | None) -> bool:
    """Whether the staff number is someone else's: by the ID numbers, or by the name."""
    if by_staff is None:
        return False
    if by_id is not None:
        return by_id.pk != by_staff.pk
    return by_staff.name != person.name
