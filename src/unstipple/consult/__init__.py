"""Who asks: history, skin type, ink, goal, hair to keep."""

from unstipple.consult.answers import CaseFile, Confirmation, KeepOutAnswers, Override, Patient, PhotoAnswers, ViewAnswers, ZoneAnswers
from unstipple.consult.case import parse_case
from unstipple.consult.form import Answers
from unstipple.consult.health import Anaesthetic, EarlierSession, Harm, History, Procedure, TestSpot
from unstipple.consult.skin_type import FITZPATRICK, ITEMS, Fitzpatrick, Questionnaire, SkinAnswers, type_of_angle
from unstipple.consult.wishes import Goal, Ink, Price, Treatment

__all__ = [
    "FITZPATRICK", "ITEMS", "Anaesthetic", "Answers", "CaseFile", "Confirmation", "EarlierSession", "Fitzpatrick", "Goal", "Harm",
    "History", "Ink", "KeepOutAnswers", "Override", "Patient", "PhotoAnswers", "Price", "Procedure", "Questionnaire", "SkinAnswers",
    "TestSpot", "Treatment", "ViewAnswers", "ZoneAnswers", "parse_case", "type_of_angle",
]  # fmt: skip
