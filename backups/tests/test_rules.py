"""Which backups are kept, and what a sealed file is worth."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest

from backups import sealing
from backups.errors import BackupRefused
from backups.retention import superfluous

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("days", "keep", "going"),
    [
        ([], (14, 12), []),
        (["2026-11-25", "2026-11-26"], (14, 12), []),
        (["2026-11-24", "2026-11-25", "2026-11-26"], (1, 0), ["2026-11-24", "2026-11-25"]),
        (["2026-10-02", "2026-10-03", "2026-11-26"], (1, 12), ["2026-10-03"]),
        (["2025-01-02", "2026-10-02", "2026-11-26"], (1, 2), ["2025-01-02"]),
        (["2020-01-01"], (1, 0), []),
    ],
    ids=["none", "fresh", "only days", "first of a month", "too many months", "only an old one"],
)
def test_what_may_go(days, keep, going):
    found = superfluous(
        [date.fromisoformat(day) for day in days],
        today=TODAY,
        keep_days=keep[0],
        keep_months=keep[1],
    )
    assert sorted(f"{day}" for day in found) == going


def test_a_year_of_nights_leaves_two_weeks_and_the_months():
    nights = [TODAY - timedelta(days=back) for back in range(400)]
    kept = set(nights) - superfluous(nights, today=TODAY, keep_days=14, keep_months=12)

    assert len(kept) == 14 + 12
    assert min(kept) == date(2025, 12, 1)


MASTER = sealing.master_key("words", b"0" * 16)
LONG = b"0123456789abcdef" * (sealing.PIECE // 8)  # two pieces exactly


def sealed(content, name="a"):
    return b"".join(sealing.seal(iter([content]), MASTER, name))


def opened(data, name="a", master=MASTER):
    return b"".join(sealing.unseal(io.BytesIO(data), master, name))


@pytest.mark.parametrize("content", [b"", b"x", LONG, LONG + b"x"], ids=len)
def test_what_is_sealed_opens_again(content):
    assert opened(sealed(content)) == content
    assert content[:16] not in sealed(content) or content in (b"", b"x")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2 - 10],
        lambda data: data[:20] + data[20 + sealing.PIECE + sealing.TAG_BYTES :],
        lambda data: data[:-5] + bytes([data[-5] ^ 1]) + data[-4:],
        lambda data: data + b"?",
        lambda data: b"plain" + data,
    ],
    ids=["cut", "half", "first piece gone", "changed", "longer", "not sealed"],
)
def test_what_was_changed_does_not_open(spoil):
    with pytest.raises(BackupRefused, match="解不开"):
        opened(spoil(sealed(LONG)))


def test_a_file_opens_only_under_its_name_and_passphrase():
    with pytest.raises(BackupRefused):
        opened(sealed(b"x"), name="b")
    with pytest.raises(BackupRefused):
        opened(sealed(b"x"), master=sealing.master_key("other words", b"0" * 16))
