"""Claims and rules through the pages on which people decide."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from assessment.choices import ClaimState
from assessment.models import Claim
from assessment.services import claims, drafting
from assessment.tests.stage import NOW_QUARTER, count, read
from assessment.tests.world import meeting, rule_set
from tests.factories import (
    UserFactory,
    member_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    return rule_set(effective_from="2025Q2")


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


def errors(client, rules, **given):
    answer = client.post(reverse("assessment:propose"), {"token": uuid4(), **given})
    assert not Claim.objects.exists()
    return answer.context["form"].errors


def test_all_that_is_wrong_is_told_at_once_also_the_file(client, member, rules):
    client.force_login(member.user)

    told = errors(
        client, rules, rule=rules.rules.get(code="B1").pk, points="4",
        evidence=ContentFile(b"<html>", name="证书.jpg"),
    )  # fmt: skip

    assert set(told) == {"points", "occurred_on", "reason", "evidence"}
    assert "3 分" in told["points"][0]
    assert "只能上传" in told["evidence"][0]


def test_a_file_that_was_fine_is_asked_for_again_by_name(client, member, rules):
    client.force_login(member.user)

    told = errors(
        client, rules, rule=rules.rules.get(code="B1").pk, reason="表扬",
        evidence=ContentFile(b"%PDF-1.4", name="通报.pdf"),
    )  # fmt: skip

    assert set(told) == {"occurred_on", "evidence"}
    assert "请重新选择“通报.pdf”" in told["evidence"][0]


def test_the_form_says_what_each_rule_gives_before_a_number_is_typed(client, member, rules):
    rules.rules.filter(code="B1").update(points_to=Decimal(15))

    page = read(client, member.user, "propose")

    assert "（3 到 15 分）" in page
    assert "按佐证填；不填按 3 分。" in page
    assert '选填</span></label>\n<div class="drop"' not in page


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
