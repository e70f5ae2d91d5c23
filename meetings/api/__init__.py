"""Records of meetings and their attendance: read, handed in, moved along, put right."""

from meetings.api.attendance import AttendanceViewSet
from meetings.api.inspections import InspectedRecordViewSet, InspectionViewSet
from meetings.api.views import MeetingViewSet

__all__ = [
    "AttendanceViewSet",
    "InspectedRecordViewSet",
    "InspectionViewSet",
    "MeetingViewSet",
]
