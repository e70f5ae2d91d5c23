"""What an inspection draws: fair, the same again, never a draft, nothing twice."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest

from branches.choices import BranchKind, Role, UnitKind
from branches.models import Unit
from branches.periods import Period
from meetings.choices import ENTERED, Grade, MeetingKind, MeetingState
from meetings.inspections.drawing import Wish, preview
from meetings.models import InspectedRecord, Inspection
from meetings.services.inspecting import (
    Sheet,
    discard_inspection,
    mark_record,
    start_inspection,
)
from meetings.services.inspection_notices import correct_notice, publish_notice
from meetings.services.refusals import InspectionRefused
from tests.factories import BranchFactory, MeetingFactory, UnitFactory, at, user_with

pytestmark = pytest.mark.django_db
SEPTEMBER = Period.parse("2026-09")
NOW = at(date(2026, 10, 8), 9)


@pytest.fixture
def brigade():
    return UnitFactory(kind=UnitKind.BRIGADE, parent=UnitFactory(kind=UnitKind.DETACHMENT))


@pytest.fixture
def office(brigade):
    return user_with(Role.POLITICAL_OFFICE, unit=brigade)


def branch_with(brigade, records: int, **details):
    branch = BranchFactory(unit=UnitFactory(parent=brigade), **details)
    days = [date(2026, 9, 1) + timedelta(days=n) for n in range(records)]
    return branch, [MeetingFactory(branch=branch, held_on=day) for day in days]


def start(brigade, office, **details):
    usual = {
        "unit": brigade,
        "name": "九月调阅",
        "period": SEPTEMBER,
        "kinds": [],
        "per_branch": 2,
        "token": uuid4(),
        "by": office,
        "now": NOW,
    }
    return start_inspection(**usual | details)


def drawn_of(inspection):
    return set(inspection.records.values_list("meeting", flat=True))


def test_each_branch_gives_so_many_and_one_with_fewer_gives_all(brigade, office):
    full, _ = branch_with(brigade, 5)
    single, (only,) = branch_with(brigade, 1)
    empty, _ = branch_with(brigade, 0)

    made = start(brigade, office)

    numbers = Counter(made.records.values_list("branch", flat=True))
    assert numbers == {full.pk: 2, single.pk: 1}
    assert only.pk in drawn_of(made)
    assert dict(made.branches.values_list("branch", "held")) == {
        full.pk: 5,
        single.pk: 1,
        empty.pk: 0,
    }


@pytest.mark.parametrize("state", [state for state in MeetingState if state not in ENTERED])
def test_what_is_not_handed_in_is_never_drawn(brigade, office, state):
    branch, (good,) = branch_with(brigade, 1)
    MeetingFactory(branch=branch, held_on=date(2026, 9, 9), state=state, cancel_reason="增援")

    made = start(brigade, office)

    assert drawn_of(made) == {good.pk}
    assert made.branches.get(branch=branch).held == 1


def test_other_months_kinds_units_and_committees_stay_out(brigade, office):
    branch, _ = branch_with(brigade, 0)
    right = MeetingFactory(branch=branch, held_on=date(2026, 9, 9), kinds=[MeetingKind.LECTURE])
    MeetingFactory(branch=branch, held_on=date(2026, 9, 9), kinds=[MeetingKind.THEME_DAY])
    MeetingFactory(branch=branch, held_on=date(2026, 8, 31), kinds=[MeetingKind.LECTURE])
    MeetingFactory(held_on=date(2026, 9, 9), kinds=[MeetingKind.LECTURE])
    committee = BranchFactory(unit=brigade, kind=BranchKind.COMMITTEE)
    MeetingFactory(branch=committee, held_on=date(2026, 9, 9), kinds=[MeetingKind.LECTURE])

    made = start(brigade, office, kinds=[MeetingKind.LECTURE])

    assert drawn_of(made) == {right.pk}
    assert list(made.branches.values_list("branch", flat=True)) == [branch.pk]


def test_a_record_that_counts_as_two_kinds_is_one_record(brigade, office):
    branch, _ = branch_with(brigade, 0)
    kinds = [MeetingKind.LECTURE, MeetingKind.THEME_DAY]
    MeetingFactory(branch=branch, held_on=date(2026, 9, 9), kinds=kinds)

    made = start(brigade, office, kinds=kinds)

    assert made.records.count() == 1
    assert made.branches.get().held == 1


def test_the_same_seed_draws_the_same_and_another_seed_another_sample(brigade, office):
    branch_with(brigade, 25)
    samples = []
    for seed in ("eins", "eins", "zwei", "drei"):
        made = start(brigade, office, seed=seed, per_branch=5)
        samples.append(drawn_of(made))
        discard_inspection(inspection=made)

    assert samples[0] == samples[1]
    assert len({frozenset(sample) for sample in samples}) == 3


def test_every_record_has_its_chance(brigade, office):
    """Of 200 draws of one among four, none is drawn by less than a tenth."""
    branch_with(brigade, 4)
    times: Counter[int] = Counter()
    for seed in range(200):
        made = start(brigade, office, seed=str(seed), per_branch=1)
        times.update(drawn_of(made))
        discard_inspection(inspection=made)

    assert len(times) == 4
    assert min(times.values()) > 20


def test_nothing_is_drawn_twice_unless_the_notice_was_taken_back(brigade, office):
    branch_with(brigade, 3)
    first = start(brigade, office)
    second = start(brigade, office)

    assert len(drawn_of(first) | drawn_of(second)) == 3
    assert not drawn_of(first) & drawn_of(second)
    with pytest.raises(InspectionRefused, match="没有可抽的记录"):
        start(brigade, office)
    assert Inspection.objects.count() == 2

    for row in first.records.all():
        mark_record(record=row, version=1, sheet=Sheet(Grade.GOOD, {}), by=office, now=NOW)
    publish_notice(inspection=first, by=office, now=NOW)
    correct_notice(inspection=first, text="时段写错", withdraws=True, by=office, now=NOW)
    assert drawn_of(start(brigade, office)) == drawn_of(first)


def test_the_preview_says_what_the_draw_then_does(brigade, office):
    branch_with(brigade, 5)
    branch_with(brigade, 1)
    branch_with(brigade, 0)
    earlier = start(brigade, office, per_branch=1)

    said = preview(Wish(office, brigade, SEPTEMBER, [], 2))
    made = start(brigade, office)

    assert (said.branches, said.records, said.without, said.earlier) == (3, 6, 1, 2)
    assert said.drawn == made.records.count() == 2
    assert (said.giving, said.spent, said.before) == (1, 1, [earlier])


def test_what_one_may_not_see_takes_nothing_out_of_the_lot(brigade, office):
    above = user_with(Role.POLITICAL_OFFICE, unit=Unit.objects.get_parent(brigade))
    _, (only,) = branch_with(brigade, 1)
    detachment = start(Unit.objects.get_parent(brigade), above)

    said = preview(Wish(office, brigade, SEPTEMBER, [], 2))
    assert (said.drawn, said.earlier, said.before) == (1, 0, [])
    own = start(brigade, office)
    assert drawn_of(own) == drawn_of(detachment) == {only.pk}

    with pytest.raises(InspectionRefused, match="没有可抽的记录"):
        start(brigade, above)  # sees both


def test_what_was_published_above_is_not_drawn_again_below(brigade, office):
    above = user_with(Role.POLITICAL_OFFICE, unit=Unit.objects.get_parent(brigade))
    branch_with(brigade, 1)
    made = start(Unit.objects.get_parent(brigade), above)
    mark_record(
        record=made.records.get(), version=1, sheet=Sheet(Grade.GOOD, {}), by=above, now=NOW
    )
    publish_notice(inspection=made, by=above, now=NOW)

    assert preview(Wish(office, brigade, SEPTEMBER, [], 2)).before == [made]
    with pytest.raises(InspectionRefused, match="没有可抽的记录"):
        start(brigade, office)


def test_twice_the_same_token_is_one_inspection(brigade, office):
    branch_with(brigade, 5)
    token = uuid4()

    assert start(brigade, office, token=token) == start(brigade, office, token=token)
    assert InspectedRecord.objects.count() == 2


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"period": Period.parse("2026-11")}, "还没有开始"),
        ({"name": " "}, "不能为空|必填|This field|名称|空"),
        ({"per_branch": 11}, "1 到 10 份"),
    ],
    ids=["ahead", "nameless", "too many"],
)
def test_start_refuses_what_breaks_a_rule(brigade, office, spoilt, reason):
    branch_with(brigade, 1)

    with pytest.raises(InspectionRefused, match=reason):
        start(brigade, office, **spoilt)

    assert not Inspection.objects.exists()


def test_the_statements_do_not_grow_with_the_branches(brigade, office, django_assert_num_queries):
    for number in (2, 3, 4):
        branch_with(brigade, number)
    start(brigade, office, per_branch=1)  # the first reads content types, once in a process
    with django_assert_num_queries(20):
        start(brigade, office, per_branch=1)
    for number in (2, 3, 4):
        branch_with(brigade, number)
    with django_assert_num_queries(20):
        start(brigade, office, per_branch=1)
