"""Why something cannot be done, in sentences fit for the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from meetings.completeness import Problem

if TYPE_CHECKING:
    from meetings.models import Draft, InspectedRecord
    from meetings.oddities import Away, Finding


class MeetingRefused(Exception):
    """A rule forbids it. ``problems`` name the fields of the form where they are known."""

    def __init__(self, sentence: str = "", *, problems: Iterable[Problem] = ()) -> None:
        self.problems: Sequence[Problem] = list(problems) or [Problem("", sentence)]
        super().__init__("".join(problem.sentence for problem in self.problems))


class TokenTaken(MeetingRefused):
    """The token belongs to another record: sent again it would give what was not asked for."""

    def __init__(self, title: str = "") -> None:
        named = f"“{title}”" if title else ""
        super().__init__(f"这个标识已用于另一份记录{named}，没有保存。请重新打开登记页再填。")


class LooksOdd(Exception):
    """Nothing was written: the author has not seen yet what looks odd about the record."""

    def __init__(self, findings: Sequence[Finding | Away]) -> None:
        self.findings = findings
        super().__init__("".join(finding.sentence for finding in findings))


class DraftClash(Exception):
    """Somebody else saved the draft meanwhile; ``theirs`` is what stands now."""

    def __init__(self, theirs: Draft) -> None:
        self.theirs = theirs
        super().__init__("这份草稿已被另一处修改。")


class ThemeRefused(Exception):
    """The theme cannot be published or adopted; the message is fit for the screen."""


class DecisionRefused(Exception):
    """The decision cannot be closed or reopened; the message is fit for the screen."""


class InspectionRefused(Exception):
    """The inspection cannot take this step; the message is fit for the screen. ``field`` names the
    field of the form that it speaks of, where there is one."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(sentence)


class WordingClash(InspectionRefused):
    """Somebody else reworded the notice meanwhile; ``version`` is the one that stands now."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(
            "另一位同志刚刚改过通报文字，旁边是现在的样子。您写的还在；再次保存就以您的为准。"
        )


class MarkClash(Exception):
    """Somebody else marked the record meanwhile; ``theirs`` is what stands now."""

    def __init__(self, theirs: InspectedRecord) -> None:
        self.theirs = theirs
        super().__init__("另一位检查人刚刚评过这份记录。")
