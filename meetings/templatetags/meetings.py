"""Rows of the lists of records, one tag a row: a list has twenty-five of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from django import template
from django.middleware.csrf import get_token
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.refused import RefusedForm
from accounts.ui.marks import icon, status
from accounts.ui.words import cn_day, percent
from meetings.choices import MeetingState, Presence

if TYPE_CHECKING:
    from meetings.models import Meeting
    from meetings.reading import Person

register = template.Library()


@register.simple_tag
def meeting_row(meeting: Meeting, with_branch: bool = True) -> SafeString:
    """Title and kinds, branch, day, states, share of those who came."""
    return format_html(
        '<tr><td class="cell-main"><a href="{}">{}</a><span class="cell-sub">{}</span></td>'
        '{}<td class="nowrap">{}</td><td class="cell-status">{}</td>'
        '<td class="cell-num" data-label="到会率">{}</td></tr>',
        reverse("meetings:meeting", args=[meeting.pk]),
        meeting.title,
        "、".join(meeting.kinds),
        format_html("<td>{}</td>", meeting.branch.name) if with_branch else "",
        cn_day(meeting.held_on),
        states(meeting),
        percent(meeting.present, meeting.expected) if meeting.expected else "—",
    )


@register.simple_tag(takes_context=True)
def corrections(context: Context, people: Sequence[Person]) -> SafeString:
    """For each person of an accepted record a form to correct whether they came.

    What was refused stands as it was typed, with the sentence that says why.
    """
    token = get_token(context["request"])
    refused = context.get("refused")
    vain = {refused.key: refused} if refused else {}
    return format_html_join(
        "",
        '<li><form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken"'
        ' value="{}"><label for="was-{}">{}</label><select class="control" id="was-{}"'
        ' name="presence">{}</select><input class="control" name="reason" maxlength="200" required'
        ' aria-label="{}更正的原因" placeholder="原因" value="{}"{}><button type="submit"'
        ' class="btn btn-sm">更正</button>{}</form></li>',
        (
            (
                reverse("meetings:correct_attendance", args=[one.pk]),
                *(token, one.pk, one.name, one.pk),
                *_correction(one, vain.get(one.pk)),
            )
            for one in people
        ),
    )


def _correction(one: Person, refused: RefusedForm | None) -> tuple[SafeString | str, ...]:
    """Choices, name, reason, focus and refusal of one person's row."""
    if refused is None:
        return _presences(one.presence), one.name, "", "", ""
    return (
        _presences(refused.typed.get("presence", "")),
        one.name,
        refused.typed.get("reason", ""),
        SafeString(" autofocus aria-invalid=true"),
        format_html(
            '<p class="field__error came__refused" role="alert">{}<span>{}</span></p>',
            icon("alert-circle"),
            refused.sentence,
        ),
    )


@cache
def _presences(chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, SafeString(" selected") if value == chosen else "", label)
            for value, label in Presence.choices
        ),
    )


@register.simple_tag
def states(meeting: Meeting) -> SafeString:
    """Where the record stands, and whether it came late or looks odd."""
    word = "撤回未报" if meeting.state == MeetingState.DRAFT else ""
    marks = [status(meeting.state, word)]
    if meeting.late_days:
        marks.append(status("late_entry", f"补录 {meeting.late_days} 天"))
    if getattr(meeting, "odd", False):
        marks.append(status("odd"))
    return SafeString(" ".join(marks))
