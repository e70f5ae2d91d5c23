"""Quorums and votes around their thresholds."""

from fractions import Fraction

import pytest

from branches.services.provisions import shipped_provisions
from meetings.choices import EXCUSED, MeetingKind, Presence, VoteMatter
from meetings.quorum import (
    CODES,
    SHIPPED,
    Count,
    CountRefused,
    Headcount,
    Outcome,
    Person,
    Thresholds,
    at_least,
    candidates_needed,
    decide,
    headcount,
    more_than,
)

PASSED, NOT_PASSED, NO_QUORUM = Outcome
GENERAL, COMMITTEE = MeetingKind.GENERAL, MeetingKind.COMMITTEE
ORDINARY, ADMIT, ELECTION = VoteMatter.ORDINARY, VoteMatter.ADMIT, VoteMatter.ELECTION


def verdict(expected, present, yes, *, written=0, kind=GENERAL, matter=ORDINARY):
    count = Count(expected, present, yes, no=present - yes, written_yes=written)
    return decide(kind=kind, matter=matter, count=count)


@pytest.mark.parametrize(
    ("expected", "present", "yes", "outcome"),
    [
        (20, 20, 11, PASSED),
        (20, 20, 10, NOT_PASSED),
        (20, 11, 11, PASSED),
        (20, 10, 10, NOT_PASSED),
        (20, 9, 9, NO_QUORUM),
        (21, 11, 11, PASSED),
        (21, 10, 10, NO_QUORUM),
        (21, 21, 10, NOT_PASSED),
        (3, 2, 2, PASSED),
        (1, 1, 1, PASSED),
        (0, 0, 0, NO_QUORUM),
    ],
    ids=[
        "one more than half",
        "exactly half",
        "all of eleven present",
        "half is a quorum, but half of the votes is not enough",
        "one too few present",
        "odd number, just enough",
        "odd number, just too few",
        "ten of twenty-one",
        "smallest branch",
        "one voter",
        "nobody may vote",
    ],
)
def test_a_general_meeting_counts_by_those_expected(expected, present, yes, outcome):
    assert verdict(expected, present, yes).outcome is outcome


@pytest.mark.parametrize(
    ("expected", "present", "yes", "written", "outcome"),
    [
        (20, 10, 10, 5, NO_QUORUM),
        (20, 11, 10, 0, NOT_PASSED),
        (20, 11, 10, 1, PASSED),
        (21, 11, 11, 0, PASSED),
        (20, 12, 5, 5, NOT_PASSED),
    ],
    ids=[
        "exactly half present does not do",
        "without written opinions",
        "a written opinion carries it",
        "more than half of an odd number",
        "with written opinions still half",
    ],
)
@pytest.mark.parametrize(
    "matter", [VoteMatter.ADMIT, VoteMatter.CONFIRM, VoteMatter.EXTEND, VoteMatter.CANCEL]
)
def test_matters_of_membership_ask_for_more(matter, expected, present, yes, written, outcome):
    assert verdict(expected, present, yes, written=written, matter=matter).outcome is outcome


def test_written_opinions_count_in_matters_of_membership_only():
    assert verdict(20, 11, 10, written=5).outcome is NOT_PASSED
    assert verdict(20, 11, 10, written=5, matter=VoteMatter.DISCIPLINE).outcome is NOT_PASSED


@pytest.mark.parametrize(
    ("members", "present", "yes", "outcome"),
    [
        (5, 3, 3, PASSED),
        (5, 2, 2, NO_QUORUM),
        (6, 3, 3, NOT_PASSED),
        (6, 4, 4, PASSED),
        (7, 4, 3, NOT_PASSED),
    ],
    ids=["three of five", "two of five", "half is a quorum", "four of six", "three votes of seven"],
)
def test_a_committee_needs_half_of_its_members(members, present, yes, outcome):
    assert verdict(members, present, yes, kind=COMMITTEE).outcome is outcome


