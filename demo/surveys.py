"""Questionnaires of the first detachment: two waves that have ended, one that runs, one by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from branches.models import Branch, Unit
from demo.moments import at
from surveys.ballot_box import CAPACITY, Contents
from surveys.choices import Breakdown, QuestionKind
from surveys.models import NamedResponse, Participation, Survey, Tray
from surveys.paper import NOT_ASKED, SKIPPED, Answer, Item, is_asked
from surveys.services import drafting, sending
from surveys.templates import template

SAYS_SOMETHING = 0.12
OPINIONS = (
    "学习时间尽量避开夜班后的上午，补觉都来不及。",
    "定下来的事希望在公示栏写清办到哪一步了。",
    "支委多到班组走走，别只在会上问有没有意见。",
    "主题党日能不能和训练结合，少念材料。",
    "值班的人补学方式灵活一点，发短视频也行。",
    "书记带头抢险救援，大家都服气。",
    "家属来队住宿的事，反映过两次，希望有个回音。",
    "谈心谈话不要赶在检查前集中做。",
    "年轻同志发言少，可以先让他们说。",
    "会议通知早一天发，好调班。",
    "记录不要求字数，写清楚事就行。",
    "联合支部跑得远，能不能轮流在各站开会。",
    "办的实事要问问大家需要什么。",
    "批评别总是对事不对人，也要说到点子上。",
)


class Questionnaires:
    """Writes, sends and answers surveys as people would, in bulk."""

    def __init__(self, chance: Random, unit: Unit, office: object, today: date) -> None:
        self.chance = chance
        self.unit = unit
        self.office = office
        self.today = today

    def make(self, branch: Branch, secretary: object) -> None:
        """All of them."""
        first = self._wave("支委会班子强不强（上半年）", 160, mood=-0.25, returned=0.71)
        self._wave("支委会班子强不强（下半年）", 25, mood=0.2, returned=0.83, earlier=first)
        self._running()
        self._named(branch, secretary)
        drafting.start(
            unit=self.unit, title="办实事满意度", by=self.office, now=at(self.today),
            template=template("practical-help"),
        )  # fmt: skip

    def _wave(
        self, title: str, ago: int, *, mood: float, returned: float, earlier: Survey | None = None
    ) -> Survey:
        """Anonymous, by unit, ended."""
        opened = self.today - timedelta(days=ago)
        survey = drafting.start(
            unit=self.unit, title=title, by=self.office, now=at(opened), earlier=earlier,
            template=None if earlier else template("strong-committee"),
        )  # fmt: skip
        survey = drafting.aim(survey=survey, breakdown=Breakdown.UNIT)
        survey = self._sent(survey, opened, 10)
        self._fill_box(survey, returned, mood)
        return sending.end(survey=survey, now=at(opened + timedelta(days=11)))

    def _running(self) -> None:
        survey = drafting.start(
            unit=self.unit, title="归属感调查", by=self.office, now=at(self.today),
            template=template("belonging"),
        )  # fmt: skip
        survey = drafting.aim(survey=survey, breakdown=Breakdown.CATEGORY)
        self._fill_box(self._sent(survey, self.today - timedelta(days=2), 9), 0.38, 0.1)

    def _named(self, branch: Branch, secretary: object) -> None:
        """The branch's own, under people's names, ended."""
        opened = self.today - timedelta(days=40)
        survey = drafting.start(
            unit=branch.unit, branch=branch, title="下季度组织生活怎么安排", by=secretary,
            now=at(opened), template=template("taking-part"),
        )  # fmt: skip
        survey = drafting.change(survey=survey, title=survey.title, intro="", anonymous=False)
        survey = self._sent(survey, opened, 7)
        items = survey.questionnaire.items
        rows = list(survey.participations.select_related("member"))
        NamedResponse.objects.bulk_create(
            NamedResponse(survey=survey, member=row.member, answers=self._answers(items, 0.3))
            for row in rows[: len(rows) * 4 // 5]
        )
        sending.end(survey=survey, now=at(opened + timedelta(days=8)))

    def _sent(self, survey: Survey, opened: date, days: int) -> Survey:
        return sending.send(
            survey=survey, closes_on=opened + timedelta(days=days), by=survey.created_by,
            now=at(opened),
        )  # fmt: skip

    def _fill_box(self, survey: Survey, returned: float, mood: float) -> None:
        """So many of those asked hand in; the one shown to visitors is left to answer."""
        items, box, handed_in = survey.questionnaire.items, Contents(), []
        rows = survey.participations.exclude(member__user__staff_number__in=["member", "secretary"])
        for pk, group in rows.order_by("member_id").values_list("pk", "group"):
            if self.chance.random() < returned:
                handed_in.append(pk)
                leaning = mood + ((group * 7) % 5 - 2) / 9
                box.put_in(items, group, self._answers(items, leaning))
        for start in range(0, len(handed_in), 500):
            some = Participation.objects.filter(pk__in=handed_in[start : start + 500])
            some.update(handed_in_on=survey.opened_on)
        box.shuffle()
        Tray.objects.filter(survey=survey).delete()
        trays = box.dealt(max(1, len(handed_in) // (CAPACITY // 2)))
        Tray.objects.bulk_create(Tray(survey=survey, contents=tray.closed()) for tray in trays)

    def _answers(self, items: tuple[Item, ...], mood: float) -> list[Answer]:
        answers: list[Answer] = []
        for item in items:
            asked = is_asked(item, answers)
            answers.append(self._answer(item, mood) if asked else NOT_ASKED)
        return answers

    def _answer(self, item: Item, mood: float) -> Answer:
        if item.kind == QuestionKind.TEXT:
            said = self.chance.random() < SAYS_SOMETHING
            return self.chance.choice(OPINIONS) if said else SKIPPED
        if item.kind == QuestionKind.MULTIPLE:
            number = self.chance.randint(1, 2)
            return sorted(self.chance.sample(range(len(item.options)), number))
        one = self._place(item.is_ordered)
        if item.kind == QuestionKind.MATRIX:
            return [one(len(item.options), mood) for _ in item.rows]
        return one(len(item.options), mood)

    def _place(self, rising: bool) -> Callable[[int, float], int]:
        """A place on a scale, leaning to its good end: the last one, or the first of options."""

        def place(number: int, mood: float) -> int:
            good = min(1.0, max(0.0, self.chance.gauss(0.66 + mood / 3, 0.24)))
            step = min(number - 1, int(good * number))
            return step if rising else number - 1 - step

        return place
