from surveys.models.answers import NamedResponse, Participation, Tray
from surveys.models.draft import AnswerDraft
from surveys.models.question import Question
from surveys.models.survey import Survey

__all__ = ["AnswerDraft", "NamedResponse", "Participation", "Question", "Survey", "Tray"]
