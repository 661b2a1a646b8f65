"""Our forecast of sessions beside the Kirby-Desai scale, and a flag where the two are far apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.consult import CaseFile
from unstipple.evidence import Draws, value
from unstipple.outcome import LOOKS, KirbyDesai, kirby_desai, percentile, was_layered
from unstipple.rules import Finding

LIMIT = "kirby_desai.differs_sessions"


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """The forecast's sessions to the goal, ``None`` beyond its horizon, beside the scale's.

    ``apart_raw`` and ``apart_corrected`` are sessions between our median and the scale as published and as corrected, 0 where ours lies
    between its answers without and with layering; ``None`` where our median is beyond the horizon. ``reasons`` are codes of why the two
    need not agree.
    """

    ours: tuple[float | None, float | None, float | None]
    scale: KirbyDesai
    apart_raw: float | None
    apart_corrected: float | None
    differ: bool
    reasons: tuple[str, ...]


def second_opinion(case: CaseFile, sessions: NDArray[np.float64], draws: Draws, *, picosecond: bool, horizon: int) -> SecondOpinion:
    """The scale's word on a case. ``sessions`` (n,) to the goal, infinite where not reached in ``horizon`` treatments."""
    layers = case.ink.layers or (len(case.ink.smp_sessions) or None)
    layered = was_layered(layers)
    scale = kirby_desai(
        draws, case.skin.type_number, LOOKS[case.ink.look], layered=layered, scarring="minimal" if case.history.scar_in_field else "none"
    )
    ours = percentile(sessions, 50)
    middle = float(horizon + 1) if ours is None else ours
    raw, corrected = _gap(middle, scale.low, scale.high), _gap(middle, *scale.corrected_central)
    far = max(raw, corrected) > value(LIMIT).value
    known = ours is not None or middle > scale.high
    return SecondOpinion(
        ours=(percentile(sessions, 10), ours, percentile(sessions, 90)), scale=scale, apart_raw=raw if ours is not None else None,
        apart_corrected=corrected if ours is not None else None, differ=far and known,
        reasons=_reasons(case, picosecond, layered, ours),
    )  # fmt: skip


def second_opinion_findings(opinion: SecondOpinion) -> tuple[Finding, ...]:
    """A note when the two are further apart than the limit."""
    if not opinion.differ:
        return ()
    limit, factor, error = value(LIMIT), value("kirby_desai.modern_factor"), value("kirby_desai.error_sessions")
    facts: dict[str, object] = {
        "scale": span(opinion.scale.low, opinion.scale.high), "corrected": span(*opinion.scale.corrected_central), "error": error.value,
        "limit": limit.value, "reasons": opinion.reasons,
    }  # fmt: skip
    code = "second-opinion-beyond" if opinion.ours[1] is None else "second-opinion-differs"
    facts |= {"ours": opinion.ours[1]} if opinion.ours[1] is not None else {}
    return (Finding(code, "note", tuple(dict.fromkeys((*limit.sources, *factor.sources, *error.sources))), facts),)


def span(low: float, high: float) -> str:
    """Two numbers of sessions as ``"7–9"``, one as ``"9"``."""
    least, most = f"{low:.0f}", f"{high:.0f}"
    return least if least == most else f"{least}–{most}"


def _gap(ours: float, low: float, high: float) -> float:
    return max(low - ours, ours - high, 0.0)


def _reasons(case: CaseFile, picosecond: bool, layered: bool | None, ours: float | None) -> tuple[str, ...]:
    applies = {
        "body-tattoos": True,
        "nanosecond-scale": picosecond,
        "not-whole-clearance": case.goal.kind != "clear",
        "layering-unknown": layered is None,
        "sessions-before": bool(case.session),
        "beyond-horizon": ours is None,
    }
    return tuple(code for code, yes in applies.items() if yes)
