"""What the regulations think of how a branch is set up: pure, with the article quoted.

By 《中国共产党支部工作条例（试行）》: at least three full members (第四条), usually no more than
fifty members (第四条), a joint branch over usually no more than five units (第五条), a committee
from seven full members on and usually none below (第二十条). Findings only warn: people decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from branches.choices import BranchKind
from branches.models import Provision

COVERED_UNITS = "BR-5.covered_units"
FULL_MEMBERS = "BR-4.full_members"
MEMBERS = "BR-4.members"
COMMITTEE_FROM = "BR-20.committee_from"
CODES = (FULL_MEMBERS, MEMBERS, COVERED_UNITS, COMMITTEE_FROM)
OWN_MEMBERS = (BranchKind.BRANCH, BranchKind.JOINT)  # a temporary branch has only guests (第八条)


@dataclass(frozen=True, slots=True)
class SetUp:
    """A branch in numbers, as of one day. ``members`` are full and probationary ones."""

    kind: str
    full_members: int
    members: int
    covered_units: int
    has_committee: bool
    has_secretary: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; ``provision`` says where it is written, if it is."""

    sentence: str
    provision: Provision | None = None


def findings(found: SetUp, numbers: Mapping[str, Provision]) -> list[Finding]:
    """What to look at. A number that is not in force is not judged by."""
    judged = [*_size(found, numbers), *_committee(found, numbers)]
    if not found.has_secretary:
        judged.append(Finding("没有登记党支部书记。"))
    return judged


def _size(found: SetUp, numbers: Mapping[str, Provision]) -> Iterator[Finding]:
    least, most, widest = (numbers.get(code) for code in (FULL_MEMBERS, MEMBERS, COVERED_UNITS))
    if least and found.kind in OWN_MEMBERS and found.full_members < least.value:
        yield Finding(
            f"正式党员 {found.full_members} 人，不足 {least.value:.0f} 人，"
            "应当与邻近单位成立联合党支部，或者并入。",
            least,
        )
    if most and found.members > most.value:
        yield Finding(f"党员 {found.members} 人，一般不超过 {most.value:.0f} 人。", most)
    if widest and found.kind == BranchKind.JOINT and found.covered_units > widest.value:
        yield Finding(
            f"覆盖 {found.covered_units} 个单位，一般不超过 {widest.value:.0f} 个。"
            "条件成熟的单位可以单独成立党支部。",
            widest,
        )


def _committee(found: SetUp, numbers: Mapping[str, Provision]) -> Iterator[Finding]:
    least = numbers.get(COMMITTEE_FROM)
    if least is None or found.kind not in OWN_MEMBERS:
        return
    if found.full_members >= least.value and not found.has_committee:
        yield Finding(f"正式党员 {found.full_members} 人，应当设立支部委员会。", least)
    if found.full_members < least.value and found.has_committee:
        yield Finding(
            f"正式党员 {found.full_members} 人，不足 {least.value:.0f} 人的一般只设书记，"
            "不设支部委员会。",
            least,
        )
