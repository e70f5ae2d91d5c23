from meetings.models.attachment import Attachment
from meetings.models.attendance import Attendance
from meetings.models.draft import Draft
from meetings.models.feed import Feed, FeedEvent
from meetings.models.inspected import (
    InspectedRecord,
    InspectionCorrection,
    InspectionFinding,
)
from meetings.models.inspection import InspectedBranch, Inspection
from meetings.models.meeting import Credit, Meeting
from meetings.models.minutes import AgendaItem, Decision, Heard, Lecture, Speech
from meetings.models.oddity import Oddity
from meetings.models.partner import Partner
from meetings.models.review import Review, Revision
from meetings.models.sitting import Sitting
from meetings.models.theme import Theme

__all__ = [
    "AgendaItem",
    "Attachment",
    "Attendance",
    "Credit",
    "Decision",
    "Draft",
    "Feed",
    "FeedEvent",
    "Heard",
    "InspectedBranch",
    "InspectedRecord",
    "Inspection",
    "InspectionCorrection",
    "InspectionFinding",
    "Lecture",
    "Meeting",
    "Oddity",
    "Partner",
    "Review",
    "Revision",
    "Sitting",
    "Speech",
    "Theme",
]
