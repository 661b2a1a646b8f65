"""Dose at the dot to clearance: models M13 and M1 of the evidence dossier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.evidence import Draws, number
from unstipple.pigment import InkClass

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Response:
    """How one person's ink answers, a draw an entry (n,).

    ``k_per_session`` and ``shape_b`` give ``residual = exp(-k n_eff**b)``; ``slope_m`` is the steepness in dose;
    ``threshold_j_cm2`` and ``reference_j_cm2`` are incident fluences of the reference laser (1064 nm, ns) at half effect and in the
    series that ``k`` came from; ``picosecond_factor`` multiplies the effect of a picosecond pulse. ``floor`` is the share of the pigment
    that no treatment takes: none in most people, a shadow in some.
    """

    k_per_session: Array
    shape_b: Array
    slope_m: Array
    threshold_j_cm2: Array
    reference_j_cm2: Array
    picosecond_factor: Array
    pass_gain: Array
    floor: Array


def response(ink: InkClass, draws: Draws, *, smoker: bool = False, scar: bool = False, oxide: bool = False) -> Response:
    """The response of an ink class in a person; the covariates act on k (model M1)."""
    k = number(f"response.k_{ink}") * draws.of("response.individual_factor") * draws.of("response.study_factor")
    if smoker:
        k = k * draws.of("response.smoker_factor")
    if scar:
        k = k * number("response.scar_factor")
    if oxide:
        k = k * number("response.oxide_factor")
    return Response(
        k_per_session=k,
        shape_b=draws.of("response.shape_b"),
        slope_m=draws.of("response.slope_m"),
        threshold_j_cm2=draws.of("response.threshold_incident_j_cm2"),
        reference_j_cm2=draws.of("response.reference_fluence_j_cm2"),
        picosecond_factor=draws.of("response.picosecond_factor"),
        pass_gain=draws.of("response.pass_gain"),
        floor=_floor(draws),
    )


def _floor(draws: Draws) -> Array:
    """The share (n,) that stays for good: in as many people as keep a shadow, anything up to the most that is called one."""
    keep, share = number("harm.residual_shadow"), draws.shares("response.floor")
    return np.where(share < keep, number("response.floor_most") * share / keep, 0.0)


def effective_sessions(answer: Response, equivalent_j_cm2: Array, *, picosecond: bool, passes: int = 1) -> Array:
    """What one visit is worth, in sessions of the reference series.

    Parameters
    ----------
    equivalent_j_cm2 : array (draw, level): the incident fluence of the reference laser and spot that would give the dot the same
        absorbed dose.

    Returns
    -------
    array (draw, level): ``s(H) / s(H_ref)`` with ``s(H) = H^m / (H^m + H50^m)``, times the picosecond and the multi-pass factor.
    """
    m, half = answer.slope_m[:, None], answer.threshold_j_cm2[:, None]
    worth = _share(equivalent_j_cm2, half, m) / _share(answer.reference_j_cm2[:, None], half, m)
    if picosecond:
        worth = worth * answer.picosecond_factor[:, None]
    more = 1 + answer.pass_gain * (1 - np.exp(-(passes - 1) / number("response.pass_scale")))
    return np.asarray(worth * more[:, None], dtype=np.float64)


def _share(dose: Array, half: Array, m: Array) -> Array:
    # H^m / (H^m + H50^m), written so that no dose is too small for it
    powered = np.divide(dose, half) ** m
    return np.asarray(powered / (1 + powered), dtype=np.float64)


def clearance(answer: Response, worth: Array, sessions: int, *, interval_weeks: float, before: Array | float = 0) -> Array:
    """Share of the pigment gone after 1..``sessions`` visits.

    Parameters
    ----------
    worth : array (draw, level), effective sessions a visit.
    before : effective sessions already delivered, broadcast to (draw, level).

    Returns
    -------
    array (draw, session), each in [0, 1): averaged over the dots' depths; relative to the pigment seen now when ``before`` is given.
    """
    visits = np.arange(1, sessions + 1)
    return cleared(answer, worth[:, :, None] * visits, interval_weeks=interval_weeks, before=before)


def cleared(answer: Response, totals: Array, *, interval_weeks: float, before: Array | float = 0) -> Array:
    """Share of the pigment gone once so many effective sessions are delivered in all.

    Parameters
    ----------
    totals : array (draw, level, visit), effective sessions from now up to and with each visit.
    before : effective sessions already delivered, broadcast to (draw, level).

    Returns
    -------
    array (draw, visit), each in [0, 1): averaged over the dots' depths, of which the deeper keep more; relative to the pigment that
    is left now.
    """
    k = answer.k_per_session
    if interval_weeks <= number("response.short_interval_weeks"):
        k = k * number("response.short_interval_factor")
    start = np.broadcast_to(np.asarray(before, dtype=np.float64), totals.shape[:2])
    shape = answer.shape_b
    gone_now = k[:, None] * start ** shape[:, None]
    least = gone_now.min(axis=1)  # taken out of both, so that nothing vanishes where little is left
    left_now = np.exp(least[:, None] - gone_now).mean(axis=1)
    left = np.exp(least[:, None, None] - k[:, None, None] * (start[:, :, None] + totals) ** shape[:, None, None]).mean(axis=1)
    stays = answer.floor / (1 - answer.floor) * np.exp(least)
    return np.asarray(1 - (stays[:, None] + left) / (stays + left_now)[:, None], dtype=np.float64)


def sessions_to(goal_share: float, course: Array) -> Array:
    """First visit (draw,) at which clearance (draw, session) reaches the goal; infinite where it never does."""
    reached = course >= goal_share
    first = np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, np.inf)
    return np.asarray(first, dtype=np.float64)


def percentile(values: Array, percent: float) -> float | None:
    """Percentile of draws that may hold infinities (never reached); ``None`` when it falls on one."""
    place = np.sort(values)[min(int(np.ceil(percent / 100 * values.size)) - 1, values.size - 1)]
    return None if np.isinf(place) else float(place)
