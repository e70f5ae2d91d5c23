"""Certificates, honours, training, exams and people on their way into the Party, in bulk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from demo.development import develop
from demo.tree import Detachment
from members.choices import PARTY_STAGES, HonourLevel, StaffCategory
from members.models import (
    Certificate,
    CertificateKind,
    Exam,
    Honour,
    HonourKind,
    Member,
    Training,
    TrainingKind,
)

AT_ONCE = 5_000
# Kind, share of the people at stations who have it, years it holds (0: for ever), levels.
CERTIFICATES = (
    ("firefighter_skill", 0.55, 0, ("初级", "中级", "高级")),
    ("driver_b2", 0.22, 6, ("",)),
    ("driver_a", 0.06, 10, ("A2", "A1")),
    ("fire_control_operator", 0.12, 0, ("初级", "中级", "高级")),
    ("first_aid", 0.16, 3, ("",)),
    ("uav", 0.05, 2, ("视距内", "超视距")),
    ("rope", 0.06, 3, ("一级", "二级")),
    ("diver", 0.03, 2, ("初级", "中级")),
    ("boat", 0.03, 5, ("",)),
    ("psych", 0.02, 0, ("基础",)),
)
ISSUERS = {
    "firefighter_skill": "消防行业职业技能鉴定站",
    "driver_b2": "市公安局交警支队",
    "driver_a": "市公安局交警支队",
    "fire_control_operator": "消防行业职业技能鉴定站",
    "first_aid": "市红十字会",
}
HONOURS = (
    ("commendation", HonourLevel.DETACHMENT, 0.10, "支队"),
    ("excellent_member", HonourLevel.DETACHMENT, 0.03, "支队党委"),
    ("merit_third", HonourLevel.CORPS, 0.018, "总队"),
    ("excellent_worker", HonourLevel.CORPS, 0.006, "总队党委"),
    ("youth_expert", HonourLevel.CITY, 0.004, "团市委"),
    ("merit_second", HonourLevel.CORPS, 0.002, "总队"),
)
BRANCH_HONOURS = (
    ("advanced_organisation", HonourLevel.DETACHMENT, 0.16, "支队党委"),
    ("four_strong_branch", HonourLevel.CORPS, 0.06, "总队党委"),
    ("commendation", HonourLevel.DETACHMENT, 0.08, "支队"),
)
# Subject, kind, hours, days, month, whom: "party", "leads" or "candidates".
TRAININGS = (
    ("党员春季集中轮训", "rotation", 16, 2, 4, "party"),
    ("党员秋季集中轮训", "rotation", 16, 2, 9, "party"),
    ("党支部书记和委员培训班", "secretary", 40, 5, 3, "leads"),
    ("新任党组织书记任职培训", "before_post", 16, 2, 2, "leads"),
    ("学习贯彻党的创新理论网络专题班", "online", 8, 5, 6, "party"),
)
ATTEND = {"party": 0.86, "leads": 0.92}


def enter(made: Detachment, seed: int, today: date, *, rich: bool) -> None:
    """All registers of one detachment. Its own chance: the rest of the force stays as it was."""
    chance = Random(f"registers {seed} {made.unit.code}")
    people = [*(p for plan in made.plans for p in plan.people), *made.outsiders]
    _save(Certificate, list(_certificates(chance, people, today)))
    _save(Honour, list(_honours(chance, made, people, today)))
    if rich:
        _save(Training, list(_trainings(chance, people, made, today)))
        _save(Exam, list(_exams(chance, made, today)))
    develop(chance, made, people, today)


def _save(model: type, rows: list) -> None:
    model.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)


def _kinds(model: type) -> dict[str, object]:
    return {kind.code: kind for kind in model.objects.all()}


def _certificates(chance: Random, people: list[Member], today: date) -> Iterator[Certificate]:
    kinds = _kinds(CertificateKind)
    for person in people:
        share = 0.35 if person.category in (StaffCategory.CIVILIAN, StaffCategory.CADRE_TECH) else 1
        for code, odds, years, levels in CERTIFICATES:
            if chance.random() >= odds * share:
                continue
            age = chance.randint(30, 365 * (years or 8))
            issued = today - timedelta(days=age)
            until = issued + timedelta(days=365 * years) if years else None
            if until and chance.random() < 0.02:
                until = today - timedelta(days=chance.randint(1, 90))  # nobody has renewed it
            yield Certificate(
                member=person,
                kind=kinds[code],
                level=chance.choice(levels),
                number=f"{code[:2].upper()}{issued:%y%m}{chance.randrange(10**6):06}",
                issuer=ISSUERS.get(code, "省级培训机构"),
                issued_on=min(issued, until or issued),
                valid_until=until,
            )


def _honours(
    chance: Random, made: Detachment, people: list[Member], today: date
) -> Iterator[Honour]:
    kinds = _kinds(HonourKind)
    for year in (today.year - 2, today.year - 1, today.year):
        for code, level, odds, by in HONOURS:
            party_only = code.startswith("excellent")
            day = _conferred(chance, code, year)
            for person in people:
                wrong = party_only and person.stage not in PARTY_STAGES
                if day <= today and not wrong and chance.random() < odds:
                    yield _honour(kinds[code], level, by, day, member=person)
        for code, level, odds, by in BRANCH_HONOURS:
            day = _conferred(chance, code, year)
            for plan in made.plans:
                if day <= today and plan.branch.founded_on < day and chance.random() < odds:
                    yield _honour(kinds[code], level, by, day, branch=plan.branch)


def _conferred(chance: Random, code: str, year: int) -> date:
    """Party honours come for the first of July, others in January or at a time of their own."""
    if code.startswith(("excellent", "advanced", "four")):
        return date(year, 6, 28)
    if code == "commendation":
        return date(year, 1, 15)
    return date(year, chance.randint(2, 11), chance.randint(1, 28))


def _honour(kind: object, level: str, by: str, day: date, **about: object) -> Honour:
    return Honour(
        kind=kind,
        level=level,
        conferred_by=by,
        conferred_on=day,
        document_number=f"〔{day.year}〕{day.month * 7}号",
        **about,
    )


def _trainings(
    chance: Random, people: list[Member], made: Detachment, today: date
) -> Iterator[Training]:
    kinds = _kinds(TrainingKind)
    party = [person for person in people if person.stage in PARTY_STAGES]
    heads = [plan.full_members[0] for plan in made.plans if plan.full_members]
    whom = {"party": party, "leads": heads}
    for year in (today.year - 1, today.year):
        for subject, code, hours, days, month, who in TRAININGS:
            starts = date(year, month, 11)
            if starts > today:
                continue
            for person in whom[who]:
                if chance.random() < ATTEND[who]:
                    yield Training(
                        member=person,
                        subject=f"{year}年{subject}",
                        kind=kinds[code],
                        starts_on=starts,
                        ends_on=starts + timedelta(days=days - 1),
                        hours=Decimal(hours),
                        organiser="支队政治处",
                    )


def _exams(chance: Random, made: Detachment, today: date) -> Iterator[Exam]:
    """Secretaries before their post, members once a year."""
    kinds = _kinds(TrainingKind)
    for year in (today.year - 1, today.year):
        for plan in made.plans:
            for place, person in enumerate(plan.full_members):
                lead = place == 0
                day = date(year, 2, 14) if lead else date(year, 9, 20)
                if day > today or chance.random() < 0.1:
                    continue
                score = Decimal(min(100, max(48, round(chance.gauss(84, 9)))))
                yield Exam(
                    member=person,
                    subject=f"{year}年{'书记任职资格' if lead else '党章党规知识'}考试",
                    kind=kinds["before_post" if lead else "rotation"],
                    taken_on=day,
                    score=score,
                    passed=score >= 60,
                )
