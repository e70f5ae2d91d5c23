"""The rule set that comes with the product."""

from decimal import Decimal

import pytest

from assessment.choices import Basis
from assessment.models import RuleSet
from assessment.scoring import RuleTerms, Terms, score
from assessment.services.shipped import load_shipped_rules, shipped_rules
from meetings.choices import MeetingKind


def terms():
    data = shipped_rules()
    rules = {
        each["code"]: RuleTerms(each["points"], each.get("cap"), each["basis"] == Basis.VETO)
        for each in data["rules"]
    }
    bands = [(each["name"], Decimal(each["at_least"])) for each in data["bands"]]
    given = data["rule_set"]
    return Terms(rules, bands, given["base"], given["bonus_cap"], given["floor"])


def test_it_is_the_proposal():
    found = terms()

    assert (found.base, found.bonus_cap, found.floor) == (60, 40, 0)
    assert [found.band_of(Decimal(t)) for t in ("100", "90", "89.9", "75", "60", "59.9", "0")] == [
        "优",
        "优",
        "良",
        "良",
        "合格",
        "提醒谈话",
        "提醒谈话",
    ]
    assert {code: (rule.points, rule.cap) for code, rule in found.rules.items()} == {
        "A1": (2, 16),
        "A2": (4, 4),
        "A3": (1, 3),
        "A4": (3, 3),
        "A4W": (3, 3),
        "A5": (2, 6),
        "B1": (3, 15),
        "B2": (2, 5),
        "C1": (-3, None),
        "C2": (-2, None),
        "C3": (-3, None),
        "C4": (-5, None),
        "V": (-100, None),
    }
    assert score(found, []).band == "合格"


def test_every_rule_says_that_it_is_a_proposal_and_names_real_kinds():
    for each in shipped_rules()["rules"]:
        assert each["source"].startswith("〔建议〕"), each["code"]
        assert set(each.get("kinds", [])) <= set(MeetingKind.values), each["code"]
        assert bool(each.get("kinds")) is (each["basis"] in {Basis.ATTENDED, Basis.ABSENT})


@pytest.mark.django_db
def test_a_migrated_database_has_it_and_loading_again_alters_nothing():
    shipped = RuleSet.objects.get(unit=None)
    assert shipped.rules.count() == 13
    assert shipped.bands.count() == 4

    shipped.rules.filter(code="A1").update(points=9)
    assert load_shipped_rules() is None
    assert shipped.rules.get(code="A1").points == 9
