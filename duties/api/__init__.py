"""Duties and the files of their reports."""

from duties.api.duties import DutyViewSet
from duties.api.files import DutyFileViewSet

__all__ = ["DutyFileViewSet", "DutyViewSet"]
