"""Points: one's own, those of branches one oversees, and published ones within the branch."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from assessment.choices import ClaimState, RuleSetState, SettlementState
from assessment.models import Claim, Objection, RuleSet, Settlement
from assessment.services import drafting
from tests.access.row import Row
from tests.access.world import BRANCH, COMMITTEE, EVERYONE, UNIT
from tests.factories import UserFactory

OVERSEERS = f"{COMMITTEE} {UNIT}"
QUARTER = "2026Q3"
SHIPPED = {"unit": None}


def settlement(world, state=SettlementState.COMPUTED, **details):
    return Settlement.objects.create(
        branch=world.here,
        quarter=QUARTER,
        rule_set=RuleSet.objects.get(**SHIPPED),
        state=state,
        **details,
    )


def computed(world):
    settlement(world)
    return {"code": world.here.code, "quarter": QUARTER}


def published(world):
    settlement(world, SettlementState.PUBLISHED, **shown())
    return {"code": world.here.code, "quarter": QUARTER}


def shown():
    return {"published_at": timezone.now(), "objections_until": timezone.localdate()}


def step(verb, state=SettlementState.COMPUTED):
    def args(world):
        extra = shown() if state == SettlementState.CONFIRMED else {}
        settlement(world, state, **extra)
        return {"code": world.here.code, "quarter": QUARTER, "verb": verb}

    return args


def everywhere(world):
    settlement(world)
    return {"quarter": QUARTER, "verb": "publish"}


def claim(world, **details):
    given = {
        "token": uuid4(),
        "member": world.colleague,
        "branch": world.here,
        "rule": RuleSet.objects.get(**SHIPPED).rules.get(code="B1"),
        "quarter": QUARTER,
        "points": 3,
        "occurred_on": date(2026, 8, 10),
        "reason": "受通报表扬",
        "proposed_by": UserFactory(),
    }
    return Claim.objects.create(**{**given, **details})


def waiting_claim(world):
    return {"pk": claim(world).pk}


def own_claim(world):
    return {"pk": claim(world, proposed_by=world.user("secretary")).pk}


def approved_claim(world):
    return {"pk": claim(world, state=ClaimState.APPROVED, decided_by=UserFactory()).pk}


def claim_with_evidence(world):
    made = claim(world)
    made.evidence.save("proof.pdf", ContentFile(b"%PDF-1.4"))
    return {"pk": made.pk}


def objection(world):
    made = Objection.objects.create(
        settlement=settlement(world, SettlementState.PUBLISHED, **shown()),
        member=world.colleague,
        text="少记一次",
    )
    return {"pk": made.pk}


def shipped(world):
    return {"pk": RuleSet.objects.get(**SHIPPED).pk}


def draft(world):
    source = RuleSet.objects.get(**SHIPPED)
    return {"pk": drafting.copy_rule_set(source=source, unit=world.detachment).pk}


def rule_of_draft(world):
    pk = draft(world)["pk"]
    return {"pk": pk, "rule": RuleSet.objects.get(pk=pk).rules.get(code="B1").pk}


def in_force(world):
    made = RuleSet.objects.get(pk=draft(world)["pk"])
    made.state = RuleSetState.IN_FORCE
    made.save()
    return {"pk": made.pk}


def the_unit(world):
    return {"unit": world.detachment.pk}


ROWS = [
    Row("assessment:mine", reads=EVERYONE),
    Row("assessment:member", reads=OVERSEERS, args=lambda world: {"pk": world.colleague.pk}),
    Row(
        "assessment:branch",
        reads=f"{BRANCH} {UNIT}",
        args=lambda world: {"code": world.here.code},
    ),
    Row("assessment:settlements", reads=EVERYONE),
    Row("assessment:settle_all", writes="office", args=everywhere),
    Row("assessment:settlement", reads=OVERSEERS, args=computed),
    Row("assessment:settle", writes=f"{COMMITTEE} office", args=step("publish")),
    Row(
        "assessment:reopen",
        writes="office",
        args=published,
        data=lambda world: {"reason": "更正"},
    ),
    # Whoever has a file as a member of the branch; the roles of the world have none.
    Row("assessment:raise_objection", reads="", writes="", args=published),
    Row("assessment:objection", reads=OVERSEERS, writes=OVERSEERS, done=200, args=objection),
    Row("assessment:objections", reads=EVERYONE),
    Row("assessment:claims", reads=EVERYONE),
    Row(
        "assessment:propose",
        reads=COMMITTEE,
        writes=COMMITTEE,
        done=200,
        query=lambda world: {"member": world.colleague.pk},
    ),
    Row("assessment:claim", reads=OVERSEERS, writes=OVERSEERS, done=200, args=waiting_claim),
    Row("assessment:evidence", reads=OVERSEERS, args=claim_with_evidence),
    Row("assessment:withdraw", writes="secretary", args=own_claim),
    Row("assessment:revoke", writes=OVERSEERS, args=approved_claim, done=200),
    Row("assessment:rules", reads=EVERYONE),
    Row("assessment:rule_set", reads=EVERYONE, args=shipped),
    # A unit of one's own must be chosen: the detachment of the world is nobody else's.
    Row("assessment:copy_rule_set", writes="office", args=shipped, data=the_unit),
    Row("assessment:terms", reads="office", writes="office", done=200, args=draft),
    Row("assessment:add_rule", reads="office", writes="office", done=200, args=draft),
    Row("assessment:edit_rule", reads="office", writes="office", done=200, args=rule_of_draft),
    Row("assessment:remove_rule", writes="office", args=rule_of_draft),
    Row("assessment:simulate", reads="office", args=draft),
    Row("assessment:enact", writes="office", args=draft, done=200),
    Row("assessment:discard", writes="office", args=draft),
]
