"""What every part of the case file shares: strict reading, so that a typing slip is named and never guessed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Answer = bool | None
"""``true``, ``false``, or left out: a question that was not asked is never taken for a "no"."""

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Share = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Percent = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
Pixel = tuple[float, float]
PlanningDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
Name = Annotated[str, Field(min_length=2)]


class Answers(BaseModel):
    """Base of all parts: unknown fields are refused, and nothing is changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
