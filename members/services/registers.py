"""Entries of registers, one by one: entered, corrected, taken out with a reason."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from branches.models import Branch
from members.models import Member
from members.registers.nouns import Noun
from members.services.refusals import EntryRefused


@transaction.atomic
def add_entry(
    *,
    noun: Noun,
    values: dict[str, Any],
    member: Member | None = None,
    branch: Branch | None = None,
) -> Any:
    """Enter something about a person, or, in the register of honours, about a branch.

    Refused: an entry that is there already, dates out of order, a kind not for such a receiver.
    """
    about = {"branch": branch} if noun.of_branches else {}
    entry = noun.model(member=member, **about, **values)
    return _saved(entry)


@transaction.atomic
def edit_entry(*, entry: Any, values: dict[str, Any]) -> Any:
    """Correct an entry. Refused as by ``add_entry``."""
    for name, value in values.items():
        setattr(entry, name, value)
    return _saved(entry)


@transaction.atomic
def remove_entry(*, entry: Any, reason: str) -> None:
    """Take out what should not have been entered; what it was stands in the trail, with why."""
    if not reason.strip():
        raise EntryRefused("请写明删除的原因。")
    with audit.because(reason.strip()):
        entry.delete()


def _saved(entry: Any) -> Any:
    _refuse_wrong_receiver(entry)
    try:
        entry.full_clean()
    except ValidationError as error:
        raise EntryRefused(" ".join(error.messages)) from error
    entry.save()
    return entry


def _refuse_wrong_receiver(entry: Any) -> None:
    target = getattr(entry.kind, "target", "both")
    receiver = "branch" if getattr(entry, "branch", None) else "person"
    if target not in ("both", receiver):
        raise EntryRefused(f"“{entry.kind}”只授予{entry.kind.get_target_display()}。")
