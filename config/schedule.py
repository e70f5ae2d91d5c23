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


def daily(hour: int, minute: int = 0) -> crontab:
    return crontab(hour=hour, minute=minute)


TIMETABLE = (
    Job("notices.tasks.send_waiting", MINUTELY, "Send what waits, also what a dead worker left."),
    Job("members.tasks.pick_up_rosters", MINUTELY, "Go on with uploads a dead worker left."),
    Job("reports.tasks.pick_up_reports", MINUTELY, "Go on with reports a dead worker left."),
    Job("backups.tasks.back_up_nightly", daily(2, 10), "Database and files, before the day."),
    Job("backups.tasks.watch_backups", crontab(minute=40), "Speak up when none is fresh."),
    Job("accounts.tasks.forget_ended_sessions", daily(2, 50), "Clear away ended logins."),
    Job("meetings.tasks.forget_uploads", daily(3), "Drop photos that no record has taken up."),
    Job("duties.tasks.forget_uploads", daily(3, 5), "Drop files that no report has taken up."),
    Job("members.tasks.forget_rosters", daily(3, 10), "Drop files of old uploads."),
    Job("surveys.tasks.end_overdue", daily(0, 20), "End and count surveys past their last day."),
    Job("surveys.tasks.forget_drafts", daily(0, 50), "Drop sheets that outlived their survey."),
    Job("duties.tasks.make_duties", daily(4, 30), "Duties of responsibility lists, per period."),
    Job("duties.tasks.remind", daily(7, 20), "Duties near their day; long overdue, one level up."),
    Job("duties.tasks.tell_of_late_directives", daily(7, 25), "Stages late, to who issued them."),
    Job("assessment.tasks.compute_points", daily(5, 10), "Points follow the records."),
    Job("assessment.tasks.compute_reviewed", crontab(minute="*/5"), "Points of reviewed meetings."),
    Job("meetings.tasks.remind_of_theme_days", daily(7), "Theme days near: secretary and members."),
    Job("members.tasks.remind_of_certificates", daily(7, 10), "Certificates near their end."),
    Job("surveys.tasks.remind", daily(7, 10), "Who has not answered a survey that ends soon."),
    Job("reports.tasks.tell_of_overdue", daily(7, 30), "Overdue, weekly: branch and officers."),
    Job("notices.tasks.send_digests", daily(8), "One mail a person and day with all of the above."),
)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """The timetable as Celery's beat reads it."""
    return {job.task: {"task": job.task, "schedule": job.when} for job in TIMETABLE}
