"""Whether a gathering may decide, in one sentence with its article. Pure but for the numbers given.

Only a general meeting and a committee meeting have a quorum; the other kinds have rates.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meetings.choices import MeetingKind
from meetings.quorum import SHARE_WORDS, Headcount, Thresholds, at_least

if TYPE_CHECKING:
    from branches.models import Provision

QUORUM_CODES = {
    MeetingKind.GENERAL: "BR-11.quorum",
    MeetingKind.COMMITTEE: "BR-12.quorum",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How many voters have to be there, and what regulation says so."""

    whose: str  # 有表决权党员, 委员
    expected: int
    present: int
    needed: int
    share: str  # 半数
    citation: str

    @property
    def suffices(self) -> bool:
        return bool(self.expected) and self.present >= self.needed

    @property
    def sentence(self) -> str:
        """应到有表决权党员 20 人，实到 18 人，达到半数（至少 10 人），可以表决。"""
        verdict = (
            f"达到{self.share}（至少 {self.needed} 人），可以表决。"
            if self.suffices
            else f"不足{self.share}（至少 {self.needed} 人），不能表决。"
        )
        return f"应到{self.whose} {self.expected} 人，实到 {self.present} 人，{verdict}"


def standing(
    kinds: Collection[str], came: Headcount, numbers: Mapping[str, Provision]
) -> Standing | None:
    """By the stricter of the kinds that have a quorum; ``None`` when none of them has."""
    kind = next((kind for kind in QUORUM_CODES if kind in kinds), None)
    if kind is None:
        return None
    thresholds = Thresholds.from_numbers(numbers)
    general = kind == MeetingKind.GENERAL
    share = thresholds.general_present if general else thresholds.committee_present
    rule = numbers.get(QUORUM_CODES[kind])
    return Standing(
        whose="有表决权党员" if general else "委员",
        expected=came.expected_voters,
        present=came.present_voters,
        needed=at_least(came.expected_voters, share),
        share=SHARE_WORDS.get(share, str(share)),
        citation=rule.citation if rule else "",
    )
