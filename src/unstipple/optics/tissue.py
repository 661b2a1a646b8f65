"""A tissue file: layers, outer media and optionally a beam, in TOML.

n_above = 1.0
n_below = 1.0

[[layer]]
thickness_mm = 0.1
mua_per_mm = 0.27
mus_per_mm = 16.0
g = 0.9
n = 1.40

[beam]
spot_mm = 4.0
profile = "flat-top"

A beam of profile "measured" also has radii_mm = [...] and fluence_ratio = [...].
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from unstipple.errors import BadInput
from unstipple.optics.beam import Beam, FractionalArray
from unstipple.optics.layers import Layer, Stack

T = TypeVar("T", Layer, Beam)

LAYER_FIELDS = tuple(field.name for field in fields(Layer))
NOT_IN_FILES = ("tilt_deg", *(field.name for field in fields(FractionalArray)))
"""Beams that are no sum of straight round ones around one axis, which is what a tissue file is answered with."""
BEAM_FIELDS = tuple(field.name for field in fields(Beam) if field.name not in NOT_IN_FILES)
TOP_FIELDS = ("n_above", "n_below", "layer", "beam")
MOST_BYTES = 1_000_000
LARGEST_WHOLE = 10**15
SPOTS_MM = (0.01, 1000.0)
"""From a tenth of a hair's width to more than a head: beyond it the unit was mistaken."""
PEAKS = (1e-9, 1e9)


@dataclass(frozen=True, slots=True)
class Tissue:
    """What a tissue file holds; ``beam`` is ``None`` for a pencil beam."""

    stack: Stack
    beam: Beam | None = None


def read_tissue(path: str | Path) -> Tissue:
    """Read a tissue file; anything odd in it raises one `BadInput` that names the file and the field.

    ``n_above`` and ``n_below`` default to 1 (air); no ``[beam]`` means a pencil beam; ``thickness_mm = inf`` is for the last layer.
    Tilted beams and fractional arrays are for `simulate` alone and refused here.
    """
    try:
        return _tissue(_document(Path(path)))
    except BadInput as bad:
        raise BadInput(bad.field, bad.given, bad.allowed, str(path)) from None


def _document(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput("tissue", error.strerror or "unreadable", "a TOML file that can be read") from None
    if len(content) > MOST_BYTES:
        raise BadInput("tissue", "more", f"a TOML file of at most {MOST_BYTES:,} bytes")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput("tissue", " ".join(str(error).split()), "a well-formed TOML file in UTF-8") from None
    except (ValueError, RecursionError):  # of the parser, at thousands of digits or brackets
        raise BadInput("tissue", "thousands of digits or brackets", "a well-formed TOML file in UTF-8") from None


def _tissue(document: Mapping[str, Any]) -> Tissue:
    _refuse_unknown("", document, TOP_FIELDS)
    tables = document.get("layer", [])
    if not isinstance(tables, list) or not tables:
        raise BadInput("layer", tables, "one [[layer]] table or more")
    layers = tuple(_built(Layer, f"layer {number} ", table, LAYER_FIELDS) for number, table in enumerate(tables, start=1))
    stack = Stack(layers, **{field: document[field] for field in ("n_above", "n_below") if field in document})
    return Tissue(stack, _beam(document["beam"]) if "beam" in document else None)


def _beam(table: object) -> Beam:
    """Refuse what the convolution cannot answer, then build the beam."""
    for field, value in table.items() if isinstance(table, dict) else ():
        if field in NOT_IN_FILES:
            allowed = "no tilt and no fractional array in a tissue file; Python's simulate(beam=...) flies them"
            raise BadInput(f"beam {field}", value, allowed)
        if field in ("radii_mm", "fluence_ratio") and not isinstance(value, list):
            raise BadInput(f"beam {field}", value, "a list of numbers")
    beam = _built(Beam, "beam ", table, BEAM_FIELDS)
    for name, size in (("spot_mm", beam.spot_mm), ("radii_mm", max(beam.radii_mm, default=beam.spot_mm))):
        if not SPOTS_MM[0] <= size <= SPOTS_MM[1]:
            raise BadInput(f"beam {name}", size, f"{SPOTS_MM[0]:g} to {SPOTS_MM[1]:g} mm")
    peak = max(beam.fluence_ratio, default=1.0)
    if not PEAKS[0] <= peak <= PEAKS[1]:
        raise BadInput("beam fluence_ratio", peak, f"a largest number of {PEAKS[0]:g} to {PEAKS[1]:g}; the scale does not matter")
    return beam


def _built(kind: type[T], where: str, table: object, known: tuple[str, ...]) -> T:
    if not isinstance(table, dict):
        raise BadInput(where.strip(), table, f"a table with {', '.join(known)}")
    _refuse_unknown(where, table, known)
    needed = [field.name for field in fields(kind) if field.default is MISSING]
    for field in needed:
        if field not in table:
            raise BadInput(f"{where}{field}", None, f"required; the fields are {', '.join(known)}")
    try:
        return kind(**table)
    except BadInput as bad:
        raise BadInput(f"{where}{bad.field}", bad.given, bad.allowed) from None


def _refuse_unknown(where: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for field, value in table.items():
        if field not in known:
            raise BadInput(f"{where}{field}", value, f"unknown field; the fields are {', '.join(known)}")
        if any(isinstance(each, int) and abs(each) > LARGEST_WHOLE for each in (value if isinstance(value, list) else [value])):
            raise BadInput(f"{where}{field}", "a whole number of too many digits", f"numbers up to {LARGEST_WHOLE:g}")
