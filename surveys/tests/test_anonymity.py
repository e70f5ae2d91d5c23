"""Somebody who holds the whole database, and even the key, tries to link answers to people."""

from __future__ import annotations

import json
from contextlib import contextmanager
from uuid import uuid4

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localtime

from accounts import crypto
from notices.models import Notice
from surveys import ballot_box
from surveys.models import NamedResponse, Participation, Survey, Tray
from surveys.paper import AnswersRefused
from surveys.refusals import SurveyRefused
from surveys.services import answering, sending
from surveys.tests.stage import NOW, TODAY, answer, given, participations, sent
from tests.factories import at

PEOPLE = 40
BY_CHANCE = 10  # right guesses of forty: more happen once in ten million times


def dump() -> dict[str, list[tuple]]:
    """Every row of every table, in the order in which the database keeps it, hidden columns too."""
    hidden = "rowid" if connection.vendor == "sqlite" else "ctid, xmin::text"
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            quoted = connection.ops.quote_name(table)
            order = "rowid" if connection.vendor == "sqlite" else "ctid"
            cursor.execute(f"SELECT {hidden}, {quoted}.* FROM {quoted} ORDER BY {order}")
            found[table] = cursor.fetchall()
    return found


def marked(number: int) -> str:
    """Choices that no other of the forty makes: two scales of the matrix and the rest."""
    return f"{number % 3}{number // 3 % 5}{number // 15}"


def marked_answers(number: int) -> dict[str, list[str]]:
    first, scale, more = map(int, marked(number))
    return {
        "q0": [str(first)], "q1": ["0"], "q2": [str(scale)], "q3_0": [str(more)], "q3_1": ["0"],
        "q4": [f"建议-{number}"],
    }  # fmt: skip


def mark_of(sheet) -> str:
    _, answers = sheet
    return f"{answers[0]}{answers[2]}{answers[3][0]}"


@pytest.fixture
def answered():
    """Forty people answer one after the other; what each answered is known to the test alone."""
    survey = sent(people_at=PEOPLE)
    truth = {}
    for number, participation in enumerate(participations(survey)):
        answering.hand_in(participation=participation, given=marked_answers(number), today=TODAY)
        truth[str(participation.pk)] = marked(number)
    return survey, truth


def right_guesses(people: list[str], sheets: list, truth: dict[str, str]) -> int:
    """Whoever stands at the same place in both stores is taken for the same."""
    return sum(
        truth[person] == mark_of(sheet) for person, sheet in zip(people, sheets, strict=True)
    )


def people_in_order() -> list[str]:
    """Participations as they lie, which tells (or does not) who came when."""
    order = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM surveys_participation ORDER BY {order}")
        return [str(pk) if "-" in str(pk) else _dashed(pk) for (pk,) in cursor.fetchall()]


def _dashed(plain: str) -> str:
    return f"{plain[:8]}-{plain[8:12]}-{plain[12:16]}-{plain[16:20]}-{plain[20:]}"


@pytest.mark.django_db
def test_without_the_key_no_answer_can_be_read_at_all(answered):
    text = repr(dump())

    assert "建议-" not in text
    assert json.dumps("建议-")[1:-1] not in text
    assert "总体怎么样" in text or json.dumps("总体怎么样")[1:-1] in text  # the questions can


@pytest.mark.django_db(transaction=True)
def test_with_the_key_too_order_links_nobody(answered):
    _, truth = answered
    sheets = [s for tray in Tray.objects.all() for s in tray.opened.sheets]

    assert sorted(map(mark_of, sheets)) == sorted(truth.values())  # they are all there
    assert right_guesses(people_in_order(), sheets, truth) <= BY_CHANCE
    assert right_guesses(list(truth), sheets, truth) <= BY_CHANCE


@pytest.mark.django_db
def test_the_attack_would_find_a_careless_store(answered, monkeypatch):
    """Were sheets laid one upon the other, every single one would be linked."""
    monkeypatch.setattr(ballot_box, "_among", lambda things, thing: things.append(thing))
    contents = ballot_box.Contents()
    survey, truth = answered
    for number in range(PEOPLE):
        answers = survey.questionnaire.read(marked_answers(number))
        contents.put_in(survey.questionnaire.items, 0, answers)

    assert right_guesses(list(truth), contents.sheets, truth) == PEOPLE


@pytest.mark.django_db
def test_no_table_holds_a_person_beside_an_answer(answered):
    """No key, no time and no person is shared: a tray points at the survey and at nothing else."""
    columns = {field.column for field in Tray._meta.concrete_fields}
    pointing = [
        relation for model in apps.get_models() for relation in model._meta.get_fields()
        if relation.is_relation and relation.related_model is Tray and not relation.auto_created
    ]  # fmt: skip

    assert columns == {"id", "survey_id", "contents"}
    assert not pointing
    assert {field.column for field in Participation._meta.concrete_fields} == {
        "id", "survey_id", "member_id", "code", "group", "handed_in_on"
    }  # fmt: skip
    trays = {str(tray.pk) for tray in Tray.objects.all()}
    people = {str(pk) for pk in Participation.objects.values_list("pk", flat=True)}
    assert not trays & people


