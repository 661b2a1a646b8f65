"""The fields of a laser file: what each may hold, and what would contradict another one."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast, get_args

from unstipple.device.commissioning import BeamProfile
from unstipple.device.commissioning_file import parse_commissioning
from unstipple.device.contradiction import refuse_contradictions, refuse_contradictory_modes
from unstipple.device.laser import FieldKind, Handpiece, Laser, Mode
from unstipple.errors import BadInput

SKIN_TYPE_COUNT = 6
NUMBERS = ("wavelength_nm", "pulse_ns", "energy_j", "rate_hz")
NEEDED = (*NUMBERS, "spots_mm", "skin_types", "profile")
FREE = ("handpiece", "boost", "fluence_max_j_cm2", "ladder_j_cm2", "average_power_w")
TOP = ("title", "maker", "sources", "note", "mode", "handpiece", "commissioning")


def parse_laser(name: str, text: str, file: str) -> Laser:
    """A laser from the text of its file. Raises `BadInput` naming the file, the field and what is allowed, or the two that clash."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadInput("laser", str(problem), "valid TOML", file) from problem
    for field in ("title", "sources", "mode"):
        if field not in raw:
            raise BadInput(field, None, "required", file)
    for field in set(raw) - set(TOP):
        raise BadInput(field, raw[field], ", ".join(TOP), file)
    sources = _texts(raw["sources"], "sources", file)
    pieces = tuple(_handpiece(row, f"handpiece {place}", file) for place, row in enumerate(_rows(raw, "handpiece", file), start=1))
    rows = _rows(raw, "mode", file)
    if not rows:
        raise BadInput("mode", raw["mode"], "at least one [[mode]]", file)
    modes = tuple(_mode(row, f"mode {place}", sources, file) for place, row in enumerate(rows, start=1))
    refuse_contradictory_modes(modes, pieces, file)
    made = Laser(name, str(raw["title"]), str(raw.get("maker", "")), _told_apart(modes), sources, str(raw.get("note", "")), pieces)
    record = raw.get("commissioning")
    if record is None:
        return made
    table = {"laser": name, **record} if isinstance(record, dict) else record
    return made.commissioned(record=parse_commissioning(table, file))


def _told_apart(modes: Sequence[Mode]) -> tuple[Mode, ...]:
    labels = [mode.label for mode in modes]
    return tuple(replace(mode, tells_handpiece=labels.count(mode.label) > 1) for mode in modes)


