"""The day of the tests of duties, and what is done with a duty in most of them."""

from __future__ import annotations

from datetime import date

from duties.services import duties as services
from tests.factories import at

TODAY = date(2026, 11, 22)
NOW = at(TODAY, 10)
DUE = date(2026, 12, 1)


def report(duty, by, **spoilt):
    details = {"on": TODAY, "evidence": "已排查，整改三处。"}
    return services.report_done(duty=duty, by=by, now=NOW, **(details | spoilt))


def actions(duty):
    return list(duty.events.order_by("pk").values_list("action", flat=True))