@pytest.mark.django_db
def test_words_are_torn_off_the_sheet(answered):
    for tray in Tray.objects.all():
        contents = tray.opened
        assert "建议" not in json.dumps(contents.sheets, ensure_ascii=False)
        assert len(contents.texts["4"]) == len(contents.sheets)


@pytest.mark.django_db
def test_trays_are_split_before_they_overflow_and_none_begins_empty(monkeypatch):
    monkeypatch.setattr(ballot_box, "CAPACITY", 8)
    survey = sent(people_at=30)
    for participation in participations(survey):
        answer(participation)
    sizes = [len(tray.opened.sheets) for tray in survey.trays.all()]

    assert sum(sizes) == 30
    assert min(sizes) >= 4
    assert max(sizes) <= 8


@pytest.mark.django_db
def test_when_it_ends_nobody_knows_who_answered(answered):
    survey, _ = answered
    ended = sending.end(survey=survey, now=NOW)

    assert not Participation.objects.exists()
    assert ended.outcome["respondents"] == PEOPLE
    assert "member" not in json.dumps(ended.outcome)


@pytest.mark.django_db
def test_the_notice_of_who_handed_in_says_the_day_and_is_gone_in_the_end():
    survey = sent()
    own = participations(survey)[0]
    answer(own)
    notice = Notice.objects.get(recipient=own.member.user)

    assert localtime(notice.withdrawn_at) == at(TODAY, 0)
    assert Notice.objects.standing().count() == Notice.objects.count() - 1
    sending.end(survey=survey, now=NOW)
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_neither_log_nor_audit_entry_is_written(caplog):
    survey = sent()
    entries = LogEntry.objects.count()
    caplog.set_level("DEBUG")
    answer(participations(survey)[0], text="只有我知道的话")

    assert "只有我知道的话" not in caplog.text
    assert LogEntry.objects.count() == entries


@pytest.mark.django_db
def test_refusals_do_not_repeat_what_was_answered():
    survey = sent()
    with pytest.raises(AnswersRefused) as refusal:
        answering.hand_in(
            participation=participations(survey)[0],
            given={**given(text="我的秘密" * 300), "q0": ["77"]},
            today=TODAY,
        )

    assert set(refusal.value.problems) == {0, 4}
    assert "我的秘密" not in repr(refusal.value.problems)


# The database itself


@contextmanager
def checked_at_once():
    """As a transaction of its own: what the commit would refuse is refused at its end."""
    with transaction.atomic():
        yield
        connection.check_constraints()


@pytest.mark.django_db
def test_a_named_row_in_an_anonymous_survey_is_impossible():
    survey = sent()
    member = participations(survey)[0].member
    for key in (survey.anonymous_key, uuid4()):
        with pytest.raises(IntegrityError), checked_at_once():
            NamedResponse.objects.create(survey_id=key, member=member, answers=[])


@pytest.mark.django_db
def test_an_anonymous_survey_cannot_become_a_named_one_afterwards():
    survey = sent()
    with pytest.raises(IntegrityError), checked_at_once():
        Survey.objects.filter(pk=survey.pk).update(anonymous_key=None, named_key=uuid4())
    with pytest.raises(IntegrityError), checked_at_once():
        Survey.objects.filter(pk=survey.pk).update(named_key=uuid4())


@pytest.mark.django_db
@pytest.mark.parametrize("spoilt", [{"code": "x"}, {"member_id": None}], ids=["both", "neither"])
def test_a_participation_is_a_members_or_a_codes(spoilt):
    survey = sent()
    with pytest.raises(IntegrityError), checked_at_once():
        Participation.objects.filter(survey=survey).update(**spoilt)


@pytest.mark.django_db
def test_nobody_takes_part_twice():
    survey = sent()
    member = participations(survey)[0].member
    with pytest.raises(IntegrityError), checked_at_once():
        Participation.objects.create(survey=survey, member=member)


@pytest.mark.django_db
def test_codes_are_kept_as_digests_only():
    survey = sent()
    codes = sending.issue_codes(survey=survey, number=3)
    stored = set(survey.participations.exclude(code=None).values_list("code", flat=True))

    assert stored == {crypto.digest(code) for code in codes}
    assert not any(code in repr(dump()) for code in codes)


@pytest.mark.django_db
def test_results_wait_for_the_end_so_that_no_two_looks_can_be_subtracted():
    survey = sent()
    answer(participations(survey)[0])
    with pytest.raises(SurveyRefused, match="结束后"):
        sending.anonymous_box(survey=survey)
    assert survey.outcome is None
