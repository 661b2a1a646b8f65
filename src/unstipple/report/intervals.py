"""Why a person waits as long as the plan asks between treatments, in words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from unstipple.consult import CaseFile
from unstipple.rules import longer_interval_reasons


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("unstipple.report") / "messages" / "interval.en.toml").read_text(encoding="utf-8"))


def interval_why(case: CaseFile) -> str:
    """Why a case waits as long as it does."""
    reasons = longer_interval_reasons(case)
    return str(_words()["longer"]).format(reasons=interval_reasons(reasons)) if reasons else str(_words()["usual"])


def interval_reasons(codes: Iterable[str]) -> str:
    """The reasons for the longer interval by their codes; none says that nothing asks for it any more."""
    return " and ".join(_words()["reason"][code] for code in tuple(codes) or ("none",))
