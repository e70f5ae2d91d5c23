from surveys.models.answers import NamedResponse, Participation, Tray
from surveys.models.question import Question
from surveys.models.survey import Survey

__all__ = ["NamedResponse", "Participation", "Question", "Survey", "Tray"]
