"""The timetable names jobs that exist, each once and with its sentence."""

from config.celery import app
from config.schedule import TIMETABLE, beat_schedule


def test_every_line_names_a_job_that_exists():
    app.loader.import_default_modules()

    assert {job.task for job in TIMETABLE} <= set(app.tasks)


def test_every_line_is_there_once_and_says_why():
    assert len(beat_schedule()) == len(TIMETABLE)
    assert all(job.why.endswith(".") for job in TIMETABLE)