@pytest.mark.parametrize(
    ("electors", "present", "yes", "outcome"),
    [
        (20, 16, 9, PASSED),
        (20, 16, 8, NOT_PASSED),
        (20, 15, 15, NO_QUORUM),
        (21, 17, 9, PASSED),
        (21, 16, 16, NO_QUORUM),
        (5, 4, 3, PASSED),
    ],
    ids=[
        "more than half of those present",
        "half of those present",
        "one short of four fifths",
        "four fifths rounded up",
        "16.8 is not reached by 16",
        "smallest committee's branch",
    ],
)
def test_an_election_counts_by_those_present(electors, present, yes, outcome):
    assert verdict(electors, present, yes, matter=ELECTION).outcome is outcome


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            verdict(20, 9, 9),
            "应到有表决权的党员 20 人，实到 9 人，不足半数（至少 10 人），不能表决。",
        ),
        (
            verdict(20, 10, 10, matter=ADMIT),
            "应到有表决权的党员 20 人，实到 10 人，没有超过半数（至少 11 人），不能表决。",
        ),
        (verdict(20, 15, 12), "赞成 12 票，超过应到有表决权党员 20 人的半数，通过。"),
        (
            verdict(20, 15, 10, written=1, matter=ADMIT),
            "赞成 11 票（含书面意见 1 票），超过应到有表决权党员 20 人的半数，通过。",
        ),
        (
            verdict(6, 4, 3, kind=COMMITTEE),
            "赞成 3 票，没有超过应到委员 6 人的半数（至少 4 票），未通过。",
        ),
        (
            verdict(20, 15, 15, matter=ELECTION),
            "应到有选举权的党员 20 人，实到 15 人，不足五分之四（至少 16 人），不能表决。",
        ),
        (
            verdict(20, 16, 8, matter=ELECTION),
            "赞成 8 票，没有超过实到有选举权党员 16 人的半数（至少 9 票），未通过。",
        ),
    ],
)
def test_the_reason_is_a_sentence_with_its_numbers(found, sentence):
    assert found.reason == sentence
    assert found.passed is sentence.endswith("，通过。")


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"present_voters": 21}, "多于应到"),
        ({"yes": 11}, "共 16 票，与实到有表决权的 15 人不符"),
        ({"abstained": -1, "no": 6}, "负数"),
        ({"written_yes": 6}, "书面意见"),
    ],
    ids=["more than expected", "votes do not add up", "negative", "more opinions than absent"],
)
def test_a_count_that_cannot_be_true_is_refused(spoilt, reason):
    blameless = {"expected_voters": 20, "present_voters": 15, "yes": 10, "no": 5, "written_yes": 5}
    Count(**blameless)

    with pytest.raises(CountRefused, match=reason):
        Count(**blameless | spoilt)


def test_being_excused_leaves_the_attendance_but_not_the_voters():
    people = [
        *[Person(Presence.PRESENT, may_vote=True)] * 5,
        *[Person(Presence.PRESENT, may_vote=False)] * 2,
        *[Person(Presence.ON_WATCH, may_vote=True)] * 2,
        Person(Presence.ABSENT, may_vote=True),
        Person(Presence.SICK, may_vote=True, uncounted=True),
    ]
    counted = headcount(people)

    assert counted == Headcount(
        expected=11, present=7, excused=3, expected_voters=8, present_voters=5
    )
    assert counted.turnout.label == "63.6%（7/11）"
    assert counted.attendance.label == "87.5%（7/8）"


@pytest.mark.parametrize("presence", EXCUSED)
def test_every_excuse_leaves_the_attendance_denominator(presence):
    assert headcount([Person(presence, may_vote=True)]).attendance.label == "—（0/0）"


def test_mere_absence_stays_in_it():
    assert headcount([Person(Presence.ABSENT, may_vote=True)]).attendance.label == "0.0%（0/1）"


@pytest.mark.parametrize(("seats", "candidates"), [(1, 2), (3, 4), (5, 6), (6, 8), (7, 9)])
def test_a_fifth_more_candidates_than_seats(seats, candidates):
    assert candidates_needed(seats) == candidates


@pytest.mark.parametrize(
    ("whole", "share", "least", "above"),
    [
        (8, Fraction(1, 2), 4, 5),
        (7, Fraction(1, 2), 4, 4),
        (10, Fraction(4, 5), 8, 9),
        (0, Fraction(1, 2), 0, 1),
    ],
)
def test_at_least_includes_the_share_and_more_than_does_not(whole, share, least, above):
    assert (at_least(whole, share), more_than(whole, share)) == (least, above)


def test_the_shares_are_those_of_the_shipped_provisions():
    rows = {row.code: row for row in shipped_provisions()}

    assert set(CODES) <= rows.keys()
    assert Thresholds.from_numbers(rows) == SHIPPED
    assert Thresholds.from_numbers({}) == SHIPPED
