"""A course as a document: the JSON that other programs may rely on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from unstipple.course import Course
from unstipple.course.layout import ZoneLayout
from unstipple.dose.stamp_dose import StampDose
from unstipple.outcome import percentile
from unstipple.plan import ZonePlan, best_by_mode
from unstipple.records.layout_part import layout_part
from unstipple.records.whole import write_whole
from unstipple.rules import Finding, Visit, ZoneDose, longer_interval_reasons

SCHEMA = "unstipple.course/1"
Words = Callable[[Finding], str]


def course_json(course: Course, message: Words, *, parent: str | None = None, made_from: str | None = None) -> dict[str, Any]:
    """The plan file's content.

    ``message`` words a finding; ``parent`` is the digest of the plan that this one follows, ``made_from`` that of the files it was made
    from. Percentiles that are not reached are ``None``.
    """
    laid = {each.zone: each for each in course.layouts}
    data = {
        "schema": SCHEMA,
        "decision": course.decision,
        "verdict": course.verdict.name,
        "patient": {"label": course.case.patient.label, "invented": course.case.patient.invented},
        "planned_on": course.today.isoformat(),
        "confirmation": course.case.confirmation.model_dump(mode="json") if course.case.confirmation else None,
        "parent": parent,
        "made_from": made_from,
        "seed": course.seed,
        "draws": int(course.sessions.size),
        "findings": [finding_json(finding, message) for finding in course.verdict.findings],
        "sessions": [_visit(course, visit) for visit in course.proposal.visits],
        "sessions_to_goal": _percentiles(course.sessions),
        "p_goal_by_10": course.chance_by_ten,
        "goal_share": course.goal_share,
        "interval_weeks": course.interval_weeks,
        "interval_reasons": list(longer_interval_reasons(course.case)),
        "forecast": _forecast(course),
        "zones": [_zone(zone, laid.get(zone.target.zone)) for zone in course.zones],
        "left_out": course.left_out,
        "risks": [{"name": r.name, "low": r.low, "mid": r.mid, "high": r.high, "grade": r.grade, "basis": r.basis} for r in course.risks],
        "cost": _cost(course),
        "second_opinion": _second_opinion(course),
        "appointments": _appointments(course),
        "selection": {"score": course.selection.score, "gap": course.selection.gap} if course.selection else None,
        "learning": _learning(course),
        "reviews": [{"after_treatment": review.after_treatment, "code": review.code} for review in course.reviews],
        "assumptions": list(course.assumptions),
        "values": [
            {"name": v.name, "value": v.value, "low": v.low, "high": v.high, "unit": v.unit, "grade": v.grade, "verified": v.verified}
            for v in course.used
        ],
        "sources": list(course.sources),
    }
    return {**data, "digest": digest(data)}


def finding_json(finding: Finding, message: Words) -> dict[str, Any]:
    """One finding with its sentence."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": message(finding),
        "until": finding.until.isoformat() if finding.until else None,
        "sources": list(finding.sources),
        "absolute": finding.absolute,
        "overridden_by": finding.overridden_by,
        "zone": finding.zone,
    }


