"""The words and marks that the tags of every page make."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from accounts.ui import tables, words
from accounts.ui.statuses import STATUSES
from tests.source import ROOT

FRIDAY = date(2026, 9, 18)
LATE_EVENING = datetime(2026, 9, 18, 16, 30, tzinfo=UTC)  # the 19th already in Shanghai


def render(text: str, **context: object) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (37, 40, "92.5%（37/40）"),
        (0, 40, "0.0%（0/40）"),
        (0, 0, "—（0/0）"),
        (None, 40, "—（0/40）"),
        (4_812_345, 5_202_000, "92.5%（4812345/5202000）"),
        (1.5, 2, "75.0%（1.5/2）"),
    ],
)
def test_percent_names_its_two_numbers(part, whole, text):
    assert words.percent_text(part, whole) == text


@pytest.mark.parametrize(
    ("points", "text"),
    [(2, "+2"), (Decimal("-1.50"), "−1.5"), (0, "0"), (Decimal("1234567.5"), "+1234567.5")],
)
def test_points_carry_their_sign(points, text):
    assert words.signed(points) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ d|cn_date }}", "2026年9月18日（周五）"),
        ("{{ d|cn_day }}", "9月18日（周五）"),
        ("{{ t|cn_date }}", "2026年9月19日（周六）"),
        ("{{ t|cn_datetime }}", "9月19日 00:30"),
        ("{{ t|cn_stamp }}", "2026年9月19日 00:30"),
        ("{{ none|cn_date }}{{ none|cn_day }}{{ none|cn_datetime }}{{ none|cn_stamp }}", "————"),
        ("{{ '2026Q3'|cn_period }}", "2026年第三季度"),
        ("{{ '2026-09'|cn_period }}", "2026年9月"),
        ("{{ '2026'|cn_period }}", "2026年"),
    ],
)
def test_dates_are_written_the_chinese_way_in_local_time(text, expected):
    assert render(text, d=FRIDAY, t=LATE_EVENING, none=None) == expected


def test_every_state_has_an_icon_that_the_sprite_holds():
    sprite = (ROOT / "static/icons/sprite.svg").read_text(encoding="utf-8")
    symbols = {symbol for symbol, _, _ in STATUSES.values()} | set(tables.CELL_ICONS.values())
    assert not [symbol for symbol in symbols if f'id="{symbol}"' not in sprite]


def test_a_status_takes_another_word_and_escapes_it():
    page = render("{% status 'late' word %}", word="逾期 <3> 天")
    assert "status--late" in page
    assert "逾期 &lt;3&gt; 天" in page
    assert "<use href=" in page


def test_an_unknown_status_is_a_mistake_of_the_page():
    with pytest.raises(KeyError):
        render("{% status 'nonsense' %}")


def test_names_are_escaped():
    page = render("{% person name post %}", name="<b>周</b>", post="<i>站长</i>")
    assert "<b>" not in page
    assert "<i>" not in page


def test_an_icon_without_a_word_beside_it_says_its_label():
    assert 'role="img" aria-label="消息"' in render("{% icon 'bell' '消息' %}")
    assert 'aria-hidden="true"' in render("{% icon 'bell' %}")


def test_stars_are_counted_in_words():
    page = render("{% stars 3 %}")
    assert 'aria-label="3星"' in page
    assert page.count("#star-filled") == 3
    assert page.count("icon--empty") == 2


@pytest.mark.parametrize(
    ("query", "href", "order"),
    [
        ("?state=late&page=3", "?state=late&amp;sort=day", ""),
        ("?sort=day", "?sort=-day", "ascending"),
        ("?sort=-day", "?sort=day", "descending"),
    ],
    ids=["keeps the filter, drops the page", "turns round", "turns back"],
)
def test_a_heading_sorts_what_is_shown(query, href, order):
    request = RequestFactory().get(f"/{query}")
    page = render("{% sort_header 'day' '日期' %}", request=request)
    assert f'href="{href}"' in page
    assert ("aria-sort" in page) is bool(order)
    assert order in page


def test_paging_keeps_the_filters_and_leaves_out_what_is_far_away():
    request = RequestFactory().get("/?state=late&page=3")
    links = tables.page_links(Context({"request": request}), Paginator(range(500), 25).page(10))
    assert links["prev"] == "?state=late&page=9"
    assert links["next"] == "?state=late&page=11"
    assert [number for number, url in links["numbers"] if url] == [1, 9, 10, 11, 20]


def test_paging_ends_at_both_ends():
    request = RequestFactory().get("/")
    links = tables.page_links(Context({"request": request}), Paginator(range(30), 25).page(2))
    assert links["prev"] == "?page=1"
    assert links["next"] == ""


def test_a_listing_has_a_caption_and_can_be_reached_by_keyboard():
    text = "{% listing name kind='board scroll' %}<tbody></tbody>{% endlisting %}"
    page = render(text, name="9月<会议>")
    assert '<div class="listing board listing--scroll"' in page
    assert 'tabindex="0"' in page
    assert "9月&lt;会议&gt;</caption><tbody></tbody></table>" in page


def test_a_cell_of_a_board_says_what_it_means():
    cell = render("{% board_cell '0/1' 'late' '/x/' '党课 3月' %}")
    assert 'aria-label="党课 3月 0/1 逾期"' in cell
    assert 'href="/x/"' in cell
    assert "<a" not in render("{% board_cell '—' 'none' %}")


def test_a_row_of_a_board_escapes_what_it_shows():
    row = tables.board_row([("0/1", "late", "/?a=1&b=2", "<党课>"), ("—", "none")])
    assert row.count("<td>") == 2
    assert "&lt;党课&gt; 0/1 逾期" in row
    assert "/?a=1&amp;b=2" in row


OPTIONS = (
    ("present", "到会", "present"),
    ("sick", "病假", "excused"),
    ("absent", "缺席", "absent"),
)


@pytest.mark.parametrize(
    ("value", "group", "word"), [("present", "present", "到会"), ("sick", "excused", "病假")]
)
def test_a_chip_of_the_roll_shows_its_state_without_script(value, group, word):
    person = SimpleNamespace(
        name="周<志>强", note="列席", field="roll-1", value=value, voting=False
    )
    chip = tables.roll_chip(person, OPTIONS)
    assert f'data-group="{group}" data-voting="0"' in chip
    assert f'aria-hidden="true">{word}</span>' in chip
    assert f'<option value="{value}" data-group="{group}" selected>' in chip
    assert chip.count(" selected>") == 1
    assert 'aria-label="周&lt;志&gt;强的出席情况"' in chip


def test_a_cell_of_a_sheet_shows_what_was_and_why():
    cell = render("{% sheet_cell '城南' 'changed' '已转入' '特勤' %}")
    assert '<td class="sheet__cell--changed">' in cell
    assert '<del class="sheet__old">特勤</del>城南' in cell
    assert "已转入" in cell
    assert render("{% sheet_cell value %}", value="<x>") == "<td>&lt;x&gt;</td>"


CHART = {
    "categories": ["特勤<大队>", "城南大队"],
    "urls": ["?b=1", ""],
    "unit": "次",
    "series": [{"name": "已录入", "data": [96, None]}, {"name": "逾期", "data": [2, 14]}],
}


def test_the_table_of_a_chart_holds_its_figures():
    page = render("{% chart_table chart %}", chart=CHART)
    assert '<a href="?b=1">特勤&lt;大队&gt;</a>' in page
    cells = '<td class="cell-num">—</td><td class="cell-num">14次</td>'
    assert f'<th scope="row">城南大队</th>{cells}' in page


class TopicForm(forms.Form):
    topic = forms.CharField(label="主题")


def test_the_error_summary_links_to_the_field_and_says_it_in_our_words():
    page = render("{{ form }}", form=TopicForm({}))
    assert '<a href="#id_topic">主题：还没有填</a>' in page
    assert 'aria-describedby="id_topic_error"' in page
    assert 'id="id_topic_error"' in page
    assert "error-summary" not in render("{{ form }}", form=TopicForm({"topic": "学习"}))
