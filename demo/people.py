"""People put together at random: names, ID numbers that no one can have, dates that fit."""

from __future__ import annotations

from datetime import date
from random import Random

from accounts import crypto
from branches.models import Unit
from demo import words
from members.choices import Education, Sex, StaffCategory, Stage
from members.id_numbers import check_character
from members.models import Member
from members.pinyin import pinyin_of

NO_SUCH_AREA = "990000"  # no place has this code, so no person has such a number
STATION_MIX = (
    (StaffCategory.GOV_FULLTIME, 0.62),
    (StaffCategory.FIREFIGHTER, 0.24),
    (StaffCategory.CADRE_COMMAND, 0.10),
    (StaffCategory.CIVILIAN, 0.04),
)
OFFICE_MIX = (
    (StaffCategory.CADRE_COMMAND, 0.5),
    (StaffCategory.CADRE_TECH, 0.3),
    (StaffCategory.CIVILIAN, 0.2),
)
OUTSIDE_THE_PARTY = (
    (Stage.LEAGUE, 0.55),
    (Stage.NONE, 0.25),
    (Stage.APPLICANT, 0.13),
    (Stage.ACTIVIST, 0.055),
    (Stage.CANDIDATE, 0.015),
)
SCHOOLING = (
    (Education.BACHELOR, 0.3),
    (Education.COLLEGE, 0.38),
    (Education.HIGH_SCHOOL, 0.2),
    (Education.SECONDARY, 0.09),
    (Education.POSTGRADUATE, 0.03),
)


def pick(chance: Random, shares: tuple[tuple[str, float], ...]) -> str:
    values, weights = zip(*shares, strict=True)
    return chance.choices(values, weights)[0]


def id_number(chance: Random, born: date, serial: int, *, male: bool) -> str:
    """Eighteen digits with a right check digit, of an area that does not exist."""
    order = (serial * 2 + (1 if male else 0)) % 1000
    body = f"{NO_SUCH_AREA[:4]}{chance.randrange(100):02}{born:%Y%m%d}{order:03}"
    return body + check_character(body)


class Population:
    """Makes people one after the other, no staff number and no ID number twice."""

    def __init__(self, chance: Random, today: date) -> None:
        self.chance = chance
        self.today = today
        self.made = 0
        self._numbers: set[str] = set()

    def person(
        self, unit: Unit, *, party: bool, office: bool = False, lead: bool = False
    ) -> Member:
        """Someone at ``unit``; ``lead`` makes a cadre who can be a secretary."""
        chance = self.chance
        self.made += 1
        male = chance.random() > (0.3 if office else 0.04)
        category = (
            StaffCategory.CADRE_COMMAND
            if lead
            else pick(chance, OFFICE_MIX if office else STATION_MIX)
        )
        born = self._born(category)
        stage = self._stage(born) if party or lead else pick(chance, OUTSIDE_THE_PARTY)
        if lead:
            stage = Stage.FULL
        joined, confirmed = self._joined(born, stage)
        number = self._number(born, male)
        phone = f"1990000{self.made:04}" if self.made < 10_000 else ""
        name = self._name(male)
        return Member(
            staff_number=f"X{self.made:07}",
            name=name,
            name_pinyin=pinyin_of(name),
            sex=Sex.MALE if male else Sex.FEMALE,
            nationality=f"{chance.choice(words.NATIONALITIES)}族",
            id_number=number,
            id_digest=crypto.digest(number),
            id_tail=number[-4:],
            birth_date=f"{born}",
            phone=phone,
            phone_digest=crypto.digest(phone) if phone else "",
            phone_tail=phone[-4:],
            category=category,
            unit=unit,
            stage=stage,
            joined_on=joined,
            confirmed_on=confirmed,
            education=pick(chance, SCHOOLING),
            post=chance.choice(words.POSTS[category]),
            work_since=f"{born.year + chance.randint(18, 22)}-{chance.randint(1, 12):02}",
            political_since=self._political_since(born) if lead else "",
        )

    def _political_since(self, born: date) -> str:
        """A leading cadre has done political work for a few years."""
        year = min(born.year + 24 + self.made % 7, self.today.year - 1 - self.made % 3)
        return f"{year}-{1 + self.made % 12:02}"

    def _name(self, male: bool) -> str:
        given = words.GIVEN if male else words.GIVEN_FEMALE
        return self.chance.choice(words.SURNAMES) + "".join(
            self.chance.sample(given, 2 if self.chance.random() < 0.82 else 1)
        )

    def _born(self, category: str) -> date:
        youngest, eldest = (24, 50) if category.startswith("cadre") else (21, 42)
        years = self.chance.randint(youngest, eldest)
        return date(self.today.year - years, self.chance.randint(1, 12), self.chance.randint(1, 28))

    def _stage(self, born: date) -> str:
        return Stage.PROBATIONARY if self.chance.random() < 0.07 else Stage.FULL

    def _joined(self, born: date, stage: str) -> tuple[str, str]:
        if stage == Stage.PROBATIONARY:
            month = self.chance.randint(1, max(1, self.today.month - 1))
            return f"{self.today.year}-{month:02}-{self.chance.randint(1, 28):02}", ""
        if stage != Stage.FULL:
            return "", ""
        year = self.chance.randint(min(born.year + 20, self.today.year - 3), self.today.year - 2)
        month, day = self.chance.randint(1, 12), self.chance.randint(1, 28)
        return f"{year}-{month:02}-{day:02}", f"{year + 1}-{month:02}-{day:02}"

    def _number(self, born: date, male: bool) -> str:
        serial = self.made
        while (number := id_number(self.chance, born, serial, male=male)) in self._numbers:
            serial += 1
        self._numbers.add(number)
        return number
