"""Requests per second and core: 1000 / (CPU ms of the application + CPU ms of the database).

That figure holds on a shared machine where wall-clock times do not. CPU seconds are read from /proc
for each server and all its descendants, SQL statements from ``pg_stat_statements``; wrk drives.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.servers import Database, psql

TICK = os.sysconf("SC_CLK_TCK")
STATEMENTS = """
SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
WHERE datname = 'hongmen' AND query !~*
  '^(begin|commit|rollback|set|show|discard|savepoint|release|deallocate|close|declare)'
  -- what the database itself asks at the end of a transaction, to check keys
  AND query !~ 'FROM ONLY .* FOR KEY SHARE'
"""
# Another status than the page's own is an error too; wrk itself counts only those from 400 up.
DONE = """
others = 0
local thread
setup = function(t) thread = t end
response = function(status) if status ~= EXPECTED then others = others + 1 end end
done = function(s, l, r)
  io.write(string.format('WRKJSON {"requests":%d,"seconds":%f,"p50":%f,"p95":%f,"errors":%d}\\n',
    s.requests, s.duration/1e6, l:percentile(50)/1000, l:percentile(95)/1000,
    thread:get("others") + s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked, as whom, and how the answer is known to be the right one.

    In a path or body ``@N@`` becomes twelve hexadecimal digits that no other request has.
    """

    name: str
    paths: tuple[str, ...]
    contains: str
    target: int | None = None
    cookie: str = ""
    bodies: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    expect: int = 200


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured for one page. Times in milliseconds, sizes in bytes."""

    name: str
    per_core: float
    target: int | None
    sql: float
    app_ms: float
    db_ms: float
    p50: float
    p95: float
    size: int
    errors: int


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirect)


class Meter:
    """Measures pages of one running server against one running database."""

    def __init__(
        self, base: str, master: int, database: Database, *, seconds: int, rounds: int
    ) -> None:
        self.base = base
        self.master = master
        self.database = database
        self.seconds = seconds
        self.rounds = rounds
        self._asked = 0

    def measure(self, page: Page) -> Figure:
        """The least of several rounds: what else runs on the machine can only add to them."""
        size = self._check(page)
        sql = self._statements_per_request(page)
        runs = [self._round(page) for _ in range(self.rounds)]
        best = min(runs, key=lambda run: run["app_ms"] + run["db_ms"])
        busy = best["app_ms"] + best["db_ms"]
        return Figure(
            name=page.name,
            per_core=round(1000 / busy, 1),
            target=page.target,
            sql=sql,
            app_ms=round(best["app_ms"], 2),
            db_ms=round(best["db_ms"], 2),
            p50=round(best["p50"], 1),
            p95=round(best["p95"], 1),
            size=size,
            errors=int(sum(run["errors"] for run in runs)),
        )

    def memory(self) -> float:
        """Proportional set size of the application server and its workers, in MiB."""
        total = 0
        for process in descendants(self.master):
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
        return round(total / 1024, 1)

    def _check(self, page: Page) -> int:
        status, body, size = self._ask(page)
        if status != page.expect or page.contains not in body:
            sys.exit(
                f"{page.name}：状态 {status}（应为 {page.expect}），"
                f"没有“{page.contains}”：{body[:400]}"
            )
        return size

    def _statements_per_request(self, page: Page, times: int = 5) -> float:
        for _ in range(3):  # both workers have their caches and connections
            self._ask(page)
        before = int(psql(self.database.port, "postgres", STATEMENTS))
        for _ in range(times):
            self._ask(page)
        return (int(psql(self.database.port, "postgres", STATEMENTS)) - before) / times

    def _round(self, page: Page) -> dict[str, float]:
        self._settle()
        app, db = cpu_seconds(self.master), cpu_seconds(self.database.postmaster)
        run = self._wrk(page)
        requests = max(1, run["requests"])
        run["app_ms"] = (cpu_seconds(self.master) - app) * 1000 / requests
        run["db_ms"] = (cpu_seconds(self.database.postmaster) - db) * 1000 / requests
        return run

    def _settle(self, limit: float = 30) -> None:
        """Wait until the server has finished what an ended round left in its queue."""
        until, quiet = time.monotonic() + limit, 0
        while time.monotonic() < until and quiet < 2:
            before = cpu_seconds(self.master)
            time.sleep(0.25)
            quiet = quiet + 1 if cpu_seconds(self.master) - before < 0.02 else 0

    def _headers(self, page: Page) -> dict[str, str]:
        cookie = {"Cookie": page.cookie} if page.cookie else {}
        form = {"Content-Type": "application/x-www-form-urlencoded"} if page.bodies else {}
        return {"Accept-Encoding": "gzip", **cookie, **form, **page.headers}

    def _ask(self, page: Page) -> tuple[int, str, int]:
        turn, self._asked = self._asked, self._asked + 1
        own = f"{turn:012x}"
        data = None
        if page.bodies:
            data = page.bodies[turn % len(page.bodies)].replace("@N@", own).encode()
        path = page.paths[turn % len(page.paths)].replace("@N@", own)
        request = urllib.request.Request(self.base + path, data=data, headers=self._headers(page))
        try:
            with OPENER.open(request, timeout=120) as answer:
                status, raw, headers = answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as refusal:
            status, raw, headers = refusal.code, refusal.read(), refusal.headers
        plain = gzip.decompress(raw) if headers.get("Content-Encoding") == "gzip" else raw
        return status, plain.decode(), len(raw)

    def _wrk(self, page: Page) -> dict[str, float]:
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(self._lua(page))
            script.flush()
            command = [
                "wrk",
                "-t1",
                "-c8",
                f"-d{self.seconds}s",
                "--timeout",
                "120s",
                "-s",
                script.name,
            ]
            done = subprocess.run([*command, self.base], capture_output=True, text=True, check=True)
        found = next(line for line in done.stdout.splitlines() if line.startswith("WRKJSON "))
        run = json.loads(found.removeprefix("WRKJSON "))
        self._asked += int(run["requests"]) + 8
        return run

    def _lua(self, page: Page) -> str:
        headers = "".join(
            f"wrk.headers[{_quoted(name)}] = {_quoted(value)}\n"
            for name, value in self._headers(page).items()
        )
        paths = ",".join(map(_quoted, page.paths))
        bodies = ",".join(map(_quoted, page.bodies))
        method = "POST" if page.bodies else "GET"
        return f"""{headers}
local paths, bodies, n = {{{paths}}}, {{{bodies}}}, {self._asked}
request = function()
  n = n + 1
  local own = string.format("%012x", n)
  local path = paths[(n % #paths) + 1]:gsub("@N@", own)
  local body = bodies[(n % math.max(1, #bodies)) + 1]
  if body then body = body:gsub("@N@", own) end
  return wrk.format("{method}", path, nil, body)
end
{DONE.replace("EXPECTED", str(page.expect))}"""


def _quoted(text: str) -> str:
    """A Lua string of any bytes."""
    return '"' + "".join(f"\\{byte:03d}" for byte in text.encode()) + '"'


def cpu_seconds(process: int) -> float:
    """CPU of a process and all its descendants, the ended ones included."""
    return sum(_times(found) for found in descendants(process))


def descendants(process: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [process]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting += children.get(current, [])
    return found


def _stat(process: int) -> list[str]:
    try:
        line = Path(f"/proc/{process}/stat").read_text()
    except OSError:  # it ended while we were looking
        return []
    return line[line.rindex(")") + 2 :].split()


def _times(process: int) -> float:
    fields = _stat(process)
    return sum(int(ticks) for ticks in fields[11:15]) / TICK if fields else 0.0
