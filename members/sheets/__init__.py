"""Rosters as offices keep them, read without the database: bytes → workbook → grid → roster."""

from members.sheets.body import Skipped
from members.sheets.cells import Finding, Severity
from members.sheets.columns import NAMES, Column
from members.sheets.people import Person
from members.sheets.reading import Grid, Workbook, read_workbook
from members.sheets.refusals import SheetRefused, SheetUndecided
from members.sheets.roster import Roster, read_roster

__all__ = [
    "NAMES",
    "Column",
    "Finding",
    "Grid",
    "Person",
    "Roster",
    "Severity",
    "SheetRefused",
    "SheetUndecided",
    "Skipped",
    "Workbook",
    "read_roster",
    "read_workbook",
]
