"""What is refused comes back with the sentence that says why, and with all that was typed.

Forms that stand among others on a page, or in a dialog: they have no page of their own to fall
back on, and a redirect would throw away what somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from tests.access.world import World
from tests.test_access import TABLE

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TOMORROW = str(TODAY + timedelta(days=1))
LONG = "写了很长的一段话。" * 60


@dataclass(frozen=True)
class Case:
    """``role`` posts ``typed`` to the address named; the page says ``why``."""

    name: str
    role: str
    typed: dict[str, str]
    why: str
    dialog: bool = False


CASES = [
    Case("meetings:return", "office", {"remark": LONG}, "不超过 300"),
    Case("meetings:make_up", "secretary", {"on": TOMORROW, "how": "个别传达"}, "不晚于今天"),
    Case("meetings:explain_oddity", "office", {"explanation": LONG}, "不超过 200"),
    Case("meetings:finish_decision", "secretary", {"on": TOMORROW}, "不晚于今天"),
    Case("meetings:correct_attendance", "office", {"presence": "leave", "reason": ""}, "原因"),
    Case("duties:verify", "office", {"remark": LONG, "return": "1"}, "不超过 500"),
    Case("assessment:revoke", "office", {"reason": LONG}, "不超过 180", dialog=True),
    Case("assessment:reopen", "office", {"reason": LONG}, "不超过 180", dialog=True),
    Case("surveys:send", "office", {"closes_on": "2020-01-01"}, "今天或以后", dialog=True),
    Case("surveys:codes", "office", {"number": "999"}, "份数请填 1 至 400"),
    Case("branches:relieve", "office", {"from_day": "2026-13-40"}, "日期不对"),
    Case("branches:uncover", "office", {"until": "2026-13-40"}, "日期不对"),
    Case("members:case_step", "secretary", {"done_on": TOMORROW}, "不能晚于今天"),
    Case("accounts:deactivate", "administrator", {"reason": LONG}, "不超过 120"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_refused_comes_back_as_it_was_typed(case):
    world, client = World(), Client()
    row = TABLE[case.name]
    address = reverse(case.name, kwargs=row.args(world))
    client.force_login(world.user(case.role))

    answer = client.post(address, case.typed)

    assert answer.status_code == 200
    page = html.document_fromstring(answer.content.decode())
    (form,) = page.xpath(f"//form[starts-with(@action, '{address}')]")
    around = form.getparent()
    errors = around.xpath(".//*[contains(@class, 'field__error')]")
    assert any(case.why in error.text_content() for error in errors)
    kept = {key: value for key, value in case.typed.items() if key in form.fields}
    assert kept
    assert {key: form.fields[key].strip() for key in kept} == kept
    assert bool(form.xpath("ancestor-or-self::dialog[@data-refused]")) == case.dialog
    closed = form.xpath("ancestor::details[not(@open)]")
    assert not closed
