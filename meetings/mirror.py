"""Keeps day and state of a meeting in its credits, by triggers of the database.

What a branch has held is counted from credits: for the board of 400 branches, from some thousand of
them. Without their own day and state each would have to be looked up among all meetings ever
recorded, which takes ten times as long. A copy that services had to remember would one day differ;
the database forgets nothing, whether a row comes from a form, from bulk statements or by hand.
See docs/adr/0002-credits-know-their-day.md.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps as today
from django.db import DEFAULT_DB_ALIAS, connections

MEND = """
UPDATE meetings_credit SET held_on = m.held_on, state = m.state FROM meetings_meeting AS m
WHERE m.id = meetings_credit.meeting_id
  AND (meetings_credit.held_on IS NULL OR meetings_credit.held_on <> m.held_on
       OR meetings_credit.state <> m.state)
"""
POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION credit_takes_day() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      SELECT held_on, state INTO NEW.held_on, NEW.state
      FROM meetings_meeting WHERE id = NEW.meeting_id;
      RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION meeting_gives_day() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE meetings_credit SET held_on = NEW.held_on, state = NEW.state
      WHERE meeting_id = NEW.id;
      RETURN NULL;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER credit_takes_day BEFORE INSERT OR UPDATE ON meetings_credit
    FOR EACH ROW EXECUTE FUNCTION credit_takes_day()
    """,
    """
    CREATE OR REPLACE TRIGGER meeting_gives_day AFTER UPDATE ON meetings_meeting
    FOR EACH ROW WHEN (OLD.held_on <> NEW.held_on OR OLD.state <> NEW.state)
    EXECUTE FUNCTION meeting_gives_day()
    """,
    MEND,
)
_TAKE = """
CREATE TRIGGER credit_takes_day_on_{event} AFTER {event} ON meetings_credit BEGIN
  UPDATE meetings_credit SET (held_on, state) = (
    SELECT held_on, state FROM meetings_meeting WHERE id = NEW.meeting_id
  ) WHERE id = NEW.id;
END
"""
_FORGET = (
    "DROP TRIGGER IF EXISTS credit_takes_day_on_insert",
    "DROP TRIGGER IF EXISTS credit_takes_day_on_update",
    "DROP TRIGGER IF EXISTS meeting_gives_day",
)
SQLITE = (
    *_FORGET,
    _TAKE.format(event="insert"),
    _TAKE.format(event="update"),
    """
    CREATE TRIGGER meeting_gives_day AFTER UPDATE OF held_on, state ON meetings_meeting
    WHEN OLD.held_on <> NEW.held_on OR OLD.state <> NEW.state BEGIN
      UPDATE meetings_credit SET held_on = NEW.held_on, state = NEW.state
      WHERE meeting_id = NEW.id;
    END
    """,
    MEND,
)


def install(*, apps: Any = today, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """After every migration: the triggers are there, and no credit differs from its meeting.

    ``apps`` is the state that the migration reached; a flush sends none.
    """
    if _has_columns(apps):
        connection = connections[using]
        _run(using, POSTGRESQL if connection.vendor == "postgresql" else SQLITE)


def step_aside(*, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Before every migration: SQLite cannot rebuild a table while a trigger speaks of it."""
    if connections[using].vendor == "sqlite":
        _run(using, _FORGET)


def _has_columns(apps: Any) -> bool:
    credit = apps.all_models["meetings"].get("credit")
    return credit is not None and any(field.name == "held_on" for field in credit._meta.fields)


def _run(using: str, statements: tuple[str, ...]) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
