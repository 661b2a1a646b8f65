"""Reads a commissioning record: a TOML file of its own, or the ``[commissioning]`` table of a clinic's laser file."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast, get_args

from unstipple.device.commissioning import BeamProfile, BeamReading, Commissioning, EnergyReading
from unstipple.device.laser import spot_area_cm2
from unstipple.errors import BadInput
from unstipple.evidence import number

FIELDS = ("laser", "on", "by", "instrument", "drift_share", "calibrated_on", "note", "energy", "beam")
ENERGY_FIELDS = ("wavelength_nm", "pulse_ns", "spot_mm", "displayed_j", "displayed_j_cm2", "delivered_j")
BEAM_FIELDS = ("wavelength_nm", "pulse_ns", "spot_mm", "diameter_mm", "profile")


def read_commissioning(path: Path, today: date | None = None) -> Commissioning:
    """A commissioning record from its file. Raises `BadInput` naming the file, the field and what is allowed.

    With ``today`` given, a record dated later is refused.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as problem:
        raise BadInput("commissioning", str(problem), "valid TOML", path.name) from problem
    except (OSError, ValueError) as problem:
        raise BadInput("commissioning", str(path), "a readable commissioning record (TOML)", str(path)) from problem
    return parse_commissioning(raw, path.name, today)


def parse_commissioning(raw: object, file: str, today: date | None = None) -> Commissioning:
    """A commissioning record from its table. Raises `BadInput` as `read_commissioning` does."""
    if not isinstance(raw, dict):
        raise BadInput("commissioning", raw, "a table", file)
    _only(raw, FIELDS, "", file)
    energies = tuple(_energy(row, f"energy {place}", file) for place, row in enumerate(_rows(raw, "energy", file), start=1))
    if not energies:
        raise BadInput("energy", None, "at least one [[energy]]: displayed and delivered pulse energy at a wavelength", file)
    beams = tuple(_beam(row, f"beam {place}", file) for place, row in enumerate(_rows(raw, "beam", file), start=1))
    measured = _day(raw.get("on"), "on", file, today)
    calibrated = None if raw.get("calibrated_on") is None else _day(raw["calibrated_on"], "calibrated_on", file, measured)
    return Commissioning(
        laser=_text(raw.get("laser"), "laser", "the laser's name", file).removesuffix(".toml"), on=measured,
        by=_text(raw.get("by"), "by", "who measured", file),
        instrument=_text(raw.get("instrument"), "instrument", "the meter: maker, model, serial number", file),
        drift_share=_drift(raw.get("drift_share"), file), energies=energies, beams=beams, calibrated_on=calibrated,
        note=str(raw.get("note", "")),
    )  # fmt: skip


def _rows(raw: Mapping[str, Any], field: str, file: str) -> list[dict[str, Any]]:
    rows = raw.get(field, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(field, rows, f"a list of [[{field}]] tables", file)
    return rows


def _energy(row: Mapping[str, Any], where: str, file: str) -> EnergyReading:
    _only(row, ENERGY_FIELDS, where, file)
    spot_mm = _maybe(row, "spot_mm", where, file)
    displayed_j = _displayed_j(row, spot_mm, where, file)
    raw = row.get("delivered_j")
    delivered_j = tuple(_number(each, f"{where}.delivered_j", file) for each in (raw if isinstance(raw, list) and raw else [raw]))
    least, most = number("commissioning.share_least"), number("commissioning.share_most")
    for each in delivered_j:
        if not least <= each / displayed_j <= most:
            raise BadInput(
                f"{where}.delivered_j", f"{each:g} J where the panel shows {displayed_j:g} J",
                f"between {least:g} and {most:g} times the displayed energy (millijoules given as joules?)", file,
            )  # fmt: skip
    return EnergyReading(
        _number(row.get("wavelength_nm"), f"{where}.wavelength_nm", file), displayed_j, delivered_j, spot_mm,
        _maybe(row, "pulse_ns", where, file),
    )  # fmt: skip


def _displayed_j(row: Mapping[str, Any], spot_mm: float | None, where: str, file: str) -> float:
    """The displayed pulse energy, given as such or as the fluence that the panel shows for a spot."""
    if ("displayed_j" in row) == ("displayed_j_cm2" in row):
        raise BadInput(f"{where}.displayed_j", row.get("displayed_j"), "either displayed_j or displayed_j_cm2 with a spot_mm", file)
    if "displayed_j" in row:
        return _number(row["displayed_j"], f"{where}.displayed_j", file)
    if spot_mm is None:
        raise BadInput(f"{where}.spot_mm", None, "the spot that displayed_j_cm2 is shown for", file)
    return _number(row["displayed_j_cm2"], f"{where}.displayed_j_cm2", file) * spot_area_cm2(spot_mm)


def _beam(row: Mapping[str, Any], where: str, file: str) -> BeamReading:
    _only(row, BEAM_FIELDS, where, file)
    profile = row.get("profile")
    if profile is not None and profile not in get_args(BeamProfile):
        raise BadInput(f"{where}.profile", profile, '"flat-top" or "gaussian"', file)
    spot_mm, diameter_mm = _number(row.get("spot_mm"), f"{where}.spot_mm", file), _maybe(row, "diameter_mm", where, file)
    if diameter_mm is None and profile is None:
        raise BadInput(where, dict(row), "a measured diameter_mm, a profile, or both", file)
    most = number("commissioning.diameter_most")
    if diameter_mm is not None and not 1 / most <= diameter_mm / spot_mm <= most:
        raise BadInput(
            f"{where}.diameter_mm against {where}.spot_mm", f"{diameter_mm:g} mm on a {spot_mm:g} mm spot",
            f"within a factor of {most:g}; a beam further off belongs to the service", file,
        )  # fmt: skip
    return BeamReading(
        _number(row.get("wavelength_nm"), f"{where}.wavelength_nm", file), spot_mm, diameter_mm,
        cast(BeamProfile | None, profile), _maybe(row, "pulse_ns", where, file),
    )  # fmt: skip


def _only(row: Mapping[str, Any], fields: tuple[str, ...], where: str, file: str) -> None:
    for extra in sorted(set(row) - set(fields)):
        raise BadInput(f"{where}.{extra}" if where else extra, row[extra], ", ".join(fields), file)


def _number(raw: object, where: str, file: str) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw) or raw <= 0:
        raise BadInput(where, raw, "a finite number above 0", file)
    return float(raw)


def _maybe(row: Mapping[str, Any], field: str, where: str, file: str) -> float | None:
    return None if row.get(field) is None else _number(row[field], f"{where}.{field}", file)


def _drift(raw: object, file: str) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw < 1:
        raise BadInput("drift_share", raw, "a share from 0 to below 1, e.g. 0.04 for 4 per cent", file)
    return float(raw)


def _day(raw: object, field: str, file: str, latest: date | None) -> date:
    if not isinstance(raw, date) or isinstance(raw, datetime):
        raise BadInput(field, raw, "a day as YYYY-MM-DD, without quotes", file)
    if latest is not None and raw > latest:
        raise BadInput(field, raw.isoformat(), f"not after {latest.isoformat()}", file)
    return raw


def _text(raw: object, field: str, what: str, file: str) -> str:
    if not isinstance(raw, str) or len(raw.strip()) < 2:
        raise BadInput(field, raw, what, file)
    return raw.strip()
