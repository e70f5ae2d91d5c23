"""What a branch owes in a period and how far it has come. Pure: counts and dates in, cells out.

A requirement is judged over *slots* of its own length. A kind owed by the month has three slots on
the board of a quarter; a kind owed by the year has one on the board of a month, the year around it.
Three meetings in one month do not make up for the two months before. Slots that have not begun are
not owed yet.
"""

from meetings.cadence.board import Board, BranchFacts, Span, Summary, summarise
from meetings.cadence.cells import NOTHING, OVERDUE, Cell, CellState, Tally
from meetings.cadence.requirements import CODES, Body, Cadence, Requirement

__all__ = [
    "CODES",
    "NOTHING",
    "OVERDUE",
    "Board",
    "Body",
    "BranchFacts",
    "Cadence",
    "Cell",
    "CellState",
    "Requirement",
    "Span",
    "Summary",
    "Tally",
    "summarise",
]
