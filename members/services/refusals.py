"""What the verbs of registers refuse; each carries a sentence for the screen."""

from __future__ import annotations


class Refused(Exception):
    """Common parent: a page shows the sentence, whichever it is."""


class EntryRefused(Refused):
    """The entry cannot be made."""


class CaseRefused(Refused):
    """The case cannot be changed so."""


class QuotaRefused(Refused):
    """The number cannot be set."""


class KindRefused(Refused):
    """The kind cannot be entered."""


class RegisterImportRefused(Refused):
    """The sheet cannot be imported."""
