"""The shipped numbers, their look-up by unit and day, and overrides."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from branches.choices import Severity, UnitKind, Verification
from branches.models import Provision
from branches.services import provisions as services
from tests.factories import UnitFactory

TODAY = date(2026, 9, 18)
LECTURE, TALKS = "UR.party_lecture", "BR-19.talks"


@pytest.fixture
def tree():
    detachment = UnitFactory(kind=UnitKind.DETACHMENT)
    brigade = UnitFactory(kind=UnitKind.BRIGADE, parent=detachment)
    station = UnitFactory(parent=brigade)
    elsewhere = UnitFactory(kind=UnitKind.BRIGADE, parent=detachment)
    return detachment, brigade, station, elsewhere


def override(unit, **changes):
    details = {
        "code": LECTURE,
        "value": Decimal(2),
        "reason": "支队党委〔2026〕5号",
        "today": TODAY,
    }
    return services.override_provision(unit=unit, **details | changes)


def value_at(unit, code=LECTURE, day=TODAY):
    unit.refresh_from_db()
    return services.provisions_for(unit=unit, codes=[code], day=day)[code].value


def test_what_is_shipped_is_sound():
    rows = list(services.shipped_provisions())

    assert len({(row.code, row.effective_from) for row in rows}) == len(rows) > 80
    for row in rows:
        row.clean_fields(exclude=["unit"])
        assert row.severity != Severity.HARD or row.verification == Verification.VERIFIED, row.code
        assert row.value > 0 or row.code.startswith(("BR-8.", "UR.")), row.code


@pytest.mark.parametrize(
    ("code", "value", "measure", "article", "severity"),
    [
        ("BR-4.full_members", 3, "人", "第四条", Severity.HARD),
        ("BR-11.frequency", 1, "次/季度", "第十一条", Severity.WARN),
        ("BR-11.quorum", Decimal("0.5"), "比例", "第十一条", Severity.HARD),
        ("BR-12.quorum", Decimal("0.5"), "比例", "第十二条", Severity.HARD),
        ("BR-16.theme_day", 1, "次/月", "第十六条", Severity.HARD),
        ("BR-20.committee_from", 7, "人", "第二十条", Severity.HARD),
        ("BR-21.term_years", 3, "年", "第二十一条", Severity.WARN),
        ("EL-Q.turnout", Decimal("0.8"), "比例", "", Severity.HARD),
        ("EL-W.majority", Decimal("0.5"), "比例", "", Severity.WARN),
        ("ME-20.hours", 32, "学时/年", "第二十条", Severity.WARN),
        ("DA.excellent_share", Decimal("0.3333"), "比例", "", Severity.WARN),
    ],
)
def test_numbers_that_matter_most(code, value, measure, article, severity):
    row = {row.code: row for row in services.shipped_provisions()}[code]

    assert (row.value, row.measure, row.article, row.severity) == (
        value,
        measure,
        article,
        severity,
    )


def test_a_number_can_be_quoted_and_written():
    rows = {row.code: row for row in services.shipped_provisions()}

    assert rows["BR-11.quorum"].citation == "《中国共产党支部工作条例（试行）》第十一条"
    assert rows["BR-11.quorum"].value_label == "1/2"
    assert rows["BR-4.members"].value_label == "50 人"
    assert rows["DA.excellent_share"].share == Fraction(1, 3)


@pytest.mark.django_db
def test_a_migrated_database_has_them_and_loading_again_changes_nothing(
    django_assert_num_queries,
):
    assert Provision.objects.count() == len(list(services.shipped_provisions()))
    with django_assert_num_queries(3):
        assert services.load_provisions() == 0


@pytest.mark.django_db
def test_loading_mends_what_was_lost_or_altered_and_leaves_overrides_alone(tree):
    detachment, *_ = tree
    mine = override(detachment)
    Provision.objects.get(code=TALKS).delete()
    Provision.objects.filter(code=LECTURE, unit=None).update(name="改过的名称", value=9)

    assert services.load_provisions() == 2

    assert Provision.objects.get(code=LECTURE, unit=None).value == 1
    assert Provision.objects.filter(code=TALKS).exists()
    mine.refresh_from_db()
    assert mine.value == 2


@pytest.mark.django_db
def test_the_nearest_override_wins_and_reaches_only_below(tree, django_assert_num_queries):
    detachment, brigade, station, _ = tree
    override(detachment, value=Decimal(2))
    override(brigade, value=Decimal(3))

    assert [value_at(unit) for unit in tree] == [2, 3, 3, 2]
    with django_assert_num_queries(1):
        found = services.provisions_for(unit=station, codes=[LECTURE, TALKS, "?"], day=TODAY)
    assert {code: row.value for code, row in found.items()} == {LECTURE: 3, TALKS: 1}


@pytest.mark.django_db
def test_a_rule_book_answers_for_all_units_in_one_query(tree, django_assert_num_queries):
    detachment, brigade, _, elsewhere = tree
    override(brigade, value=Decimal(3))

    with django_assert_num_queries(1):
        book = services.rule_book(codes=[LECTURE], day=TODAY)
        values = [book.at(unit.path)[LECTURE].value for unit in tree]

    assert values == [1, 3, 3, 1]
    assert book.at(detachment.path) is book.at(elsewhere.path)


@pytest.mark.django_db
def test_an_override_counts_from_its_day_and_the_former_is_kept(tree):
    detachment, *_ = tree
    override(detachment, value=Decimal(2))
    later = TODAY + timedelta(days=30)
    override(detachment, value=Decimal(4), today=later)

    days = [TODAY - timedelta(days=1), TODAY, later - timedelta(days=1), later]
    assert [value_at(detachment, day=day) for day in days] == [1, 2, 2, 4]


@pytest.mark.django_db
def test_two_changes_on_one_day_leave_the_second(tree):
    detachment, *_ = tree
    override(detachment, value=Decimal(2))
    override(detachment, value=Decimal(3))

    assert value_at(detachment) == 3
    assert Provision.objects.filter(unit=detachment).count() == 1


@pytest.mark.django_db
def test_a_withdrawn_override_ends_but_its_past_stands(tree):
    detachment, *_ = tree
    mine = override(detachment)
    later = TODAY + timedelta(days=30)
    services.withdraw_override(provision=mine, today=later)

    assert [value_at(detachment, day=day) for day in (TODAY, later)] == [2, 1]


@pytest.mark.django_db
def test_an_override_withdrawn_on_its_first_day_never_was(tree):
    detachment, *_ = tree
    services.withdraw_override(provision=override(detachment), today=TODAY)

    assert value_at(detachment) == 1
    assert not Provision.objects.filter(unit=detachment).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"code": "BR-99"}, "没有代码为"),
        ({"code": "BR-11.quorum", "value": Decimal("0.3")}, "《.*》第十一条是必须执行的规定"),
        ({"reason": "  "}, "理由"),
        ({"value": Decimal(-1)}, "范围"),
        ({"code": "DA.excellent_share", "value": Decimal("1.5")}, "范围"),
        ({"value": Decimal("1.5")}, "整数"),
        ({"value": Decimal(1)}, "相同"),
        ({"value": Decimal("12345678")}, "."),
    ],
    ids=[
        "unknown code",
        "compulsory",
        "no reason",
        "below nought",
        "more than the whole",
        "half a lecture",
        "no change",
        "too long",
    ],
)
def test_an_override_that_breaks_a_rule_is_refused(tree, spoilt, reason):
    with pytest.raises(services.ProvisionRefused, match=reason):
        override(tree[0], **spoilt)

    assert not Provision.objects.filter(unit=tree[0]).exists()


@pytest.mark.django_db
def test_a_national_number_cannot_be_withdrawn():
    with pytest.raises(services.ProvisionRefused, match="全国统一"):
        services.withdraw_override(provision=Provision.objects.get(code=TALKS), today=TODAY)
