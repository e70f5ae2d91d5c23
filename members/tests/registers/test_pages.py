"""The lists of the registers, one entry by hand, and what a person's page says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from branches.choices import Role
from members.models import Certificate, CertificateKind, Exam, Honour, HonourKind, Training
from members.registers.nouns import NOUNS
from members.services import kinds
from members.services.refusals import EntryRefused
from members.services.registers import add_entry, edit_entry, remove_entry
from tests.factories import BranchFactory, member_of, user_with

DAY = date(2026, 3, 2)
CERTIFICATES = reverse("members:register", args=["certificates"])


def training(person, kind, **details):
    values = {"subject": "党员集中轮训", "starts_on": DAY, "ends_on": DAY, "hours": 8}
    return Training.objects.create(member=person, kind=kind, **(values | details))


def names(answer):
    return [row.name for row in answer.context["rows"]]


@pytest.mark.parametrize(
    ("register", "queries"),
    [("certificates", 7), ("honours", 6), ("trainings", 6), ("exams", 6), ("development", 7)],
)
def test_each_list_costs_the_same_with_one_and_three(
    steady_queries, client, office, branch, register, queries
):
    def make():
        someone = member_of(branch, name="赵一鸣", stage="activist", joined_on="", confirmed_on="")
        noun = NOUNS[register]
        kind = {"kind": noun.kinds.objects.first()} if noun.kinds else {}
        values = {
            "certificates": {},
            "honours": {"level": "corps", "conferred_on": DAY},
            "trainings": {"subject": "轮训", "starts_on": DAY, "ends_on": DAY, "hours": 8},
            "exams": {"subject": "考试", "taken_on": DAY, "passed": True},
            "development": {"opened_on": DAY},
        }[register]
        noun.model.objects.create(member=someone, **kind, **values)

    url = reverse("members:register", args=[register])
    page = steady_queries(queries, make=make, call=lambda: client.get(url))

    assert page.content.decode().count("赵一鸣</a>") == 3


def test_a_register_shows_one_s_own_places_only(client, branch, person, uav):
    Certificate.objects.create(member=person, kind=uav)
    elsewhere = BranchFactory()
    Certificate.objects.create(member=member_of(elsewhere, name="外人"), kind=uav)
    Certificate.objects.create(member=member_of(branch, name="离队", left_on=DAY), kind=uav)

    client.force_login(user_with(Role.SECRETARY, branch=branch))
    assert names(client.get(CERTIFICATES)) == ["赵一鸣"]
    client.force_login(user_with(Role.MEMBER, branch=branch))
    assert names(client.get(CERTIFICATES)) == []


def test_certificates_are_found_by_person_number_kind_and_validity(client, office, branch, uav):
    today = timezone.localdate()
    for name, number, until in (
        ("安久", "A1", None),
        ("毕近", "B2", today + timedelta(days=30)),
        ("蔡过", "C3", today - timedelta(days=1)),
    ):
        someone = member_of(branch, name=name, name_pinyin=name)
        Certificate.objects.create(member=someone, kind=uav, number=number, valid_until=until)

    for query, expected in (
        ({"q": "安久"}, ["安久"]),
        ({"q": "b2"}, ["毕近"]),
        ({"validity": "soon"}, ["毕近"]),
        ({"validity": "expired"}, ["蔡过"]),
        ({"validity": "valid"}, ["安久", "毕近"]),
        ({"kind": "diver"}, []),
        ({"kind": "nonsense", "sort": "-until"}, None),
        ({"branch": branch.code}, ["安久", "毕近", "蔡过"]),
    ):
        found = names(client.get(CERTIFICATES, query))
        assert sorted(found) == sorted(expected if expected is not None else found), query


def test_honours_of_branches_stand_beside_those_of_people(client, office, branch, person, merit):
    Honour.objects.create(member=person, kind=merit, level="corps", conferred_on=DAY)
    Honour.objects.create(branch=branch, kind=merit, level="detachment", conferred_on=DAY)
    url = reverse("members:register", args=["honours"])

    assert sorted(names(client.get(url))) == ["滨江站党支部", "赵一鸣"]
    assert names(client.get(url, {"target": "branch"})) == ["滨江站党支部"]
    assert names(client.get(url, {"level": "corps", "year": "2026"})) == ["赵一鸣"]
    assert names(client.get(url, {"q": "滨江站党支部"})) == ["滨江站党支部"]


def test_an_entry_is_made_for_somebody_named_by_staff_number(client, office, person, uav):
    url = reverse("members:register_new", args=["certificates"])
    answer = client.post(url, {"who": "F001", "kind": uav.pk, "number": "U-77", "level": ""})

    assert answer.status_code == 302
    entry = Certificate.objects.get()
    assert (entry.member, entry.number) == (person, "U-77")
    page = client.get(reverse("members:member", args=[person.pk])).content.decode()
    assert "U-77" in page


def test_namesakes_are_told_apart_by_staff_number(client, office, branch, person, uav):
    member_of(branch, name="赵一鸣", staff_number="F002")
    url = reverse("members:register_new", args=["certificates"])

    page = client.post(url, {"who": "赵一鸣", "kind": uav.pk}).content.decode()

    assert "F001" in page
    assert "请填工号" in page
    assert not Certificate.objects.exists()


def test_an_honour_is_of_a_person_or_of_a_branch(client, office, branch, person, merit):
    url = reverse("members:register_new", args=["honours"])
    values = {"kind": merit.pk, "level": "corps", "conferred_on": "2026-01-15"}

    assert client.post(url, values | {"who": "F001", "branch": branch.pk}).status_code == 200
    assert client.post(url, values).status_code == 200
    assert not Honour.objects.exists()
    assert client.post(url, values | {"branch": branch.pk}).status_code == 302
    assert Honour.objects.get().branch == branch


def test_a_secretary_enters_for_the_own_branch_only(client, branch, person, uav):
    client.force_login(user_with(Role.SECRETARY, branch=BranchFactory()))
    url = reverse("members:register_new", args=["certificates"])

    page = client.post(url, {"who": "F001", "kind": uav.pk}).content.decode()

    assert "没有找到" in page
    assert client.get(url, {"member": person.pk}).status_code == 404


def test_services_refuse_doubles_wrong_receivers_and_dates_out_of_order(person, uav, merit):
    certificates, honours = NOUNS["certificates"], NOUNS["honours"]
    add_entry(noun=certificates, member=person, values={"kind": uav, "number": "1"})
    advanced = HonourKind.objects.get(code="advanced_organisation")
    for noun, values, reason in (
        (certificates, {"kind": uav, "number": "1"}, "已经登记"),
        (
            certificates,
            {"kind": uav, "number": "2", "issued_on": DAY, "valid_until": date(2020, 1, 1)},
            "早于发证",
        ),
        (honours, {"kind": advanced, "level": "corps", "conferred_on": DAY}, "只授予集体"),
        (honours, {"kind": merit, "level": "corps", "conferred_on": None}, "不能为"),
    ):
        with pytest.raises(EntryRefused, match=reason):
            add_entry(noun=noun, member=person, values=values)

    assert Certificate.objects.count() == 1
    assert not Honour.objects.exists()


def test_an_entry_is_corrected_and_taken_out_with_a_reason(person, uav):
    entry = Certificate.objects.create(member=person, kind=uav, number="1")

    edit_entry(entry=entry, values={"number": "2"})
    assert Certificate.objects.get().number == "2"
    with pytest.raises(EntryRefused, match="原因"):
        remove_entry(entry=entry, reason=" ")
    remove_entry(entry=entry, reason="录错了人")

    assert not Certificate.objects.exists()
    assert LogEntry.objects.filter(additional_data__reason="录错了人").exists()


def test_the_database_holds_what_an_entry_must_be(person, branch, rotation, merit):
    for spoilt in (
        lambda: training(person, rotation, ends_on=date(2026, 1, 1)),
        lambda: training(person, rotation, hours=-1),
        lambda: Honour.objects.create(kind=merit, level="corps", conferred_on=DAY),
        lambda: Honour.objects.create(
            member=person, branch=branch, kind=merit, level="corps", conferred_on=DAY
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoilt()


def test_a_person_s_page_adds_up_the_hours_of_the_year(client, office, person, rotation):
    today = timezone.localdate()
    training(person, rotation, starts_on=today, ends_on=today, hours=16)
    training(person, rotation, subject="又一次", starts_on=today, ends_on=today, hours="4.5")
    Exam.objects.create(
        member=person, kind=rotation, subject="党章考试", taken_on=today, score=91, passed=True
    )

    page = client.get(reverse("members:member", args=[person.pk])).content.decode()

    assert f"{today.year}年 20.5 学时" in page
    assert "党章考试" in page


def test_an_office_adds_renames_and_retires_kinds(client, office, person):
    url = reverse("members:kinds", args=["certificates"])

    assert client.post(url, {"name": "注册安全工程师"}).status_code == 302
    assert "已经有" in client.post(url, {"name": "注册安全工程师"}).content.decode()
    kind = CertificateKind.objects.get(name="注册安全工程师")
    client.post(reverse("members:change_kind", args=["certificates", kind.pk]))
    kind.refresh_from_db()

    assert kind.retired
    form = client.get(reverse("members:register_new", args=["certificates"])).content.decode()
    assert "注册安全工程师" not in form


def test_shipped_kinds_are_loaded_once_and_never_undo_what_an_office_did(db):
    CertificateKind.objects.filter(code="uav").update(name="无人机执照", retired=True)
    CertificateKind.objects.filter(code="rope").delete()

    assert kinds.load_kinds() == 1
    assert kinds.load_kinds() == 0
    uav = CertificateKind.objects.get(code="uav")
    assert (uav.name, uav.retired) == ("无人机执照", True)
