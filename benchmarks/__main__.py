"""``make bench``: measure pages and jobs on PostgreSQL; JSON for machines, a table for people.

python -m benchmarks [--scale corps] [--only NAME …] [--seconds 5] [--rounds 3] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path

from benchmarks.measure import Figure, Meter
from benchmarks.servers import postgres, web

OUT = Path("bench-out")
VAR = Path("var/bench")  # with the keys; those of a kept database are kept beside it


def main() -> None:
    asked = _arguments()
    place = (asked.keep / "var" if asked.keep else VAR).resolve()
    with postgres(asked.keep) as database:
        environment = os.environ | {
            "DATABASE_URL": database.url,
            "EMBEDDED": "1",
            "DEBUG": "0",
            "HTTPS": "0",
            "VAR_DIR": str(place),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "STATIC_ROOT": str(place / "static"),
        }
        os.environ.update(environment)
        # only now may Django be loaded: its settings are those of this run
        from benchmarks.run import (  # noqa: PLC0415
            fill,
            forget_recordings,
            forget_surveys,
            jobs,
            pages,
        )

        fill(asked.scale)
        figures, memory = [], 0.0
        if not asked.jobs_only:
            with web(environment) as (base, master):
                meter = Meter(base, master, database, seconds=asked.seconds, rounds=asked.rounds)
                for page in pages(asked.only):
                    figures.append(meter.measure(page))
                    print(_row(figures[-1]), flush=True)
                memory = meter.memory()
                print(f"\nmemory of the application server: {memory} MiB PSS")
            forget_recordings()
            forget_surveys()
        works = jobs(asked.only)
    OUT.mkdir(exist_ok=True)
    result = {
        "scale": asked.scale,
        "pages": [asdict(figure) for figure in figures],
        "memory_mib": memory,
        "jobs": [asdict(work) for work in works],
    }
    (OUT / "figures.json").write_text(json.dumps(result, ensure_ascii=False, indent=1))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--scale", default="corps")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="keep the database in this folder")
    parser.add_argument("--jobs-only", action="store_true")
    asked = parser.parse_args()
    print("| page | rps/core | target | SQL | app ms | db ms | p50 | p95 | bytes | errors |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    return asked


def _row(figure: Figure) -> str:
    cells = (
        figure.name, figure.per_core, figure.target or "–", figure.sql, figure.app_ms,
        figure.db_ms, figure.p50, figure.p95, figure.size, figure.errors,
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
