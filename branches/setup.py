"""Whether a Party organisation is set up as the regulation asks: pure, numbers are passed in.

《中国共产党支部工作条例（试行）》第四、五、二十条；党小组的人数参照《中央和国家机关党小组工作规则（试行）》:
第十三条 itself names no number. Whatever is found is said, nothing is blocked: forces have joint
branches over ten teams, and it is for the office to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from branches.choices import BranchKind
from branches.headcount import Heads
from branches.models import Provision

COVERED_UNITS = "BR-5.covered_units"
CODES = (
    "BR-4.full_members",
    "BR-4.members",
    COVERED_UNITS,
    "BR-20.committee_from",
    "BR-20.committee_min",
    "BR-20.committee_max",
    "PG.divide_from",
    "PG.members",
    "PG.full_members",
)
Numbers = Mapping[str, Provision]


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group and who belongs to it; ``group`` is the row, for pages."""

    name: str
    heads: Heads
    group: Any = None


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """What there is on one day."""

    kind: BranchKind
    heads: Heads
    covered_units: int
    committee: int  # secretary and committee members
    has_secretary: bool
    groups: tuple[GroupFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence for the office, with the article that it rests on (None: our own advice).

    ``grave``: the regulation says 应当, not 一般.
    """

    text: str
    provision: Provision | None
    grave: bool = False


def findings(facts: SetupFacts, numbers: Numbers) -> list[Finding]:
    """What is not as it should be, the gravest first. Numbers that are not in force say nothing."""
    found = [
        finding
        for rule in (_size, _coverage, _committee, _groups)
        for finding in rule(facts, numbers)
    ]
    if not facts.has_secretary:
        found.append(Finding("还没有书记，请及时任命或补选。", None))
    return sorted(found, key=lambda finding: not finding.grave)


def founding_findings(
    facts: SetupFacts, full_by_unit: Mapping[str, int], numbers: Numbers
) -> list[Finding]:
    """What speaks against founding it so; its committee is elected afterwards.

    ``full_by_unit``: full members by the name of the unit at which they stand.
    """
    found = [
        *_size(facts, numbers),
        *_coverage(facts, numbers),
        *_units(facts, full_by_unit, numbers),
    ]
    return sorted(found, key=lambda finding: not finding.grave)


def _units(
    facts: SetupFacts, full_by_unit: Mapping[str, int], numbers: Numbers
) -> Iterator[Finding]:
    """One branch for several units is a joint one, and only for units that are too small."""
    several = len(full_by_unit) > 1
    if facts.kind == BranchKind.BRANCH and several:
        text = f"人员分在 {len(full_by_unit)} 个单位，请核对是不是联合党支部。"
        yield Finding(text, numbers.get(COVERED_UNITS))
    if facts.kind != BranchKind.JOINT:
        return
    if not several:
        text = "联合党支部由几个单位联合成立，名册里它的人员只在一个单位，请核对。"
        yield Finding(text, numbers.get(COVERED_UNITS))
    least = _number(numbers, "BR-4.full_members")
    enough = [unit for unit, full in full_by_unit.items() if least and full >= least]
    if several and enough:
        text = f"{'、'.join(enough)}的正式党员满 {least} 名，应当单独成立党支部。"
        yield Finding(text, numbers["BR-4.full_members"], grave=True)


def _number(numbers: Numbers, code: str) -> int | None:
    return int(numbers[code].value) if code in numbers else None


def _size(facts: SetupFacts, numbers: Numbers) -> Iterator[Finding]:
    """Enough full members, and not too many members, in a branch or a joint branch."""
    if facts.kind not in (BranchKind.BRANCH, BranchKind.JOINT):
        return
    least, most = (_number(numbers, code) for code in ("BR-4.full_members", "BR-4.members"))
    if least is not None and facts.heads.full < least:
        way = "再与邻近单位联合" if facts.kind == BranchKind.JOINT else "成立联合党支部"
        text = f"正式党员 {facts.heads.full} 名，不足 {least} 名，应{way}或并入其他支部。"
        yield Finding(text, numbers["BR-4.full_members"], grave=True)
    if most is not None and facts.heads.all > most:
        text = f"党员 {facts.heads.all} 名，一般不超过 {most} 名，可考虑分设支部或设党总支。"
        yield Finding(text, numbers["BR-4.members"])


def _coverage(facts: SetupFacts, numbers: Numbers) -> Iterator[Finding]:
    """A joint branch over few enough units."""
    most = _number(numbers, COVERED_UNITS)
    if facts.kind == BranchKind.JOINT and most is not None and facts.covered_units > most:
        text = f"联合党支部覆盖 {facts.covered_units} 个单位，一般不超过 {most} 个，可考虑分设。"
        yield Finding(text, numbers[COVERED_UNITS])


def _committee(facts: SetupFacts, numbers: Numbers) -> Iterator[Finding]:
    """A committee from seven full members on, of three to seven."""
    if facts.kind not in (BranchKind.BRANCH, BranchKind.JOINT):
        return
    since = _number(numbers, "BR-20.committee_from")
    least, most = (_number(numbers, f"BR-20.committee_{end}") for end in ("min", "max"))
    full, committee = facts.heads.full, facts.committee
    if since is not None and full >= since and (least is None or committee < least):
        text = f"正式党员 {full} 名，应当设支部委员会，现有书记、委员共 {committee} 名。"
        yield Finding(text, numbers["BR-20.committee_from"], grave=True)
    if since is not None and full < since and committee > 2:
        text = f"正式党员 {full} 名，不足 {since} 名，一般只设书记，必要时设 1 名副书记。"
        yield Finding(text, numbers["BR-20.committee_from"])
    if most is not None and committee > most:
        text = f"支部委员会 {committee} 人，一般不超过 {most} 人。"
        yield Finding(text, numbers["BR-20.committee_max"])


def _groups(facts: SetupFacts, numbers: Numbers) -> Iterator[Finding]:
    """Groups in a large branch, each with enough members and one who is full."""
    since = _number(numbers, "PG.divide_from")
    if since is not None and facts.heads.all >= since and not facts.groups:
        text = f"党员 {facts.heads.all} 名，一般应当划分党小组。"
        yield Finding(text, numbers["PG.divide_from"])
    for group in facts.groups:
        for code, heads, word in (
            ("PG.members", group.heads.all, "党员"),
            ("PG.full_members", group.heads.full, "正式党员"),
        ):
            least = _number(numbers, code)
            if least is not None and heads < least:
                text = f"{group.name}有{word} {heads} 名，一般不少于 {least} 名。"
                yield Finding(text, numbers[code])
                break
