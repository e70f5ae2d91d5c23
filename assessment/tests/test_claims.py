"""Claims: one person proposes, another decides, a line undoes."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from PIL import Image

from assessment.choices import ClaimState, EntryOrigin, SettlementState
from assessment.models import Claim, Entry, Settlement
from assessment.refusals import ClaimRefused
from assessment.services import claims
from assessment.services.compute import compute_quarter
from assessment.tests.world import AFTER, IN_QUARTER, QUARTER, THEME_DAY, lines, rule_set
from branches.choices import Role
from notices.models import Notice
from tests.factories import BranchFactory, UserFactory, member_of, user_with

pytestmark = pytest.mark.django_db


def photo(suffix="png", **save):
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, suffix, **save)
    return SimpleUploadedFile(f"证书.{suffix}", picture.getvalue())


@pytest.fixture
def rules():
    return rule_set()


@pytest.fixture
def branch(rules):
    return BranchFactory()


@pytest.fixture
def member(branch):
    return member_of(branch, user=UserFactory())


@pytest.fixture
def secretary(branch):
    return user_with(Role.SECRETARY, branch=branch)


def propose(member, rules, **spoilt):
    code = spoilt.pop("code", "B1")
    blameless = {
        "token": uuid4(),
        "member": member,
        "branch": member.memberships.get().branch,
        "rule": rules.rules.get(code=code),
        "points": Decimal(3),
        "occurred_on": THEME_DAY,
        "reason": "在“8·10”抗洪抢险中受支队通报表扬",
        "proposed_by": member.user,
        "now": IN_QUARTER,
        "evidence": photo(),
    }
    return claims.propose(**{**blameless, **spoilt})


def test_a_claim_waits_and_the_committee_hears_of_it(member, rules, secretary):
    claim = propose(member, rules)

    assert claim.state == ClaimState.WAITING
    assert claim.quarter == QUARTER
    assert claim.evidence_name == "证书.jpg"
    assert [notice.recipient for notice in Notice.objects.all()] == [secretary]
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("受到通报表扬", "受到通报表扬"),
        (f"{'受到通报表扬' * 4}，并在全支队范围内推广", f"{'受到通报表扬' * 4}…"),
        ("受到通报表扬" * 9, f"{('受到通报表扬' * 9)[:32]}…"),
    ],
    ids=["a short one whole", "a long one by phrases", "one phrase alone"],
)
def test_the_title_of_a_notice_ends_with_the_rule_in_whole_phrases(member, rules, name, shown):
    rules.rules.filter(code="B1").update(name=name)
    user_with(Role.SECRETARY, branch=member.memberships.get().branch)
    propose(member, rules)

    assert Notice.objects.get().subject == f"待审核积分申报：{member.name}，{shown}"


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"code": "A1", "points": Decimal(2)}, "自动计分"),
        ({"points": Decimal(4)}, "分值应为"),
        ({"points": Decimal(-3)}, "分值应为"),
        ({"evidence": None}, "佐证材料"),
        ({"occurred_on": IN_QUARTER.date() + timedelta(days=1)}, "还没有到"),
        ({"reason": "  "}, "字段"),
        ({"code": "C4", "points": Decimal(-5), "evidence": None}, "本人不能申报"),
        ({"code": "V", "points": Decimal(-100), "evidence": None}, "本人不能申报"),
        ({"evidence": SimpleUploadedFile("证书.jpg", b"<html>")}, "只能上传"),
        ({"evidence": SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0broken")}, "打不开"),
    ],
    ids=[
        "counted by itself",
        "more points than the rule gives",
        "points of the other sign",
        "no evidence",
        "tomorrow",
        "no reason",
        "a deduction for oneself",
        "a veto for oneself",
        "a page that calls itself a photo",
        "half a photo",
    ],
)
def test_propose_refuses_what_breaks_a_rule(member, rules, spoilt, reason):
    with pytest.raises(ClaimRefused, match=reason):
        propose(member, rules, **spoilt)

    assert not Claim.objects.exists()
    assert not Notice.objects.exists()


def test_all_that_is_wrong_is_told_at_once_with_its_field(member, rules):
    with pytest.raises(ClaimRefused) as refused:
        propose(
            member,
            rules,
            points=Decimal(4),
            occurred_on=IN_QUARTER.date() + timedelta(days=1),
            evidence=SimpleUploadedFile("证书.jpg", b"<html>"),
        )

    assert [each.field for each in refused.value.problems] == ["points", "occurred_on", "evidence"]


def test_points_may_lie_within_the_range_of_the_rule(member, rules):
    rules.rules.filter(code="B1").update(points_to=Decimal(15))

    assert propose(member, rules, points=Decimal(10)).points == 10
    with pytest.raises(ClaimRefused, match="3 到 15 分。"):
        propose(member, rules, points=Decimal(16))


def test_a_rule_of_another_set_is_refused(member, rules):
    with pytest.raises(ClaimRefused, match="施行的积分规则"):
        propose(member, rule_set(effective_from="2099Q1"))


def test_a_double_click_makes_one_claim(member, rules):
    token = uuid4()

    assert propose(member, rules, token=token) == propose(member, rules, token=token)
    assert Claim.objects.count() == 1


def test_a_photo_is_drawn_anew_without_what_it_carried(member, rules):
    carried = Image.Exif()
    carried[0x010E] = "家庭住址"

    claim = propose(member, rules, evidence=photo("jpeg", exif=carried))

    with claim.evidence.open() as kept:
        assert not Image.open(kept).getexif()


def test_approval_writes_the_line_with_both_names(member, rules, secretary):
    claim = propose(member, rules)

    claims.approve(claim=claim, decided_by=secretary, now=IN_QUARTER)

    entry = Entry.objects.get()
    assert (entry.points, entry.rule.code, entry.origin) == (3, "B1", EntryOrigin.CLAIMED)
    assert (entry.proposed_by, entry.approved_by) == (member.user, secretary)
    assert entry.source == f"claim:{claim.pk}"
    assert Notice.objects.filter(recipient=member.user, subject__contains="已认定").exists()


def test_approving_twice_writes_one_line(member, rules, secretary):
    claim = propose(member, rules)

    for _ in range(2):
        claims.approve(claim=claim, decided_by=secretary, now=IN_QUARTER)

    assert Entry.objects.count() == 1


def test_one_cannot_approve_what_one_proposed(member, rules, secretary):
    claim = propose(member, rules, proposed_by=secretary)

    with pytest.raises(ClaimRefused, match="不能是同一个人"):
        claims.approve(claim=claim, decided_by=secretary, now=IN_QUARTER)

    assert not Entry.objects.exists()


def test_one_cannot_approve_ones_own_points(member, rules, secretary):
    claim = propose(member, rules, proposed_by=secretary)

    with pytest.raises(ClaimRefused, match="自己的积分"):
        claims.approve(claim=claim, decided_by=member.user, now=IN_QUARTER)


def test_the_database_too_wants_two_people_for_a_claim(member, rules):
    claim = propose(member, rules)

    with pytest.raises(IntegrityError, match="claim_decided_by_another"):
        Claim.objects.filter(pk=claim.pk).update(decided_by=member.user)


def test_the_database_too_wants_two_people_for_a_line(member, rules, secretary):
    entry = Entry(
        member=member,
        branch=member.memberships.get().branch,
        quarter=QUARTER,
        rule=rules.rules.get(code="B1"),
        points=3,
        origin=EntryOrigin.CLAIMED,
        source="claim:0",
        occurred_on=THEME_DAY,
        proposed_by=secretary,
        approved_by=secretary,
    )

    with pytest.raises(IntegrityError, match="entry_approved_by_another"):
        entry.save()


@pytest.mark.parametrize("decide", [claims.approve, claims.refuse])
def test_who_else_could_decide_need_not_look_any_more(member, rules, secretary, decide):
    other = user_with(Role.COMMITTEE_MEMBER, branch=member.memberships.get().branch)
    claim = propose(member, rules)
    assert Notice.objects.unread().filter(recipient=other).exists()

    decide(claim=claim, decided_by=secretary, now=IN_QUARTER, remark="见文件")

    assert not Notice.objects.unread().filter(recipient__in=[secretary, other]).exists()


def test_refusing_needs_words(member, rules, secretary):
    claim = propose(member, rules)

    with pytest.raises(ClaimRefused, match="原因"):
        claims.refuse(claim=claim, decided_by=secretary, now=IN_QUARTER, remark=" ")
    claims.refuse(claim=claim, decided_by=secretary, now=IN_QUARTER, remark="没有通报文件")

    claim.refresh_from_db()
    assert (claim.state, claim.remark) == (ClaimState.REFUSED, "没有通报文件")
    assert not Entry.objects.exists()


def test_the_proposer_may_withdraw_while_it_waits(member, rules, secretary):
    claim = propose(member, rules)

    with pytest.raises(ClaimRefused, match="申报人本人"):
        claims.withdraw(claim=claim, by=secretary, now=IN_QUARTER)
    claims.withdraw(claim=claim, by=member.user, now=IN_QUARTER)
    with pytest.raises(ClaimRefused, match="无需再审核"):
        claims.approve(claim=claim, decided_by=secretary, now=IN_QUARTER)

    assert Notice.objects.get(recipient=secretary).withdrawn_at == IN_QUARTER


def test_undoing_appends_the_opposite_line(member, rules, secretary):
    claim = propose(member, rules)
    claims.approve(claim=claim, decided_by=secretary, now=IN_QUARTER)

    for _ in range(2):
        claims.revoke(claim=claim, by=secretary, now=IN_QUARTER, reason="文件有误")

    assert lines(member) == [("B1", Decimal(3), 1), ("B1", Decimal(-3), 2)]
    assert Entry.objects.get(line=2).reason == "撤销认定：文件有误"


def test_what_is_published_takes_no_more_claims(member, rules, secretary):
    claim = propose(member, rules)
    compute_quarter(quarter=QUARTER, now=AFTER)
    Settlement.objects.update(
        state=SettlementState.PUBLISHED, published_at=AFTER, objections_until=date(2026, 10, 14)
    )

    with pytest.raises(ClaimRefused, match="已经公示"):
        propose(member, rules)
    with pytest.raises(ClaimRefused, match="已经公示"):
        claims.approve(claim=claim, decided_by=secretary, now=AFTER)


def test_what_still_counts_under_the_cap(member, rules, secretary):
    rules.rules.filter(code="B1").update(points_to=Decimal(15))
    first = propose(member, rules, points=Decimal(13))
    claims.approve(claim=first, decided_by=secretary, now=IN_QUARTER)
    second = propose(member, rules, points=Decimal(10))

    assert claims.counts_towards(claim=second) == Decimal(2)
