"""How a board is said in words."""

from __future__ import annotations

from reports.compliance import Compliance

DEFINITION = (
    "应开：按规定本期内到期的次数，一年一次的在到期的月份计入。"
    "已录入：已上报、已通过或已封存的记录，每格最多计到应开数。"
    "逾期：最迟日期已过而没有录入；没有录入不等于没有开。"
)


def sentence(board: Compliance) -> str:
    """``2026年9月应开 412 次，已录入 371 次，逾期 23 次，涉及 11 个支部。``

    With what the branches themselves have said was not held, and what is owed later.
    """
    said = board.summary.sentence(board.period)
    if board.explained:
        said += f"其中 {board.explained} 次支部已说明未召开的原因。"
    return said
