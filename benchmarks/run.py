"""What needs Django: filling the database, naming the pages, timing the jobs."""

from __future__ import annotations

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.jobs import Work, all_jobs  # noqa: E402
from benchmarks.measure import Page  # noqa: E402
from benchmarks.pages import all_pages  # noqa: E402
from benchmarks.recording import forget_recordings  # noqa: E402, F401
from benchmarks.surveying import forget_surveys  # noqa: E402, F401
from members.models import Member  # noqa: E402


def fill(scale: str) -> None:
    """Migrate and fill an empty database; one that was filled and kept is used as it is."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if not Member.objects.exists():
        call_command("demo", scale=scale)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def pages(only: list[str]) -> list[Page]:
    """All pages, or those whose name has one of the words."""
    return [page for page in all_pages() if _asked(page.name, only)]


def jobs(only: list[str]) -> list[Work]:
    """Time the jobs, or those whose name has one of the words, and print them as a table."""
    print("\n| job | rows | seconds | bare seconds | ratio | at most |\n|---|---|---|---|---|---|")
    works = []
    for name, job in all_jobs().items():
        if _asked(name, only):
            works.append(job(name))
            print(works[-1].row, flush=True)
    return works


def _asked(name: str, only: list[str]) -> bool:
    return not only or any(word in name for word in only)
