"""A small form that stands many times on its page: the one that was not taken, as it was sent.

Its page is drawn again with it: what was typed stands in its fields and the sentence beneath
(`components/refused.html`). A form that stands once comes back bound, as Django has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.forms import Form


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """``key`` is that of the row whose form it is."""

    key: int | str
    sentence: str
    typed: Mapping[str, str]

    @classmethod
    def of(cls, key: int | str, form: Form) -> RefusedForm:
        """Of a form with errors, from the fields or from a refusal: the first is said."""
        sentence = next(str(each) for sentences in form.errors.values() for each in sentences)
        typed = {name: str(form.data.get(name, "")) for name in form.fields}
        return cls(key, sentence, typed)
