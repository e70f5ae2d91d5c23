"""Fields of the record's form, written as text: a page has hundreds of options and no widgets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.ui.marks import icon

if TYPE_CHECKING:
    from meetings.forms import RecordSheet

register = template.Library()


@register.simple_tag
def problem(sheet: RecordSheet, name: str) -> SafeString | str:
    """The sentence at a field, or nothing."""
    sentence = sheet.errors.get(name)
    if not sentence:
        return ""
    return format_html(
        '<p class="field__error" id="id_{}_error">{}'
        '<span><span class="visually-hidden">错误：</span>{}</span></p>',
        name,
        icon("alert-circle"),
        sentence,
    )


@register.simple_tag
def marked(sheet: RecordSheet, name: str) -> SafeString | str:
    """Attributes of a control: its id and name, and that it is wrong where it is."""
    wrong = ' aria-invalid="true" aria-describedby="id_{0}_error"' if name in sheet.errors else ""
    return format_html('id="id_{0}" name="{0}"' + wrong, name)


@register.simple_tag
def bad(sheet: RecordSheet, *fields: str) -> str:
    """The class of a field's box when one of its controls is wrong."""
    return " field--bad" if any(name in sheet.errors for name in fields) else ""


@register.simple_tag
def options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """``<option>`` for each (value, label)."""
    return mark_safe(  # noqa: S308 - both parts are escaped
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
            f"{escape(label)}</option>"
            for value, label in choices
        )
    )
