"""Records of meetings and their attendance: read, handed in, moved along, put right."""

from meetings.api.attachments import AttachmentViewSet
from meetings.api.attendance import AttendanceViewSet
from meetings.api.cancel import NotHeldViewSet
from meetings.api.inspections import InspectedRecordViewSet, InspectionViewSet
from meetings.api.partners import PartnerViewSet
from meetings.api.views import MeetingViewSet

__all__ = [
    "AttachmentViewSet",
    "AttendanceViewSet",
    "InspectedRecordViewSet",
    "InspectionViewSet",
    "MeetingViewSet",
    "NotHeldViewSet",
    "PartnerViewSet",
]
