"""People on their way into the Party: cases whose steps fit where each person stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from branches.calendar import add_months
from demo.tree import Detachment
from members import development
from members.choices import CaseState, QuotaSource, Stage
from members.models import (
    DevelopmentCase,
    DevelopmentMaterial,
    DevelopmentQuota,
    DevelopmentStep,
    Member,
)

AT_ONCE = 5_000
# Days after the step before, at least and at most; the long ones are the times of trial.
PAUSE = {
    "talk": (5, 28), "pick_activist": (90, 180), "train_activist": (150, 182),
    "pick_candidate": (190, 330), "pre_review": (20, 60), "branch_vote": (6, 27),
    "superior_approve": (25, 85), "oath": (5, 28), "probation_edu": (150, 185),
    "confirm_apply": (170, 190), "confirm_vote": (8, 25), "confirm_approve": (20, 80),
}  # fmt: skip
USUAL = (2, 15)
# The last step that somebody at this stage may have done.
REACHED = {
    Stage.APPLICANT: ("apply", "talk"),
    Stage.ACTIVIST: ("pick_activist", "train_activist"),
    Stage.CANDIDATE: ("pick_candidate", "application_form"),
    Stage.PROBATIONARY: ("superior_approve", "confirm_apply"),
}
NUMBER = {step.code: step.number for step in development.STEPS}


def develop(chance: Random, made: Detachment, people: list[Member], today: date) -> None:
    """Cases with steps and papers, and the year's quotas."""
    found = list(_ways(chance, people, today))
    cases = [
        DevelopmentCase(
            member=person,
            opened_on=done["apply"],
            stage=development.stage_of(done),
            state=CaseState.CONFIRMED if "archive" in done else CaseState.OPEN,
            closed_on=done.get("archive"),
        )
        for person, done in found
    ]
    DevelopmentCase.objects.bulk_create(cases, batch_size=AT_ONCE)
    pairs = [(case, done) for case, (_, done) in zip(cases, found, strict=True)]
    DevelopmentStep.objects.bulk_create(
        (
            DevelopmentStep(case=case, code=code, done_on=day)
            for case, done in pairs
            for code, day in done.items()
        ),
        batch_size=AT_ONCE,
    )
    DevelopmentMaterial.objects.bulk_create(
        (
            DevelopmentMaterial(case=case, code=material.code, received_on=done[material.step])
            for case, done in pairs
            for material in development.MATERIALS
            if material.step in done and chance.random() < 0.93
        ),
        batch_size=AT_ONCE,
    )
    _quotas(made, found, today)


def _ways(
    chance: Random, people: list[Member], today: date
) -> Iterator[tuple[Member, dict[str, date]]]:
    for person in people:
        if person.stage in REACHED:
            first, last = REACHED[Stage(person.stage)]
            yield person, _done(chance, person, chance.randint(NUMBER[first], NUMBER[last]), today)
        elif person.stage == Stage.FULL and person.joined_on >= f"{today.year - 2}":
            yield person, _done(chance, person, len(development.STEPS), today)


def _done(chance: Random, person: Member, last: int, today: date) -> dict[str, date]:
    """Days of the first ``last`` steps, such that acceptance falls on the day of joining."""
    days, day = [], date(2000, 1, 1)
    for step in development.STEPS[:last]:
        least, most = PAUSE.get(step.code, USUAL)
        day += timedelta(days=0 if step.code == "apply" else chance.randint(least, most))
        if step.not_before:
            after = days[NUMBER[step.after] - 1]
            day = max(day, add_months(after, 12) + timedelta(days=chance.randint(0, 9)))
        days.append(day)
    accepted = NUMBER[development.ACCEPTED] - 1
    if person.joined_on and last > accepted:
        shift = date.fromisoformat(person.joined_on) - days[accepted]
    else:
        shift = today - timedelta(days=chance.randint(2, 150)) - days[-1]
    return {
        step.code: moved
        for step, day in zip(development.STEPS, days, strict=False)
        if (moved := day + shift) <= today or step.number <= accepted
    }


def _quotas(made: Detachment, found: list[tuple[Member, dict[str, date]]], today: date) -> None:
    """What the corps gave for each of three years, and what the city gave beside it."""
    rows = []
    for year in (today.year - 2, today.year - 1, today.year):
        days = [done.get(development.ACCEPTED) for _, done in found]
        accepted = sum(day is not None and day.year == year for day in days)
        local = accepted // 4
        for source, number, paper in (
            (QuotaSource.SUPERIOR, accepted - local + 3, f"总队政组〔{year}〕12号"),
            (QuotaSource.LOCAL, local + 1, f"市委组通〔{year}〕8号"),
        ):
            rows.append(
                DevelopmentQuota(
                    unit=made.unit,
                    year=year,
                    source=source,
                    number=max(number, 1),
                    document_number=paper,
                )
            )
    DevelopmentQuota.objects.bulk_create(rows)
