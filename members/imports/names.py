"""What the names of units and Party organisations say about them: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from branches.choices import BranchKind, UnitKind

UNIT_ENDINGS = (
    ("总队", UnitKind.CORPS),
    ("支队", UnitKind.DETACHMENT),
    ("大队", UnitKind.BRIGADE),
    ("站", UnitKind.STATION),
    ("队", UnitKind.STATION),
)
WITH_UNIT_ABOVE = re.compile(r"(.+(?:总队|支队|大队))(.+)")
COMMITTEES = ("党委", "委员会")
GENERALS = ("总支", "总支部", "总支委员会", "总支部委员会")
# In a temporary joint branch the task decides: nobody's relation moves there.
SIGNS = (("临时", BranchKind.TEMPORARY), ("联合", BranchKind.JOINT))
NO_TASK = re.compile(r"中共|临时|联合|党支部|支部|委员会|消防救援|[()（）·、\s]")


def unit_kind(name: str) -> UnitKind:
    """What a unit of that name must be."""
    return next((kind for end, kind in UNIT_ENDINGS if name.endswith(end)), UnitKind.OFFICE)


def with_unit_above(name: str) -> tuple[str, str]:
    """城东大队新城站 is 新城站 of 城东大队; an office keeps its whole name (城东大队机关)."""
    named = WITH_UNIT_ABOVE.fullmatch(name)
    if named is None:
        return "", name
    above, own = named.groups()
    return above, name if unit_kind(own) is UnitKind.OFFICE else own


def branch_kind(name: str, units: Iterable[str] = ()) -> BranchKind:
    """What an organisation of that name must be.

    By its end first: 支队党委机关党支部 is a branch. A word that stands in the name of a unit of
    its people says nothing: 联合路站党支部 is not a joint branch.
    """
    if name.endswith(GENERALS):
        return BranchKind.GENERAL
    if name.endswith(COMMITTEES) and not name.endswith("支部委员会"):
        return BranchKind.COMMITTEE
    known = list(units)
    for word, kind in SIGNS:
        if name.count(word) > max((unit.count(word) for unit in known), default=0):
            return kind
    return BranchKind.BRANCH


def branch_key(name: str) -> str:
    """中共滨江站支部委员会, 滨江站党支部 and 滨江站支部 are one."""
    key = name.removeprefix("中共").replace("党支部", "支部")
    return key.removesuffix("委员会") if key.endswith("支部委员会") else key


def task_of(name: str, units: Iterable[str]) -> str:
    """What a temporary branch is for, as far as its name says: 抗洪抢险临时党支部."""
    for unit in sorted(units, key=len, reverse=True):
        name = name.replace(unit, "")
    return NO_TASK.sub("", name)
