from duties.models.directive import Directive, DirectiveStep
from duties.models.duty import Duty, DutyEvent
from duties.models.file import DutyFile
from duties.models.responsibility import ResponsibilityItem, ResponsibilityList

__all__ = [
    "Directive",
    "DirectiveStep",
    "Duty",
    "DutyEvent",
    "DutyFile",
    "ResponsibilityItem",
    "ResponsibilityList",
]
