"""The pages of provisions and holidays."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from branches.choices import Role, UnitKind
from branches.forms.provisions import AdjustForm
from branches.models import Holiday, Provision
from branches.services.provisions import override_provision
from tests.factories import BranchFactory, UnitFactory, user_with

pytestmark = pytest.mark.django_db
CODES = ["UR.party_lecture", "BR-19.talks", "PG.members"]


@pytest.fixture
def detachment():
    return UnitFactory(kind=UnitKind.DETACHMENT, name="清河支队")


@pytest.fixture
def office(client, detachment):
    user = user_with(Role.POLITICAL_OFFICE, unit=detachment)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return user


def override(unit, code="UR.party_lecture", value=2):
    return override_provision(
        unit=unit, code=code, value=Decimal(value), reason="本级文件", today=timezone.localdate()
    )


def page(client, name, **query):
    return client.get(reverse(f"branches:{name}"), query).content.decode()


def test_every_number_stands_under_its_regulation_with_an_anchor(client, office):
    html = page(client, "provisions")

    assert all(f'id="{code}"' in html for code in Provision.objects.values_list("code", flat=True))
    assert html.index("《中国共产党支部工作条例（试行）》") < html.index('id="BR-11.quorum"')
    assert "第十一条" in html


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ({"regulation": "单位制度"}, "UR.party_lecture", "BR-11.quorum"),
        ({"verification": "M"}, "TP.new_secretary_months", "BR-11.quorum"),
        ({"regulation": "单位制度", "verification": "V"}, "没有符合条件的规则", "UR.party_lecture"),
    ],
    ids=["one regulation", "only what is unverified", "nothing fits"],
)
def test_filters_narrow_the_list(client, office, query, shown, hidden):
    html = page(client, "provisions", **query)

    assert shown in html
    assert f'id="{hidden}"' not in html


def test_what_units_changed_is_shown_to_them_and_to_nobody_beside(client, office, detachment):
    override(detachment)
    elsewhere = UnitFactory(kind=UnitKind.DETACHMENT, name="东川支队")
    override(elsewhere)

    html = page(client, "provisions")

    assert "清河支队自" in html
    assert "东川支队" not in html


def test_a_member_sees_the_values_of_the_units_above(client, detachment):
    override(detachment)
    branch = BranchFactory(unit=UnitFactory(parent=detachment))
    client.force_login(
        user_with(Role.MEMBER, branch=branch), "django.contrib.auth.backends.ModelBackend"
    )

    html = page(client, "provisions")

    assert "清河支队自" in html
    assert "调整</a>" not in html


def test_the_list_costs_the_same_however_many_values_were_changed(
    steady_queries, client, office, detachment
):
    codes = iter(CODES)
    url = reverse("branches:provisions")
    answer = steady_queries(
        6, make=lambda: override(detachment, next(codes), 5), call=lambda: client.get(url)
    )

    assert answer.content.decode().count("清河支队自") == 3


def test_the_office_adjusts_a_number_for_itself_and_the_reason_is_kept(client, office, detachment):
    url = reverse("branches:adjust_provision", args=["UR.party_lecture"])
    answer = client.post(url, {"value": "2", "reason": "支队党委〔2026〕5号"})

    assert answer.url == f"{reverse('branches:provisions')}#UR.party_lecture"
    made = Provision.objects.get(unit=detachment)
    assert (made.value, made.note) == (2, "支队党委〔2026〕5号")
    entry = LogEntry.objects.get_for_object(made).get()
    assert entry.actor == office
    assert entry.additional_data["reason"] == "支队党委〔2026〕5号"


def test_what_is_compulsory_is_refused_in_words(client, office):
    url = reverse("branches:adjust_provision", args=["BR-11.quorum"])
    html = client.post(url, {"value": "1/3", "reason": "人手不足"}).content.decode()

    assert "《中国共产党支部工作条例（试行）》第十一条是必须执行的规定" in html
    assert not Provision.objects.exclude(unit=None).exists()


@pytest.mark.parametrize(
    ("code", "written", "value"),
    [
        ("UR.party_lecture", " 2 ", "2"),
        ("UR.party_lecture", "两次", None),
        ("UR.party_lecture", "1.5", None),
        ("DA.excellent_share", "1/5", "0.2"),
        ("DA.excellent_share", "1 / 3", "0.3333"),
        ("DA.excellent_share", "15%", "0.15"),
        ("DA.excellent_share", "0.3", "0.3"),
        ("DA.excellent_share", "1/0", None),
        ("DA.excellent_share", "30", None),
    ],
)
def test_values_are_read_as_people_write_them(code, written, value):
    provision = Provision.objects.get(code=code)
    form = AdjustForm({"value": written, "reason": "本级文件"}, provision=provision)

    assert form.is_valid() is (value is not None)
    if value is not None:
        assert form.cleaned_data["value"] == Decimal(value)


def test_a_withdrawn_value_gives_way_to_the_regulation(client, office, detachment):
    made = override(detachment)
    Provision.objects.filter(pk=made.pk).update(
        effective_from=timezone.localdate() - timedelta(days=9)
    )
    client.post(reverse("branches:withdraw_provision", args=[made.pk]))

    assert "清河支队自" not in page(client, "provisions")
    assert Provision.objects.filter(pk=made.pk).exists()


def test_a_year_hangs_on_the_wall(client, office):
    html = page(client, "holidays", year="2026")

    assert html.count('<table class="month">') == 12
    assert html.count('class="is-off"') == 33
    assert html.count('class="is-work"') == 6
    assert "暂算" not in html


def test_a_year_not_announced_says_that_it_is_provisional(client, office):
    html = page(client, "holidays", year="2027")

    assert "2027年的放假通知还没有录入" in html
    assert html.count('class="is-off"') == 6


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 200),
        ({"year": "nonsense"}, 200),
        ({"year": "9999"}, 404),
        ({"year": "2027", "day": "2027-02-30"}, 200),
    ],
)
def test_odd_addresses_are_answered(client, office, query, status):
    assert client.get(reverse("branches:holidays"), query).status_code == status


def test_a_touched_day_stands_in_the_form(client, office):
    html = page(client, "holidays", year="2027", day="2027-02-08")

    assert 'value="2027-02-08"' in html


def test_the_office_enters_and_removes_a_day(client, office):
    client.post(
        reverse("branches:mark_day"), {"day": "2027-02-08", "is_off": "off", "name": "春节"}
    )
    [holiday] = Holiday.objects.filter(day__year=2027)
    assert (holiday.day, holiday.is_off) == (date(2027, 2, 8), True)

    client.post(reverse("branches:unmark_day", args=[holiday.pk]))
    assert not Holiday.objects.filter(day__year=2027).exists()


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"is_off": "work"}, "本来就是工作日"),
        ({"day": ""}, "还不能提交"),
        ({"name": ""}, "还不能提交"),
    ],
)
def test_a_day_that_makes_no_sense_comes_back_with_the_reason(client, office, spoilt, reason):
    details = {"day": "2027-02-08", "is_off": "off", "name": "春节"} | spoilt
    html = client.post(reverse("branches:mark_day"), details).content.decode()

    assert reason in html
    assert not Holiday.objects.filter(day__year=2027).exists()


def test_a_whole_year_is_pasted(client, office):
    url = reverse("branches:edit_holidays", args=[2027])
    text = (
        "2027-01-01 至 2027-01-03 休 元旦\n2027-10-01 至 2027-10-07 休 国庆节\n2027-10-09 班 国庆节"
    )
    client.post(url, {"lines": text, "source": "国办通知"})

    assert Holiday.objects.filter(day__year=2027, source="国办通知").count() == 11
    assert text in client.get(url).content.decode().replace("\r", "")
    assert "暂算" not in page(client, "holidays", year="2027")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("2027-01-01 元旦\n瞎写", "第2行"), ("2026-01-01 休 元旦", "不在2027年")],
    ids=["lines that cannot be read", "another year"],
)
def test_a_year_that_cannot_be_read_changes_nothing(client, office, text, reason):
    url = reverse("branches:edit_holidays", args=[2027])
    html = client.post(url, {"lines": text, "source": "国办通知"}).content.decode()

    assert reason in html
    assert not Holiday.objects.filter(day__year=2027).exists()


def test_the_year_costs_the_same_however_many_days_are_marked(steady_queries, client, office):
    days = iter(date(2027, 2, number) for number in (8, 9, 10))
    url = reverse("branches:holidays")
    answer = steady_queries(
        6,
        make=lambda: Holiday.objects.create(day=next(days), name="春节"),
        call=lambda: client.get(url, {"year": "2027"}),
    )

    assert answer.content.decode().count("2月8日") >= 1
    assert answer.content.decode().count('title="春节"') == 3
