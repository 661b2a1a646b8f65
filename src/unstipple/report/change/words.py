"""Words of a follow-up: headline, shares, reasons."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from unstipple.errors import UnknownName
from unstipple.photo.change import Change, Share, Why
from unstipple.report.phrases import percent

WIDE = 0.3
"""An interval that holds zero and is wider than this is called too uncertain, not unchanged."""


@cache
def change_words() -> dict[str, Any]:
    """All words, from ``messages/change.en.toml``."""
    return tomllib.loads((files("unstipple.report") / "messages" / "change.en.toml").read_text(encoding="utf-8"))


def reason(code: str, table: str = "why") -> tuple[str, str]:
    """A reason as a clause that follows "because", and what to do. Raises `UnknownName` for a code without words."""
    known = change_words()[table]
    if code not in known:
        raise UnknownName(f"reason ({table})", code, known)
    return known[code]["text"], known[code]["advice"]


@dataclass(frozen=True, slots=True)
class Headline:
    """What a reader sees first: a title, one sentence more, and its tone (go, care, wait, stop)."""

    title: str
    explanation: str
    tone: str


def headline(change: Change) -> Headline:
    """The answer in one line."""
    kind, given = _answer(change)
    row = change_words()["headline"][kind]
    filled = {"level": level_words(change.level), **given}
    return Headline(row["title"].format(**filled), row["explanation"].format(**filled), row["tone"])


def _answer(change: Change) -> tuple[str, dict[str, str]]:
    """Kind of the answer and what its words are filled with."""
    share, low, high = change.clearance, change.low, change.high
    if change.comparable and change.whole.at_least and low is not None:
        return "at-least", {"share": whole(low, down=True) + " %"}
    if not change.comparable or share is None or low is None or high is None:
        because, advice = reason(change.why if not change.comparable else Why.FEW_DOTS)
        return "not-measurable", {"because": because, "advice": advice}
    if low > 0:
        return "gone", {"share": percent(share), "low": whole(low, down=True), "high": whole(high)}
    if high < 0:
        return "darker", {"share": percent(-share), "low": whole(-high, down=True), "high": whole(-low)}
    both = change_words()["both_ways"].format(darker=whole(-low), lighter=whole(high))
    return ("wide" if high - low > WIDE else "none"), {"both": both}


def level_words(level: float) -> str:
    """An interval's level, e.g. ``"95 %"``."""
    return f"{level * 100:g} %"


def whole(share: float, *, down: bool = False) -> str:
    """A positive share in whole per cent without the sign, rounded away from the middle of its interval."""
    rounded = math.floor(share * 100 + 1e-9) if down else math.ceil(share * 100 - 1e-9)
    if rounded < 1:
        return "0" if share <= 0 else str(change_words()["under_one"])
    return str(min(rounded, 100))


def share_words(part: Share) -> str:
    """The share that is gone, e.g. ``"42 % gone"``, ``"12 % darker"``, ``"at least 80 % gone"``."""
    if part.at_least and part.low is not None:
        return str(change_words()["at_least"]).format(share=whole(part.low, down=True) + " %")
    if part.clearance is None:
        return str(change_words()["not_measurable"])
    if (part.low or 0) <= 0 <= (part.high or 0):
        return str(change_words()["no_clear_change"])
    kind = "darker_share" if part.clearance < 0 else "gone"
    return str(change_words()[kind]).format(share=percent(abs(part.clearance)))


def interval_words(part: Share) -> str:
    """The interval in words that need no minus sign; empty where there is none."""
    low, high = part.low, part.high
    if part.at_least or low is None or high is None:
        return ""
    if low >= 0:
        return str(change_words()["interval"]).format(low=whole(low, down=True), high=whole(high))
    if high <= 0:
        return str(change_words()["darker_interval"]).format(low=whole(-high, down=True), high=whole(-low))
    return str(change_words()["mixed_interval"]).format(darker=whole(-low), lighter=whole(high))


def why_no_share(part: Share, change: Change) -> str | None:
    """Code of the reason for which a zone has no number; ``None`` where it has one."""
    if part.at_least or part.clearance is not None:
        return None
    return str(Why.FEW_DOTS if change.comparable else change.why)


def repeat_words(change: Change) -> str:
    """How well two photographs of the first visit agreed, or that nobody can say."""
    if change.repeat_gap is None:
        return str(change_words()["no_repeat"])
    return str(change_words()["repeat"]).format(gap=whole(abs(change.repeat_gap)))
