"""A sheet under one's name is kept as one goes, goes on at another device, and leaves nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from surveys import tasks
from surveys.models import AnswerDraft, NamedResponse, Participation, Survey
from surveys.refusals import DraftClash, SurveyRefused
from surveys.services import answering, keeping, sending
from surveys.tests.stage import NOW, TODAY, answer, given, participations, sent
from surveys.tests.test_anonymity import checked_at_once, dump
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    return sent(anonymous=False, now=timezone.now())


@pytest.fixture
def own(survey):
    return participations(survey)[0]


def keep(own, version=0, **fields):
    return keeping.keep(
        user=own.member.user,
        survey=own.survey_id,
        given={name: [value] for name, value in fields.items()},
        version=version,
        now=NOW,
    )


def test_something_half_filled_is_kept_and_nothing_but_the_fields_of_the_paper(own):
    keep(own, q0="2", q4="写了一半", csrfmiddlewaretoken="x", q9="9")

    assert keeping.kept(participation=own).given == {"q0": ["2"], "q4": ["写了一半"]}


def test_each_saving_is_a_version_and_the_same_again_is_harmless(own):
    first = keep(own, q0="1")
    second = keep(own, first.version, q0="2")

    assert (first.version, second.version) == (1, 2)
    assert keep(own, first.version, q0="2").version == 2
    assert AnswerDraft.objects.count() == 1


@pytest.mark.parametrize("version", [0, 1], ids=["never saved", "older"])
def test_an_older_device_overwrites_nothing(own, version):
    keep(own, q0="0")
    keep(own, 1, q0="1")
    with pytest.raises(DraftClash) as clash:
        keep(own, version, q0="2")

    assert clash.value.theirs.given == {"q0": ["1"]}
    assert keeping.kept(participation=own).given == {"q0": ["1"]}


def test_handing_in_takes_the_draft_along(own):
    keep(own, q0="1")
    answer(own)

    assert not AnswerDraft.objects.exists()
    with pytest.raises(SurveyRefused, match="已经交过"):
        keep(own, 1, q0="2")
    assert not AnswerDraft.objects.exists()


def test_what_cannot_be_handed_in_leaves_the_draft_where_it_is(own):
    keep(own, q0="1")
    with pytest.raises(DraftClash):
        answering.hand_in(participation=own, given=given(), today=timezone.localdate(), version=0)

    assert AnswerDraft.objects.exists()
    assert not NamedResponse.objects.exists()
    assert participations(own.survey)[0].handed_in_on is None


def test_a_stranger_has_no_sheet_to_keep(survey):
    with pytest.raises(Participation.DoesNotExist):
        keeping.keep(user=UserFactory(), survey=survey.pk, given={}, version=0, now=NOW)


def test_more_than_anybody_writes_is_not_kept(own):
    with pytest.raises(SurveyRefused, match="太长"):
        keep(own, q4="字" * (keeping.MOST_CHARACTERS + 1))


def test_drafts_end_with_the_survey_and_count_nowhere(survey, own):
    other = participations(survey)[1]
    answer(other, text="交了的话")
    keep(own, q0="2", q4="没有交的话")
    ended = sending.end(survey=survey, now=timezone.now())

    assert ended.outcome["respondents"] == 1
    assert "没有交的话" not in repr(ended.outcome)
    assert NamedResponse.objects.get().member == other.member
    assert not AnswerDraft.objects.exists()
    with pytest.raises(SurveyRefused, match="结束"):
        keep(own, 1, q0="1")


def test_the_job_drops_what_outlived_its_survey(survey, own):
    keep(own, q0="2")
    tasks.forget_drafts()
    assert AnswerDraft.objects.exists()

    Survey.objects.filter(pk=survey.pk).update(state="closed", closed_on=TODAY)
    tasks.forget_drafts()
    assert not AnswerDraft.objects.exists()


def test_only_oneself_sees_it_and_a_dump_does_not_say_it(survey, own):
    keep(own, q4="只有我知道的话")

    assert AnswerDraft.objects.visible_to(own.member.user).exists()
    assert not AnswerDraft.objects.visible_to(survey.created_by).exists()
    text = repr(dump())
    assert "只有我知道的话" not in text
    assert "\\u53ea\\u6709\\u6211" not in text


# An anonymous survey


def test_of_an_anonymous_survey_nothing_is_kept_before_it_is_handed_in(client):
    own = participations(sent(now=timezone.now()))[0]
    client.force_login(own.member.user)
    page = client.get(reverse("surveys:answer", args=[own.survey_id])).content.decode()
    answered = client.post(reverse("surveys:keep", args=[own.survey_id]), given())

    assert "data-autosave" not in page
    assert answered.status_code == 422
    assert not AnswerDraft.objects.exists()


def test_the_database_has_no_place_for_a_draft_of_an_anonymous_survey():
    survey = sent()
    member = participations(survey)[0].member
    for key in (survey.anonymous_key, uuid4(), None):
        with pytest.raises(IntegrityError), checked_at_once():
            AnswerDraft.objects.create(survey_id=key, member=member, content=b"{}")


def test_a_named_survey_with_a_draft_cannot_become_anonymous(survey, own):
    keep(own, q0="1")
    with pytest.raises(IntegrityError), checked_at_once():
        Survey.objects.filter(pk=survey.pk).update(named_key=None, anonymous_key=uuid4())


# Pages


def kept_by(client, own, version=0, **fields):
    url = reverse("surveys:keep", args=[own.survey_id])
    return client.post(url, {"version": version, **fields})


def test_another_device_goes_on_where_the_first_left_off(client, own):
    client.force_login(own.member.user)
    saved = kept_by(client, own, q4="写了一半").json()
    page = client.get(reverse("surveys:answer", args=[own.survey_id])).content.decode()

    assert saved["version"] == 1
    assert "写了一半</textarea>" in page
    assert 'name="version" value="1"' in page
    assert "已接上" in page


def test_a_clash_is_answered_with_what_stands(client, own):
    client.force_login(own.member.user)
    kept_by(client, own, q0="0")
    clash = kept_by(client, own, q0="1")

    assert clash.status_code == 409
    assert (clash.json()["by"], clash.json()["values"]) == ("另一台设备", {"q0": ["0"]})


def test_handing_in_an_older_page_asks_once_and_loses_nothing(client, own):
    client.force_login(own.member.user)
    url = reverse("surveys:answer", args=[own.survey_id])
    kept_by(client, own, q0="2")
    asked = client.post(url, {**given(text="这一份"), "version": "0"}).content.decode()

    assert "另一台设备上又填过" in asked
    assert "这一份</textarea>" in asked
    assert 'name="version" value="1"' in asked
    assert client.post(url, {**given(text="这一份"), "version": "1"}).status_code == 302
    assert NamedResponse.objects.get().answers[4] == "这一份"


@pytest.mark.parametrize("first", [True, False], ids=["first", "later"])
def test_keeping_takes_four_statements_at_most(client, own, django_assert_num_queries, first):
    client.force_login(own.member.user)
    version = 0 if first else kept_by(client, own, q0="0").json()["version"]
    with django_assert_num_queries((4 if first else 3) + 2):  # two: the savepoint of the test
        assert kept_by(client, own, version, q0="1").status_code == 200


@pytest.mark.parametrize(
    ("query", "back"),
    [("", "/surveys/"), ("?survey=7", "/surveys/7/answer/"), ("?code=1", "/surveys/code/"),
     ("?survey=x", "/surveys/")],
)  # fmt: skip
def test_the_privacy_page_leads_back_and_names_the_least(client, query, back):
    text = client.get(reverse("surveys:privacy") + query).content.decode()

    assert f'href="{back}"' in text
    assert "至少五人" in text
    assert "实名问卷存什么" in text
