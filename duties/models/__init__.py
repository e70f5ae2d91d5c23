from duties.models.duty import Duty, DutyEvent
from duties.models.file import DutyFile
from duties.models.responsibility import ResponsibilityItem, ResponsibilityList

__all__ = ["Duty", "DutyEvent", "DutyFile", "ResponsibilityItem", "ResponsibilityList"]
