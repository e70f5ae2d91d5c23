"""Rule sets: copied, changed, tried out, put in force, then left alone."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from assessment.choices import Basis, RuleSetState
from assessment.models import Claim, RuleSet, Settlement
from assessment.refusals import RuleSetRefused
from assessment.services import drafting
from assessment.services.compute import compute_quarter
from assessment.services.rule_sets import rule_set_for
from assessment.tests.world import AFTER, IN_QUARTER, QUARTER, THEME_DAY, meeting, rule_set
from tests.factories import BranchFactory, UnitFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db
BANDS = {"好": Decimal(80), "其他": Decimal(0)}


@pytest.fixture
def shipped():
    return rule_set()


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def draft(shipped, unit):
    return drafting.copy_rule_set(source=shipped, unit=unit)


@pytest.fixture
def branch(unit):
    return BranchFactory(unit=UnitFactory(parent=unit))


def enact(draft, quarter=QUARTER, now=IN_QUARTER):
    return drafting.enact(rule_set=draft, effective_from=quarter, by=UserFactory(), now=now)


def test_a_copy_has_all_rules_and_is_a_draft(shipped, draft, unit):
    assert (draft.unit, draft.version, draft.state) == (unit, 1, RuleSetState.DRAFT)
    names = [(rule.code, rule.points, rule.cap) for rule in draft.rules.all()]
    assert names == [(rule.code, rule.points, rule.cap) for rule in shipped.rules.all()]
    assert draft.bands.count() == shipped.bands.count()


def test_copies_are_numbered(draft, unit):
    assert drafting.copy_rule_set(source=draft, unit=unit).version == 2


def test_a_draft_measures_nobody(draft, shipped, branch):
    assert rule_set_for(branch=branch, quarter=QUARTER) == shipped


def test_terms_and_bands_change(draft):
    drafting.change_terms(rule_set=draft, bands=BANDS, base=Decimal(70), publish_days=5)

    draft.refresh_from_db()
    assert (draft.base, draft.publish_days) == (Decimal(70), 5)
    assert [(band.name, band.at_least) for band in draft.bands.all()] == list(BANDS.items())


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"bands": {"优": Decimal(90)}}, "最低一个等次"),
        ({"bands": {}}, "最低一个等次"),
        ({"bands": BANDS, "base": Decimal(-1)}, "基础分"),
        ({"bands": BANDS, "bonus_cap": Decimal(-1)}, "加分上限"),
    ],
)
def test_impossible_terms_are_refused(draft, terms, reason):
    with pytest.raises(RuleSetRefused, match=reason):
        drafting.change_terms(rule_set=draft, **terms)


def test_rules_are_changed_added_and_removed(draft):
    first = draft.rules.get(code="A1")
    drafting.save_rule(rule_set=draft, rule=first, points=Decimal(1), cap=Decimal(8))
    drafting.save_rule(
        rule_set=draft, code="B9", name="无偿献血", group="奉献", basis=Basis.CLAIM,
        points=Decimal(2),
    )  # fmt: skip
    drafting.remove_rule(rule=draft.rules.get(code="C4"))

    codes = {rule.code: rule.points for rule in draft.rules.all()}
    assert (codes["A1"], codes["B9"]) == (Decimal(1), Decimal(2))
    assert "C4" not in codes


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"basis": Basis.ATTENDED}, "只能是申报或红线"),
        ({"points": Decimal(0)}, "分值不能为 0"),
        ({"cap": Decimal(-1)}, "封顶分"),
        ({"code": "A1"}, "代码|已存在"),
    ],
)
def test_impossible_rules_are_refused(draft, fields, reason):
    blameless = {
        "code": "B9", "name": "献血", "group": "奉献", "basis": Basis.CLAIM, "points": Decimal(2),
    }  # fmt: skip
    with pytest.raises(RuleSetRefused, match=reason):
        drafting.save_rule(rule_set=draft, **{**blameless, **fields})


def test_what_is_in_force_is_left_alone(draft):
    enact(draft)

    for change in (
        lambda: drafting.change_terms(rule_set=draft, bands=BANDS),
        lambda: drafting.save_rule(rule_set=draft, rule=draft.rules.first(), name="改名"),
        lambda: drafting.remove_rule(rule=draft.rules.first()),
        lambda: drafting.discard(rule_set=draft),
        lambda: enact(draft),
    ):
        with pytest.raises(RuleSetRefused, match="不能修改"):
            change()


def test_once_in_force_it_measures_the_unit_from_that_quarter(draft, shipped, branch):
    enact(draft, "2026Q4")

    assert rule_set_for(branch=branch, quarter=QUARTER) == shipped
    assert rule_set_for(branch=branch, quarter="2026Q4") == draft
    assert rule_set_for(branch=BranchFactory(), quarter="2026Q4") == shipped


@pytest.mark.parametrize(
    ("quarter", "reason"), [("2026Q2", "已经结束"), ("2026-09", "按季度"), ("", "不是时间段")]
)
def test_not_from_a_quarter_that_is_over(draft, quarter, reason):
    with pytest.raises(RuleSetRefused, match=reason):
        enact(draft, quarter)


def test_not_when_claims_were_made_by_the_old_rules(draft, shipped, branch):
    member = member_of(branch)
    Claim.objects.create(
        token=uuid4(), member=member, branch=branch, quarter=QUARTER,
        rule=shipped.rules.get(code="B1"), points=3, occurred_on=THEME_DAY, reason="表扬",
        proposed_by=UserFactory(),
    )  # fmt: skip

    with pytest.raises(RuleSetRefused, match="1 项申报"):
        enact(draft)
    assert enact(draft, "2026Q4").state == RuleSetState.IN_FORCE


def test_not_when_a_branch_has_published(draft, branch):
    compute_quarter(quarter=QUARTER, now=AFTER)
    Settlement.objects.update(state="published", published_at=AFTER, objections_until=AFTER.date())

    with pytest.raises(RuleSetRefused, match="公示"):
        enact(draft)


def test_one_version_a_quarter(draft, shipped, unit):
    enact(draft)
    other = drafting.copy_rule_set(source=shipped, unit=unit)

    with pytest.raises(RuleSetRefused, match="已有一版规则施行"):
        enact(other)


def test_trying_out_names_who_would_change_and_writes_nothing(draft, branch):
    came, elsewhere = member_of(branch), member_of(BranchFactory())
    member_of(branch)
    for each in (came, elsewhere):
        meeting(each.memberships.get().branch, present=[each])
    compute_quarter(quarter=QUARTER, now=AFTER)
    drafting.save_rule(rule_set=draft, rule=draft.rules.get(code="A1"), points=Decimal(5))

    shifts = drafting.simulate(rule_set=draft, quarter=QUARTER, now=AFTER)

    assert [(shift.member_id, shift.difference) for shift in shifts] == [(came.pk, Decimal(3))]
    assert RuleSet.objects.get(pk=draft.pk).state == RuleSetState.DRAFT


def test_a_draft_can_be_thrown_away(draft):
    drafting.discard(rule_set=draft)

    assert not RuleSet.objects.filter(pk=draft.pk).exists()
