"""Handing in: once, complete, as oneself or with a code; and the pages on which one does it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.views.debug import SafeExceptionReporterFilter
from lxml import html

from surveys import throttle
from surveys.ballot_box import Contents
from surveys.models import NamedResponse, Participation, Tray
from surveys.paper import AnswersRefused
from surveys.refusals import SurveyRefused
from surveys.services import answering, sending
from surveys.tests.stage import NOW, TODAY, answer, given, participations, sent
from surveys.views.answering import answer as answer_view

pytestmark = pytest.mark.django_db
TODAY_REALLY = timezone.localdate


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()
    yield
    cache.clear()


def sheets():
    return [sheet for tray in Tray.objects.all() for sheet in tray.opened.sheets]


def running(**details):
    """A survey that is open on the day of the test, for pages that know the clock."""
    return sent(now=timezone.now(), **details)


def test_what_is_handed_in_lies_in_the_box():
    survey = sent()
    answer(participations(survey)[0], first=2, scale=4, text="多补学")

    contents = Contents.together(Tray.objects.of(survey).opened())
    assert contents.sheets == [[0, [2, [0], 4, [0, 1], None]]]
    assert contents.texts == {"4": ["多补学"]}
    assert participations(survey)[0].handed_in_on == TODAY


def test_a_question_that_is_led_past_is_not_asked():
    survey = sent()
    answer(participations(survey)[0], first=0)

    assert sheets()[0][1][1] == -1


def test_only_once():
    survey = sent()
    answer(participations(survey)[0])
    with pytest.raises(SurveyRefused, match="已经交过"):
        answer(participations(survey)[0])
    assert len(sheets()) == 1


def test_a_second_device_that_opened_the_page_before_is_refused():
    survey = sent()
    first, second = participations(survey)[0], participations(survey)[0]
    answer(first)
    with pytest.raises(SurveyRefused, match="已经交过"):
        answer(second)
    assert len(sheets()) == 1


@pytest.mark.parametrize("named", [False, True], ids=["anonymous", "named"])
def test_after_the_end_nothing_is_taken_also_of_a_page_opened_before(named):
    survey = sent(anonymous=not named)
    before = participations(survey)[0]
    sending.end(survey=survey, now=NOW)
    with pytest.raises(SurveyRefused, match="已经结束"):
        answer(before)
    assert not NamedResponse.objects.exists()


def test_after_the_last_day_nothing_is_taken():
    survey = sent()
    with pytest.raises(SurveyRefused, match="已经结束"):
        answering.hand_in(
            participation=participations(survey)[0], given=given(), today=TODAY + timedelta(days=8)
        )


@pytest.mark.parametrize(
    ("spoilt", "place"),
    [
        ({"q0": []}, 0),
        ({"q0": ["3"]}, 0),
        ({"q0": ["²"]}, 0),
        ({"q0": ["2"], "q1": []}, 1),
        ({"q2": ["-1"]}, 2),
        ({"q3_1": []}, 3),
        ({"q4": ["字" * 1001]}, 4),
    ],
    ids=["nothing", "no such option", "no digit", "behind a branch", "below", "half", "long"],
)  # fmt: skip
def test_what_is_missing_or_cannot_be_is_said_by_question(spoilt, place):
    survey = sent()
    with pytest.raises(AnswersRefused) as refusal:
        answering.hand_in(
            participation=participations(survey)[0], given={**given(), **spoilt}, today=TODAY
        )

    assert set(refusal.value.problems) == {place}
    assert not sheets()
    assert participations(survey)[0].handed_in_on is None


def test_the_row_of_a_matrix_that_is_missing_is_marked(client):
    survey = sent(now=timezone.now())
    client.force_login(participations(survey)[0].member.user)

    page = client.post(
        reverse("surveys:answer", args=[survey.pk]), {**given(), "q3_1": [], "hand_in": "1"}
    ).content.decode()

    rows = html.fromstring(page).find_class("asked__line")
    assert ["asked__line--bad" in row.get("class") for row in rows] == [False, True]


def test_a_named_survey_keeps_the_name_and_no_box():
    survey = sent(anonymous=False)
    own = participations(survey)[0]
    answer(own, text="有名有姓")

    assert NamedResponse.objects.get().member == own.member
    assert NamedResponse.objects.get().answers == [0, -1, 3, [0, 1], "有名有姓"]
    assert not Tray.objects.exists()


# Codes


def test_a_code_opens_its_survey_however_it_is_typed_and_once():
    survey = sent()
    code, other = sending.issue_codes(survey=survey, number=2)
    found = answering.by_code(code=f" {code[:4].lower()}-{code[4:8]} {code[8:]}")

    assert found.survey == survey
    answer(found)
    with pytest.raises(SurveyRefused, match="已经交过"):
        answer(answering.by_code(code=code))
    answer(answering.by_code(code=other))
    assert len(sheets()) == 2


@pytest.mark.parametrize("typed", ["", "    ", "ABCDEFGHJKLM", "0" * 12])
def test_another_code_opens_nothing(typed):
    sending.issue_codes(survey=sent(), number=1)

    assert answering.by_code(code=typed) is None


@pytest.mark.parametrize("number", [0, 401])
def test_how_many_codes_may_be_printed_at_once(number):
    with pytest.raises(SurveyRefused, match="1 至 400"):
        sending.issue_codes(survey=sent(), number=number)


# Pages


def page(client, participation):
    client.force_login(participation.member.user)
    return client.get(reverse("surveys:answer", args=[participation.survey_id]))


def test_the_page_promises_first_and_asks_then(client):
    survey = running()
    text = page(client, participations(survey)[0]).content.decode()

    assert text.index("匿名问卷") < text.index("总体怎么样") < text.index("有什么建议")
    assert 'data-if="0" data-if-option="2"' in text
    assert "no-store" in page(client, participations(survey)[0]).headers["Cache-Control"]


def test_the_page_names_the_group_that_goes_with_the_answer(client):
    survey = running(breakdown="category")
    text = page(client, participations(survey)[0]).content.decode()

    assert "答案只带一个分组：消防员" in text


def test_handing_in_and_looking_again(client):
    survey = running()
    own = participations(survey)[0]
    page(client, own)
    url = reverse("surveys:answer", args=[survey.pk])
    response = client.post(url, given(text="好"))

    assert response.status_code == 302
    assert "已交卷" in client.get(url).content.decode()
    assert len(sheets()) == 1
    assert "已交卷" in client.post(url, given()).content.decode()
    assert len(sheets()) == 1


def test_what_is_missing_is_shown_at_its_question_and_nothing_typed_is_lost(client):
    survey = running()
    own = participations(survey)[0]
    page(client, own)
    url = reverse("surveys:answer", args=[survey.pk])
    text = client.post(url, {**given(text="写了很久"), "q2": ""}).content.decode()

    assert "第 3 题：没有这个选项" in text
    assert "写了很久</textarea>" in text


def test_nobody_else_reaches_the_sheet(client):
    one, other = running(), running()
    client.force_login(participations(one)[0].member.user)

    assert client.get(reverse("surveys:answer", args=[other.pk])).status_code == 404


def test_handing_in_takes_six_statements(client, django_assert_num_queries):
    survey = running()
    own, other = participations(survey)[:2]
    url = reverse("surveys:answer", args=[survey.pk])
    for one in (own, other):
        client.force_login(one.member.user)
        if one is own:
            client.post(url, given())
    with django_assert_num_queries(8):  # two of them the savepoint of the test
        client.post(url, given())


def test_answering_with_a_code_needs_no_login(client):
    survey = running()
    code = sending.issue_codes(survey=survey, number=1)[0]
    url = reverse("surveys:code")
    opened = client.post(url, {"code": code}).content.decode()
    sheet = {"code": code, "hand_in": "1", **given(first=1)}
    done = client.post(url, sheet, follow=True).content.decode()
    again = client.post(url, {"code": code}).content.decode()

    assert "总体怎么样" in opened
    assert "已交卷" in done
    assert "已交卷" in again
    assert sheets()[0][1][0] == 1


def test_guessing_codes_is_slowed_down(client):
    code = sending.issue_codes(survey=running(), number=1)[0]
    url = reverse("surveys:code")
    for _ in range(throttle.WRONG_TRIES):
        assert "代码不对" in client.post(url, {"code": "WRONG"}).content.decode()

    assert "输错次数太多" in client.post(url, {"code": code}).content.decode()


def test_an_error_report_of_the_page_leaves_out_what_was_posted(rf):
    request = rf.post("/", {"q4": "只有我知道的话"})
    request.user = None
    with pytest.raises(AttributeError):
        answer_view(request, pk=1)

    shown = SafeExceptionReporterFilter().get_post_parameters(request)
    assert "只有我知道的话" not in repr(shown)


def test_the_privacy_page_is_open_to_everybody(client):
    text = client.get(reverse("surveys:privacy")).content.decode()

    assert "我们做不到什么" in text


def test_participations_are_ones_own():
    survey = sent()
    own = participations(survey)[0]

    assert list(Participation.objects.visible_to(own.member.user)) == [own]
    assert not Participation.objects.visible_to(survey.created_by).exists()
