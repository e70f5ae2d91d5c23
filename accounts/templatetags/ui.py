"""``{% load ui %}``: the tags and filters of every page. What they do stands in accounts/ui/."""

from __future__ import annotations

from django import template

from accounts.ui import marks, tables, words

register = template.Library()

for tag in (
    marks.icon,
    marks.status,
    marks.stars,
    marks.current,
    words.percent,
    words.person,
    tables.board_cell,
    tables.board_row,
    tables.roll_chip,
    tables.sheet_cell,
    tables.chart_table,
):
    register.simple_tag(tag)

for context_tag in (tables.sort_header, tables.page_links):
    register.simple_tag(context_tag, takes_context=True)

register.simple_block_tag(tables.listing)

for filter_function in (
    words.signed,
    words.cn_date,
    words.cn_day,
    words.cn_datetime,
    words.cn_stamp,
    words.cn_span,
    words.cn_period,
    words.device,
):
    register.filter(filter_function)
