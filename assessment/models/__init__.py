from assessment.models.claim import Claim
from assessment.models.entry import Entry
from assessment.models.rules import Band, Rule, RuleSet
from assessment.models.settlement import Objection, Settlement, SettlementStep, Standing

__all__ = [
    "Band",
    "Claim",
    "Entry",
    "Objection",
    "Rule",
    "RuleSet",
    "Settlement",
    "SettlementStep",
    "Standing",
]
