"""Reads lasers from the bundled catalogue or from a clinic's own file."""

from __future__ import annotations

import math
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast, get_args

from unstipple.device.laser import BeamProfile, FieldKind, Laser, Mode
from unstipple.errors import BadInput, UnknownName

_NUMBERS = ("wavelength_nm", "pulse_ns", "energy_j", "rate_hz")
_FIELDS = (*_NUMBERS, "spots_mm", "skin_types", "profile")


@cache
def laser_names() -> tuple[str, ...]:
    """Names of the bundled lasers, sorted."""
    entries = (files("unstipple.device") / "catalogue").iterdir()
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")))


@cache
def laser(name: str) -> Laser:
    """The bundled laser of that name. Raises `UnknownName` with the nearest names."""
    if name not in laser_names():
        raise UnknownName("laser", name, laser_names())
    text = (files("unstipple.device") / "catalogue" / f"{name}.toml").read_text(encoding="utf-8")
    return _parse(name, text, f"{name}.toml")


def read_laser(path: Path) -> Laser:
    """A laser from a clinic's own TOML file. Raises `BadInput` naming the file, the field and what is allowed."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as problem:
        raise BadInput("laser", str(path), "a readable laser file (TOML)", str(path)) from problem
    return _parse(path.stem, text, path.name)


def find_laser(name: str, folder: Path | None = None) -> Laser:
    """A laser by catalogue name, or by file name (``….toml``) relative to ``folder``."""
    if name.endswith(".toml"):
        return read_laser((folder or Path()) / name)
    return laser(name)


def _parse(name: str, text: str, file: str) -> Laser:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadInput("laser", str(problem), "valid TOML", file) from problem
    for field in ("title", "sources", "mode"):
        if field not in raw:
            raise BadInput(field, None, "required", file)
    if not isinstance(raw["mode"], list) or not raw["mode"]:
        raise BadInput("mode", raw["mode"], "at least one [[mode]]", file)
    modes = tuple(_mode(row, f"mode {number}", tuple(raw["sources"]), file) for number, row in enumerate(raw["mode"], start=1))
    return Laser(name, str(raw["title"]), str(raw.get("maker", "")), modes, tuple(raw["sources"]), str(raw.get("note", "")))


def _mode(row: dict[str, Any], where: str, sources: tuple[str, ...], file: str) -> Mode:
    for field in _FIELDS:
        if not isinstance(row.get(field), dict):
            raise BadInput(f"{where}.{field}", row.get(field), '{ value = …, kind = "…" }', file)
        if row[field].get("kind") not in get_args(FieldKind):
            raise BadInput(f"{where}.{field}.kind", row[field].get("kind"), ", ".join(get_args(FieldKind)), file)
    for extra in set(row) - {*_FIELDS, "note"}:
        raise BadInput(f"{where}.{extra}", row[extra], ", ".join(_FIELDS), file)
    spots = row["spots_mm"].get("value")
    if not isinstance(spots, list) or not spots:
        raise BadInput(f"{where}.spots_mm", spots, "a list of spot diameters in mm", file)
    mode = Mode(
        **{field: _number(row[field].get("value"), f"{where}.{field}", file) for field in _NUMBERS},
        spots_mm=tuple(sorted(_number(spot, f"{where}.spots_mm", file) for spot in spots)),
        skin_types=_skin_types(row["skin_types"].get("value"), where, file),
        profile=_profile(row["profile"].get("value"), where, file),
        kinds={field: cast(FieldKind, row[field]["kind"]) for field in _FIELDS},
        sources=sources,
        note="; ".join(f"{field}: {row[field]['note']}" for field in _FIELDS if "note" in row[field]),
    )
    _consistent(row, mode, where, file)
    return mode


def _number(raw: object, where: str, file: str) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw) or raw <= 0:
        raise BadInput(where, raw, "a finite number above 0", file)
    return float(raw)


def _skin_types(raw: object, where: str, file: str) -> tuple[int, ...] | None:
    if raw is None:
        return None
    if not isinstance(raw, list) or any(isinstance(t, bool) or t not in range(1, 7) for t in raw):
        raise BadInput(f"{where}.skin_types", raw, "a list of Fitzpatrick types 1 to 6", file)
    return tuple(raw)


def _profile(raw: object, where: str, file: str) -> BeamProfile:
    if raw not in get_args(BeamProfile):
        raise BadInput(f"{where}.profile", raw, '"flat-top" or "gaussian"', file)
    return cast(BeamProfile, raw)


def _consistent(row: dict[str, Any], mode: Mode, where: str, file: str) -> None:
    """A file may also print its own top fluence; it must not contradict the energy and the smallest spot."""
    top = row["energy_j"].get("fluence_max_j_cm2")
    if top is None:
        return
    reach = mode.energy_j / (math.pi * (mode.spots_mm[0] / 10) ** 2 / 4)
    if _number(top, f"{where}.energy_j.fluence_max_j_cm2", file) > reach * (1 + 1e-6):
        raise BadInput(
            f"{where}.energy_j.fluence_max_j_cm2", top,
            f"at most energy_j / area of the smallest of spots_mm = {reach:.2f} J/cm²", file,
        )  # fmt: skip
