"""The whole timetable: all that runs by itself, one line and one sentence each.

Every job derives what is due from the database and may run at any time, twice, or at two places at
once: a line says when it is useful, not when it is allowed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from celery.schedules import crontab


class Job(NamedTuple):
    task: str
    when: crontab
    why: str


MINUTELY = crontab()

TIMETABLE = (
    Job("notices.tasks.send_waiting", MINUTELY, "Send what waits, also what a dead worker left."),
    Job(
        "assessment.tasks.compute_points", crontab(hour=5, minute=10), "Points follow the records."
    ),
    Job("notices.tasks.send_digests", crontab(hour=8, minute=0), "One mail a person and day."),
    Job("members.tasks.pick_up_rosters", MINUTELY, "Go on with uploads a dead worker left."),
    Job("members.tasks.forget_rosters", crontab(hour=3, minute=10), "Drop files of old uploads."),
)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """The timetable as Celery's beat reads it."""
    return {job.task: {"task": job.task, "schedule": job.when} for job in TIMETABLE}
