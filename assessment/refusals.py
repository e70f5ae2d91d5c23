"""Why something is not done: sentences fit for the screen."""

from __future__ import annotations


class PointsRefused(ValueError):
    """Points are not computed."""


class RuleSetRefused(ValueError):
    """A rule set is not changed or put in force."""


class ClaimRefused(ValueError):
    """A claim is not taken, decided or undone."""


class SettlementRefused(ValueError):
    """A settlement does not go where it was sent."""


class ObjectionRefused(ValueError):
    """An objection is not taken or answered."""


class EvidenceRefused(ValueError):
    """A file is not taken as evidence."""
