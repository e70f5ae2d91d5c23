"""Numbers of regulations: shipped with the product, looked up by code, overridden by a unit."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.prepared import Prepared
from branches.choices import Severity, Verification
from branches.models import Provision, Unit

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "provisions.toml"
EDITED = [
    "name",
    "value",
    "measure",
    "regulation",
    "article",
    "severity",
    "verification",
    "effective_to",
    "note",
]


class ProvisionRefused(Exception):
    """The number cannot be changed; the message is fit for the screen."""


class RuleBook:
    """The numbers in force on one day, for every unit. Read in one query, then asked often."""

    def __init__(self, provisions: Iterable[Provision]) -> None:
        """``provisions``: national ones and overrides, each code's oldest first."""
        self._national: dict[str, Provision] = {}
        self._overrides: dict[str, dict[str, Provision]] = {}
        self._known: dict[tuple[str, ...], Mapping[str, Provision]] = {}
        for provision in provisions:
            if provision.unit is None:
                self._national[provision.code] = provision
            else:
                self._overrides.setdefault(provision.unit.path, {})[provision.code] = provision

    @property
    def is_uniform(self) -> bool:
        """Whether the same numbers hold everywhere."""
        return not self._overrides

    def at(self, path: str) -> Mapping[str, Provision]:
        """By code, what holds at the unit with this tree path: the nearest override wins.

        Units that nobody overrides for share one and the same mapping.
        """
        above = tuple(place for place in sorted(self._overrides) if path.startswith(place))
        if above not in self._known:
            numbers = dict(self._national)
            for place in above:
                numbers |= self._overrides[place]
            self._known[above] = numbers
        return self._known[above]


_IN_FORCE = Prepared(
    lambda codes, day: (
        Provision.objects.in_force(day)
        .filter(code__in=codes)
        .select_related("unit")
        .order_by("effective_from")
    )
)


def rule_book(*, codes: Iterable[str], day: date) -> RuleBook:
    """The named numbers as they stand on ``day``, for any unit. One query."""
    return RuleBook(_IN_FORCE.instances(codes=list(codes), day=day))


def provisions_for(*, unit: Unit, codes: Iterable[str], day: date) -> Mapping[str, Provision]:
    """The named numbers that hold at ``unit`` on ``day``, by code. One query.

    A code that was not yet in force is missing from the answer.
    """
    return rule_book(codes=codes, day=day).at(unit.path)


@transaction.atomic
def load_provisions() -> int:
    """Bring the national numbers to what the product ships; how many rows that changed.

    Safe to run again. Overrides of units are never touched.
    """
    kept = {(row.code, row.effective_from): row for row in Provision.objects.filter(unit=None)}
    missing, changed = [], []
    for shipped in shipped_provisions():
        row = kept.get((shipped.code, shipped.effective_from))
        if row is None:
            missing.append(shipped)
        elif any(getattr(row, name) != getattr(shipped, name) for name in EDITED):
            shipped.pk = row.pk
            changed.append(shipped)
    Provision.objects.bulk_create(missing, ignore_conflicts=True)
    Provision.objects.bulk_update(changed, EDITED)
    return len(missing) + len(changed)


def shipped_provisions() -> Iterator[Provision]:
    """The rows of ``data/provisions.toml``, not saved."""
    for source in tomllib.loads(SHIPPED.read_text(encoding="utf-8")).values():
        for code, number in source["numbers"].items():
            yield _row(code, number, source)


def _row(code: str, number: dict[str, Any], source: dict[str, Any]) -> Provision:
    return Provision(
        code=code,
        name=number["name"],
        value=_decimal(number["value"]),
        measure=number["measure"],
        regulation=source["title"],
        article=number.get("article", ""),
        severity=Severity(number["severity"]),
        verification=Verification(number["verification"]),
        effective_from=source["effective_from"],
        effective_to=source.get("effective_to"),
        note=" ".join(filter(None, [number.get("note"), source.get("note")])),
    )


def _decimal(value: int | str) -> Decimal:
    """With the four places that the database keeps; a third becomes 0.3333 (`Provision.share`)."""
    share = Fraction(value)
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(Decimal("0.0001"))


@transaction.atomic
def override_provision(
    *, unit: Unit, code: str, value: Decimal, reason: str, today: date
) -> Provision:
    """From today another value of the number holds at ``unit`` and below.

    The former override ends yesterday and is kept. Refused: an unknown code, what a regulation
    makes compulsory (hard), a value out of range, a fraction where things are counted, no change.
    """
    current = provisions_for(unit=unit, codes=[code], day=today).get(code)
    if current is None:
        raise ProvisionRefused(f"没有代码为“{code}”的规则。")
    _refuse_unfit(current, value, reason)
    with audit.because(reason.strip()):
        for former in Provision.objects.filter(unit=unit, code=code, effective_to=None):
            _end(former, today)
        return _saved(
            Provision(
                code=code,
                name=current.name,
                value=value,
                measure=current.measure,
                regulation=current.regulation,
                article=current.article,
                severity=current.severity,
                verification=Verification.DESIGN,
                effective_from=today,
                unit=unit,
                note=reason.strip(),
            )
        )


@transaction.atomic
def withdraw_override(*, provision: Provision, today: date) -> None:
    """From today the number of the unit above, or of the regulation, holds again."""
    if provision.unit is None:
        raise ProvisionRefused("全国统一的规则不能撤销，只能由本单位调整。")
    _end(provision, today)


def _end(provision: Provision, today: date) -> None:
    """Its last day was yesterday; if it began only today, it never was."""
    if provision.effective_from >= today:
        provision.delete()
        return
    provision.effective_to = today - timedelta(days=1)
    _saved(provision)


def _refuse_unfit(current: Provision, value: Decimal, reason: str) -> None:
    if current.severity == Severity.HARD:
        raise ProvisionRefused(f"{current.citation}是必须执行的规定，本单位不能改动。")
    if not reason.strip():
        raise ProvisionRefused("请写明调整的理由，例如本单位文件的名称和文号。")
    if value < 0 or (current.is_share and value > 1):
        raise ProvisionRefused("这个值超出了可能的范围。")
    if not current.is_share and value != value.to_integral_value():
        raise ProvisionRefused(f"以“{current.measure}”计的规则须填整数。")
    if value == current.value:
        raise ProvisionRefused("与现行的值相同，不需要调整。")


def _saved(provision: Provision) -> Provision:
    try:
        provision.full_clean()
    except ValidationError as error:
        raise ProvisionRefused("".join(error.messages)) from error
    provision.save()
    return provision