def _rows(raw: Mapping[str, Any], field: str, file: str) -> list[dict[str, Any]]:
    rows = raw.get(field, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(field, rows, f"a list of [[{field}]] tables", file)
    return rows


def _handpiece(row: Mapping[str, Any], where: str, file: str) -> Handpiece:
    known = ("name", "wavelengths_nm", "offered", "kind", "note")
    for extra in set(row) - set(known):
        raise BadInput(f"{where}.{extra}", row[extra], ", ".join(known), file)
    name, offered = row.get("name"), row.get("offered", True)
    if not isinstance(name, str) or not name:
        raise BadInput(f"{where}.name", name, "the handpiece's name", file)
    if not isinstance(offered, bool):
        raise BadInput(f"{where}.offered", offered, "true or false", file)
    if not offered and not row.get("note"):
        raise BadInput(f"{where}.note", row.get("note"), "why no plan uses this handpiece", file)
    return Handpiece(
        name, _spots(row.get("wavelengths_nm"), f"{where}.wavelengths_nm", file, "wavelengths in nm"), offered,
        _kind(row.get("kind"), where, file), str(row.get("note", "")),
    )  # fmt: skip


def _mode(row: dict[str, Any], where: str, sources: tuple[str, ...], file: str) -> Mode:
    for field in NEEDED:
        if field not in row:
            raise BadInput(f"{where}.{field}", None, '{ value = …, kind = "…" }', file)
    for extra in set(row) - {*NEEDED, *FREE, "note"}:
        raise BadInput(f"{where}.{extra}", row[extra], ", ".join((*NEEDED, *FREE)), file)
    fields = [field for field in (*NEEDED, *FREE) if field in row]
    for field in fields:
        if not isinstance(row[field], dict):
            raise BadInput(f"{where}.{field}", row[field], '{ value = …, kind = "…" }', file)
    given = {field: row[field].get("value") for field in fields}
    most = row["energy_j"].get("fluence_max_j_cm2", given.get("fluence_max_j_cm2"))
    numbers = {field: _number(given[field], f"{where}.{field}", file) for field in NUMBERS}
    mode = Mode(
        wavelength_nm=numbers["wavelength_nm"],
        pulse_ns=numbers["pulse_ns"],
        energy_j=numbers["energy_j"],
        rate_hz=numbers["rate_hz"],
        spots_mm=_spots(given["spots_mm"], f"{where}.spots_mm", file, "spot diameters in mm"),
        skin_types=_skin_types(given["skin_types"], where, file),
        profile=_profile(given["profile"], where, file),
        kinds={field: _kind(row[field].get("kind"), f"{where}.{field}", file) for field in fields},
        sources=sources,
        notes={field: str(row[field]["note"]) for field in fields if "note" in row[field]},
        handpiece=str(given.get("handpiece", "")),
        boost=_truth(given.get("boost", False), f"{where}.boost", file),
        fluence_max_j_cm2=None if most is None else _number(most, f"{where}.fluence_max_j_cm2", file),
        ladder_j_cm2=_ladder(given.get("ladder_j_cm2", {}), f"{where}.ladder_j_cm2", file),
    )
    power_w = given.get("average_power_w")
    refuse_contradictions(mode, None if power_w is None else _number(power_w, f"{where}.average_power_w", file), where, file)
    return mode


def _number(raw: object, where: str, file: str) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw) or raw <= 0:
        raise BadInput(where, raw, "a finite number above 0", file)
    return float(raw)


def _spots(raw: object, where: str, file: str, what: str) -> tuple[float, ...]:
    if not isinstance(raw, list) or not raw:
        raise BadInput(where, raw, f"a list of {what}", file)
    return tuple(sorted({_number(each, where, file) for each in raw}))


def _ladder(raw: object, where: str, file: str) -> tuple[tuple[float, float], ...]:
    if not isinstance(raw, dict):
        raise BadInput(where, raw, 'highest fluence in J/cm² by spot in mm, e.g. { "3" = 12.0 }', file)
    try:
        return tuple(sorted((float(spot), _number(top, f"{where}.{spot}", file)) for spot, top in raw.items()))
    except ValueError as problem:
        raise BadInput(where, raw, 'spots in mm as keys, e.g. { "3" = 12.0 }', file) from problem


def _kind(raw: object, where: str, file: str) -> FieldKind:
    if raw not in get_args(FieldKind):
        raise BadInput(f"{where}.kind", raw, ", ".join(get_args(FieldKind)), file)
    return cast(FieldKind, raw)


def _truth(raw: object, where: str, file: str) -> bool:
    if not isinstance(raw, bool):
        raise BadInput(where, raw, "true or false", file)
    return raw


def _texts(raw: object, where: str, file: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw or not all(isinstance(each, str) for each in raw):
        raise BadInput(where, raw, 'a list of source keys, e.g. ["user-manual"]', file)
    return tuple(raw)


def _skin_types(raw: object, where: str, file: str) -> tuple[int, ...] | None:
    if raw is None:
        return None
    if not isinstance(raw, list) or any(isinstance(t, bool) or t not in range(1, SKIN_TYPE_COUNT + 1) for t in raw):
        raise BadInput(f"{where}.skin_types", raw, "a list of Fitzpatrick types 1 to 6", file)
    return tuple(raw)


def _profile(raw: object, where: str, file: str) -> BeamProfile:
    if raw not in get_args(BeamProfile):
        raise BadInput(f"{where}.profile", raw, '"flat-top" or "gaussian"', file)
    return cast(BeamProfile, raw)
