"""What pages show to whom, in a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from assessment.choices import ClaimState, SettlementState
from assessment.models import Claim, Objection, Settlement
from assessment.services import claims, drafting
from assessment.services.compute import compute_quarter
from assessment.services.settling import compute, one, publish
from assessment.tests.world import meeting, rule_set
from branches.choices import Role
from branches.periods import Grain, Period
from meetings.choices import MeetingKind
from meetings.models import AgendaItem, Decision
from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    UnitFactory,
    UserFactory,
    member_of,
    user_with,
)

pytestmark = pytest.mark.django_db
NOW_QUARTER = Period.containing(timezone.localdate(), Grain.QUARTER)
LAST_QUARTER = NOW_QUARTER.previous


@pytest.fixture(autouse=True)
def rules():
    return rule_set(effective_from="2025Q2")


@pytest.fixture
def brigade():
    return UnitFactory()


@pytest.fixture
def branch(brigade):
    return BranchFactory(unit=UnitFactory(parent=brigade), name="特勤站党支部")


@pytest.fixture
def member(branch):
    user = AppointmentFactory(role=Role.MEMBER, branch=branch).user
    return member_of(branch, user=user, name="本人")


@pytest.fixture
def secretary(branch):
    return user_with(Role.SECRETARY, branch=branch)


@pytest.fixture
def office(brigade):
    return user_with(Role.POLITICAL_OFFICE, unit=brigade)


def count(quarter=NOW_QUARTER):
    compute_quarter(quarter=str(quarter), now=timezone.now())


def published(branch, by):
    count(LAST_QUARTER)
    settlement = Settlement.objects.get(branch=branch, quarter=str(LAST_QUARTER))
    for verb in (compute, publish):
        one(verb=verb, settlement=settlement, by=by, now=timezone.now())
    return settlement


def read(client, user, name, *args, **query):
    client.force_login(user)
    answer = client.get(reverse(f"assessment:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_my_points_say_what_and_why(client, branch, member):
    record = meeting(branch, day=NOW_QUARTER.begins, present=[member])
    count()

    page = read(client, member.user, "mine")

    assert "62" in page
    assert "合格" in page
    assert record.get_absolute_url() in page
    assert "近 7 天 +2 分，1 条记录" in page
    assert "还可得 14 分" in page


def test_my_points_say_what_the_cap_leaves_out(client, branch, member):
    for _ in range(10):
        meeting(branch, day=NOW_QUARTER.begins, present=[member])
    count()

    assert "本季已达封顶 16 分，另有 4 分不计" in read(client, member.user, "mine")


def test_my_points_in_a_fixed_number_of_queries(client, branch, member, steady_queries):
    client.force_login(member.user)
    read(client, member.user, "mine")

    def one_more():
        meeting(branch, title="党日", day=NOW_QUARTER.begins, present=[member])
        item = AgendaItem.objects.create(
            meeting=meeting(branch, kinds=[MeetingKind.COMMITTEE]), number=1, title="议题"
        )
        Decision.objects.create(
            branch=branch, item=item, year=2026, number=item.pk, text="整改", owner=member,
            done_on=NOW_QUARTER.begins,
        )  # fmt: skip
        count()

    page = steady_queries(11, make=one_more, call=lambda: client.get(reverse("assessment:mine")))

    assert page.content.decode().count("党日</a>") == 3
    assert page.content.decode().count("号：整改</a>") == 3


def test_the_trend_takes_published_quarters(client, branch, member, secretary):
    meeting(branch, day=LAST_QUARTER.begins, present=[member])
    published(branch, secretary)
    count()

    answer = client.force_login(member.user) or client.get(reverse("assessment:mine"))

    assert answer.context["shown"].chart["series"][0]["data"] == [None, None, 62.0, 60.0]


def test_who_has_no_file_is_told_so(client, office):
    assert "没有对应的党员名册" in read(client, office, "mine")


def test_objecting_is_offered_only_in_time(client, branch, member, secretary):
    settlement = published(branch, secretary)
    period = {"period": str(LAST_QUARTER)}

    assert "提出异议" in read(client, member.user, "mine", **period)
    Settlement.objects.update(objections_until=timezone.localdate() - timedelta(days=1))
    assert "提出异议" not in read(client, member.user, "mine", **period)
    assert settlement.is_shown


def test_objecting_and_answering_through_the_pages(client, branch, member, secretary, rules):
    meeting(branch, day=LAST_QUARTER.begins, absent=[member])
    settlement = published(branch, secretary)
    entry = member.entries.get()
    client.force_login(member.user)
    address = reverse("assessment:raise_objection", args=[branch.code, str(LAST_QUARTER)])
    client.post(address, {"entry": entry.pk, "text": "当天在队执勤"})
    objection = Objection.objects.get()
    client.force_login(secretary)

    client.post(
        reverse("assessment:objection", args=[objection.pk]),
        {"upheld": "yes", "answer": "属实", "rule": entry.rule_id, "points": "3"},
    )

    page = read(client, member.user, "mine", period=str(LAST_QUARTER))
    assert "异议成立：属实" in page
    assert settlement.standings.get(member=member).total == Decimal(57)
    assert sum(line.points for line in member.entries.all()) == 0


def test_the_branch_reads_totals_only_once_published(client, branch, member, secretary):
    member_of(branch, name="同支部的人", name_pinyin="a")
    count()
    assert "同支部的人" in read(client, secretary, "branch", branch.code)
    assert "同支部的人" not in read(client, member.user, "branch", branch.code)

    published(branch, secretary)

    period = {"period": str(LAST_QUARTER)}
    page = read(client, member.user, "branch", branch.code, **period)
    assert page.index("同支部的人") < page.index("本人")
    assert reverse("assessment:member", args=[member.pk]) not in page


def test_the_branch_page_in_a_fixed_number_of_queries(client, branch, secretary, steady_queries):
    client.force_login(secretary)

    def one_more():
        member_of(branch, name="被数的人")
        count()

    page = steady_queries(
        10,
        make=one_more,
        call=lambda: client.get(reverse("assessment:branch", args=[branch.code])),
    )

    assert page.content.decode().count("被数的人") == 3


def test_the_stepper_names_what_stands_in_the_way(client, branch, member, secretary):
    settlement = published(branch, secretary)
    Objection.objects.create(settlement=settlement, member=member, text="少记一次")
    meeting(branch, day=LAST_QUARTER.begins, present=[member])

    page = read(client, secretary, "settlement", branch.code, str(LAST_QUARTER))

    assert "还不能确认：还有 1 条异议没有答复" in page
    assert "会新增 1 条流水" in page
    assert secretary.name in page


def test_the_office_sees_exceptions_first(client, branch, member, office):
    quiet = BranchFactory(unit=branch.unit, name="没有事的党支部")
    count()
    Claim.objects.create(
        token=uuid4(), member=member, branch=branch, quarter=str(NOW_QUARTER),
        rule=Settlement.objects.first().rule_set.rules.get(code="B1"), points=3,
        occurred_on=NOW_QUARTER.begins, reason="表扬", proposed_by=member.user,
    )  # fmt: skip

    page = read(client, office, "settlements")

    assert "共 2 个支部：积分中 2 个" in page
    assert "1 项申报待审核" in page
    assert quiet.name not in page


def test_the_office_page_in_a_fixed_number_of_queries(client, brigade, office, steady_queries):
    client.force_login(office)

    def one_more():
        made = BranchFactory(unit=UnitFactory(parent=brigade), name="要处理的党支部")
        count(LAST_QUARTER)
        return made

    page = steady_queries(
        11,
        make=one_more,
        call=lambda: client.get(reverse("assessment:settlements"), {"period": str(LAST_QUARTER)}),
    )

    assert page.content.decode().count("要处理的党支部") == 3


def test_the_office_takes_all_along(client, branch, office):
    BranchFactory(unit=branch.unit)
    count(LAST_QUARTER)
    client.force_login(office)

    client.post(reverse("assessment:settle_all", args=[str(LAST_QUARTER), "compute"]))

    states = set(Settlement.objects.values_list("state", flat=True))
    assert states == {SettlementState.COMPUTED}


def test_another_office_takes_nothing_along(client, branch):
    count(LAST_QUARTER)
    client.force_login(user_with(Role.POLITICAL_OFFICE, unit=UnitFactory()))

    answer = client.post(reverse("assessment:settle_all", args=[str(LAST_QUARTER), "compute"]))

    assert answer.status_code == 404
    assert Settlement.objects.get().state == SettlementState.OPEN


def test_a_claim_goes_through_the_pages(client, branch, member, secretary, rules):
    count()
    client.force_login(member.user)
    rule = rules.rules.get(code="B1")
    given = {
        "token": uuid4(), "rule": rule.pk, "occurred_on": timezone.localdate(), "reason": "表扬",
        "evidence": ContentFile(b"%PDF-1.4", name="通报.pdf"),
    }  # fmt: skip
    client.post(reverse("assessment:propose"), given)
    claim = Claim.objects.get()
    assert (claim.points, claim.proposed_by) == (Decimal(3), member.user)
    client.force_login(secretary)

    client.post(reverse("assessment:claim", args=[claim.pk]), {"approved": "yes"})

    claim.refresh_from_db()
    assert claim.state == ClaimState.APPROVED
    assert "表扬" in read(client, member.user, "mine")


def test_a_refusal_stands_on_the_form(client, member, rules):
    client.force_login(member.user)
    given = {
        "token": uuid4(), "rule": rules.rules.get(code="B1").pk, "reason": "表扬",
        "occurred_on": timezone.localdate(),
    }  # fmt: skip

    page = client.post(reverse("assessment:propose"), given).content.decode()

    assert "请附上佐证材料" in page
    assert not Claim.objects.exists()


def test_evidence_is_served_for_what_it_is(client, branch, member, secretary, rules):
    claim = claims.propose(
        token=uuid4(), member=member, branch=branch, rule=rules.rules.get(code="B1"),
        points=Decimal(3), occurred_on=timezone.localdate(), reason="表扬",
        proposed_by=member.user, now=timezone.now(),
        evidence=ContentFile(b"%PDF-1.4", name="通报.html"),
    )  # fmt: skip
    client.force_login(secretary)

    answer = client.get(reverse("assessment:evidence", args=[claim.pk]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"


def test_claims_in_a_fixed_number_of_queries(client, branch, secretary, rules, steady_queries):
    client.force_login(secretary)
    rule = rules.rules.get(code="B1")

    def one_more():
        Claim.objects.create(
            token=uuid4(), member=member_of(branch), branch=branch, quarter=str(NOW_QUARTER),
            rule=rule, points=3, occurred_on=NOW_QUARTER.begins, reason="受表扬",
            proposed_by=UserFactory(),
        )  # fmt: skip

    page = steady_queries(7, make=one_more, call=lambda: client.get(reverse("assessment:claims")))

    assert page.content.decode().count("受表扬") == 3


def test_the_office_writes_rules_through_the_pages(client, brigade, office, rules):
    client.force_login(office)
    client.post(reverse("assessment:copy_rule_set", args=[rules.pk]), {"unit": brigade.pk})
    draft = brigade.rule_sets.get()
    terms = {
        "name": "本支队积分规则", "base": "70", "bonus_cap": "30", "floor": "0",
        "publish_days": "5", "note": "", "bands": "优 90\n其他 0",
    }  # fmt: skip
    client.post(reverse("assessment:terms", args=[draft.pk]), terms)
    attended = draft.rules.get(code="A1")
    rule = {
        "code": "A1", "name": "到会", "group": "A", "points": "1", "cap": "8",
        "kinds": ["theme_day"], "source": "支队党委会议决定",
    }  # fmt: skip
    client.post(reverse("assessment:edit_rule", args=[draft.pk, attended.pk]), rule)

    client.post(
        reverse("assessment:enact", args=[draft.pk]), {"effective_from": str(NOW_QUARTER.next)}
    )

    draft.refresh_from_db()
    attended.refresh_from_db()
    assert (draft.state, draft.base, draft.enacted_by) == ("in_force", Decimal(70), office)
    assert (attended.points, attended.kinds) == (Decimal(1), "theme_day")
    assert [band.name for band in draft.bands.all()] == ["优", "其他"]


def test_a_draft_names_whom_it_would_change(client, brigade, branch, member, office, rules):
    meeting(branch, day=NOW_QUARTER.begins, present=[member])
    count()
    draft = drafting.copy_rule_set(source=rules, unit=brigade)
    drafting.save_rule(rule_set=draft, rule=draft.rules.get(code="A1"), points=Decimal(15))

    page = read(client, office, "simulate", draft.pk)

    assert "<strong>1 人</strong>" in page
    assert "本人" in page
    assert "合格 → 良" in page


def test_drafts_are_the_offices_own(client, brigade, member, rules):
    draft = drafting.copy_rule_set(source=rules, unit=brigade)
    client.force_login(member.user)

    address = reverse("assessment:rule_set", args=[draft.pk])

    assert client.get(address).status_code == 404
    assert address not in read(client, member.user, "rules")
