"""Who asks: history, skin type, ink, goal, hair to keep."""

from unstipple.consult.answers import (
    FITZPATRICK,
    Answers,
    CaseFile,
    Confirmation,
    EarlierSession,
    Fitzpatrick,
    Goal,
    History,
    Ink,
    Override,
    Patient,
    PhotoAnswers,
    Procedure,
    SkinAnswers,
    TestSpot,
    Treatment,
    ViewAnswers,
    ZoneAnswers,
)  # fmt: skip
from unstipple.consult.case import parse_case

__all__ = [
    "FITZPATRICK", "Answers", "CaseFile", "Confirmation", "EarlierSession", "Fitzpatrick", "Goal", "History", "Ink", "Override", "Patient",
    "PhotoAnswers", "Procedure", "SkinAnswers", "TestSpot", "Treatment", "ViewAnswers", "ZoneAnswers", "parse_case",
]  # fmt: skip
