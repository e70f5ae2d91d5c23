"""How a board is said in words."""

from __future__ import annotations

from meetings.cadence import Cell, CellState
from meetings.choices import MeetingKind
from reports.compliance import Compliance

SHORT = {
    MeetingKind.GENERAL: "党员大会",
    MeetingKind.APPRAISAL: "民主评议",
    MeetingKind.STUDY_CENTRE: "中心组学习",
}
OWED = (
    "在本期内到期、到今天已经开始的次数：还没开始的月份不计；已经开始的月、季度、年都计入，"
    "哪怕最迟日期还没到。一年、一季度一次的，在到期的那个月计入。"
)
OPEN = "已经开始、还没到最迟日期、尚未录入的次数。"
ENTERED = "已上报、已通过或已封存的记录，每格最多计到应开数。"
OVERDUE = "最迟日期已过，系统里没有足够的记录。没有录入不等于没有开。"
LATE_BRANCHES = "有逾期的支部数，点开只看这些支部。"
EXPLAINED = "支部已登记“未召开”并写明原因的次数，仍然应补开。"


def short(kind: str) -> str:
    """The kind as a column says it: 党员大会."""
    return SHORT.get(MeetingKind(kind), MeetingKind(kind).label)


def sentence(board: Compliance) -> str:
    """``2026年9月应开 412 次，已录入 371 次，逾期 23 次，涉及 11 个支部。``

    With how many of the overdue the branches themselves have explained.
    """
    said = board.summary.sentence(board.period, running=board.is_running)
    if board.explained:
        said += f"其中 {board.explained} 次支部已写明未召开的原因。"
    return said


def mark(cell: Cell, *, not_held: bool) -> str:
    """How a cell is drawn: late, missing, cancelled, due, done, waived, or none (not yet due)."""
    if not_held:
        return "cancelled"
    if cell.state is CellState.NOT_ENTERED:
        return "missing"
    if cell.state is CellState.DUE and not cell.falls_due and not cell.urgent:
        return "none"
    return cell.state.value


def number(cell: Cell) -> str:
    """``0/1``, or ``免``."""
    return "免" if cell.state is CellState.WAIVED else f"{cell.held}/{cell.owed}"