def digest(data: dict[str, Any]) -> str:
    """SHA-256 of the document's content, independent of the order of its keys."""
    plain = json.dumps(data, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def save_course(folder: Path, data: dict[str, Any]) -> Path:
    """Write ``plan.json`` into the case folder, whole or not at all."""
    return write_whole(folder / "plan.json", (json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode())


def _visit(course: Course, visit: Visit) -> dict[str, Any]:
    treatments = sum(v.kind == "treatment" for v in course.proposal.visits[: visit.number])
    spot = visit.kind == "test-spot"
    return {
        "number": visit.number,
        "kind": visit.kind,
        "treatment": None if spot else treatments,
        "date": visit.on.isoformat(),
        "provisional": visit.provisional,
        "zones": [_dose(course, dose) for dose in visit.doses],
        "clearance": {"p10": None, "p50": None, "p90": None} if spot else _shares(course.clearance[:, treatments - 1]),
    }


def _dose(course: Course, dose: ZoneDose) -> dict[str, Any]:
    setting, stamps = dose.setting, dose.stamps
    label = next(zone.target.label for zone in course.zones if zone.target.zone == dose.zone)
    return {
        "zone": label,
        "laser": setting.laser.title,
        "wavelength_nm": setting.wavelength_nm,
        "pulse_ns": setting.pulse_ns,
        "spot_mm": setting.spot_mm,
        "fluence_j_cm2": setting.fluence_j_cm2,
        "displayed_j_cm2": round(setting.displayed_j_cm2, 3),
        "energy_j": round(setting.energy_j, 4),
        "rate_hz": setting.rate_hz,
        "passes": stamps.passes,
        "overlap": stamps.overlap,
        "pulses": stamps.pulses,
        "minutes": round(stamps.minutes, 1),
        "wait_min": dose.wait_min,
        "bound_by": dose.bound_by,
    }


def _zone(zone: ZonePlan, laid: ZoneLayout | None) -> dict[str, Any]:
    target = zone.target
    return {
        "zone": target.label,
        "area_cm2": round(target.area_cm2, 2),
        "area_low_cm2": target.area_low_cm2,
        "area_high_cm2": target.area_high_cm2,
        "seen_in": list(target.seen_in),
        "density_per_cm2": target.density_per_cm2,
        "load_od_mm2_per_cm2": target.load_od_mm2_per_cm2,
        "dots": target.dots,
        "confirmed": target.confirmed,
        "photo_counts": target.photo_counts,
        "hair_bearing": target.hair_bearing,
        "polygon_px": [list(corner) for corner in target.polygon_px],
        "bound_by": zone.bound_by,
        "limits": [{"code": x.code, "fluence_j_cm2": x.fluence_j_cm2, "sources": list(x.sources)} for x in zone.within.limits],
        "effective_sessions_per_visit": _shares(zone.forecast.worth.mean(axis=1)),
        "sessions_to_goal": _percentiles(zone.forecast.sessions),
        "hypopigmentation": zone.forecast.harm.chance,
        "considered": zone.considered,
        "regimen": _regimen(zone),
        "pulse": _pulse(zone.dose) if zone.dose else None,
        "layout": layout_part(laid) if laid else None,
        "alternatives": [
            {
                "way": option.kind, "laser": option.setting.laser.title, "mode": option.setting.mode.label,
                "spot_mm": option.setting.spot_mm, "passes": option.passes,
                "fluence_j_cm2": option.setting.fluence_j_cm2, "sessions_median": option.sessions_median,
                "chance_by_ten": option.chance_by_ten, "lasting_marks": option.harm, "score": option.score,
            }
            for option in best_by_mode(zone.options)
        ],
    }  # fmt: skip


def _regimen(zone: ZonePlan) -> dict[str, Any]:
    """How the setting goes over the visits; after the last step it stays as it is."""
    return {
        "kind": zone.regimen.kind,
        "sources": list(zone.regimen.sources),
        "steps": [
            {
                "laser": step.setting.laser.title, "mode": step.setting.mode.label, "spot_mm": step.setting.spot_mm,
                "fluence_j_cm2": step.setting.fluence_j_cm2, "passes": step.passes, "wait_min": step.wait_min,
                "bound_by": zone.regimen.bound_by(at),
            }
            for at, step in enumerate(zone.regimen.steps, 1)
        ],
        "later_limits": [{"code": x.code, "fluence_j_cm2": x.fluence_j_cm2, "sources": list(x.sources)} for x in zone.regimen.later.limits],
    }  # fmt: skip


def _learning(course: Course) -> dict[str, Any] | None:
    """What earlier treatments told: what was seen, beside what had been foretold and what is believed now."""
    told = course.learning
    if told is None:
        return None
    days = [day.isoformat() for day in course.case.treatment_days]
    return {
        "treatments": days,
        "seen": [{"after": each.visits, "clearance": each.clearance, "low": each.low, "high": each.high} for each in told.seen],
        "foretold": [_shares(told.foretold[:, at]) for at in range(len(days))],
        "believed": [_shares(told.believed[:, at]) for at in range(len(days))],
        "k_per_session": _shares(told.learnt.k_per_session),
        "effective": told.learnt.effective,
    }


def _pulse(dose: StampDose) -> dict[str, Any]:
    """What one stamp does in tissue, with the marks that say where the numbers do not hold."""
    tissue, hair = dose.tissue, dose.tissue.follicle
    return {
        "epidermis_peak_c": _shares(tissue.peak_c[:, -1]),
        "epidermis_rise_k": _shares(tissue.rise_k[:, -1]),
        "left_by_neighbours_k": _shares(tissue.neighbours_k[:, -1]),
        "injured_volume_mm": _shares(tissue.injured_volume_mm),
        "bulge_rise_k": _shares(hair.bulge_rise_k) if hair else None,
        "bulb_rise_k": _shares(hair.bulb_rise_k) if hair else None,
        "bulb_over_threshold": _shares(hair.bulb_over_threshold) if hair else None,
        "marks": list(dose.marks),
    }


def _forecast(course: Course) -> list[dict[str, Any]]:
    return [{"treatment": n + 1, **_shares(course.clearance[:, n])} for n in range(course.clearance.shape[1])]


def _shares(values: np.ndarray) -> dict[str, float]:
    low, mid, high = np.percentile(values, (10, 50, 90))
    return {"p10": float(low), "p50": float(mid), "p90": float(high)}


def _percentiles(sessions: np.ndarray) -> dict[str, int | None]:
    if not sessions.size:
        return {"p10": None, "p50": None, "p90": None}
    found = {f"p{percent}": percentile(sessions, percent) for percent in (10, 50, 90)}
    return {name: None if value is None else int(value) for name, value in found.items()}


def _cost(course: Course) -> dict[str, Any]:
    if course.cost is None:
        return {"low": None, "mid": None, "high": None, "currency": "USD"}
    cost = course.cost
    whole = {name: None if value is None else f"{round(value, -1):,.0f}" for name, value in _totals(course).items()}
    per_session = {"low": f"{round(cost.session_low, -1):,.0f}", "high": f"{round(cost.session_high, -1):,.0f}"}
    return {**whole, "currency": cost.currency, "per_session": per_session}


def _second_opinion(course: Course) -> dict[str, Any] | None:
    opinion = course.second_opinion
    if opinion is None:
        return None
    low, mid, high = opinion.scale.corrected_range
    return {
        "scale": "Kirby-Desai", "low": opinion.scale.low, "high": opinion.scale.high, "error": opinion.scale.error_sessions,
        "corrected": {"p10": round(low, 1), "p50": round(mid, 1), "p90": round(high, 1)}, "differs": opinion.differ,
        "reasons": list(opinion.reasons),
    }  # fmt: skip


def _appointments(course: Course) -> dict[str, Any] | None:
    staging = course.staging
    if staging is None:
        return None
    each = [
        {"zones": [piece.zone for piece in one.pieces], "area_cm2": round(one.area_cm2, 1), "minutes": round(one.minutes, 1)}
        for one in staging.appointments
    ]
    return {"per_session": len(each), "binds": staging.binds, "each": each}


def _totals(course: Course) -> dict[str, float | None]:
    cost = course.cost
    return {} if cost is None else {"low": cost.low, "mid": cost.mid, "high": cost.high}
