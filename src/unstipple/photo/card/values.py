"""What somebody's own print of the card measures: a file of patch colours from a meter, checked before it is believed."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.photo.card.layout import GREYS, Patch, patches

Array: TypeAlias = NDArray[np.float64]
Space: TypeAlias = Literal["lab_d50", "linear_srgb"]

METER_DOUBT, METER_FLOOR = 0.03, 0.003
"""Relative and absolute standard deviation of a measured patch's reflectance where the file tells none: two readings of one patch by
hand-held meters, and the ink's drying; an assumption."""
LEAST_DOUBT, MOST_DOUBT = 0.005, 0.20
LEAST_PATCHES, LEAST_GREYS = 16, 6
UNLIKE = 3.0
"""A reading may be this many times lighter or darker than the patch was asked to be; beyond it the names are mixed up."""
UNLIKE_FLOOR = 0.04
ROOM = 1.05
FILE_BYTES = 100_000

LAB_WHITE = np.array([0.96422, 1.0, 0.82521])
D50_TO_LINEAR = np.array([[3.1338561, -1.6168667, -0.4906146], [-0.9787684, 1.9161415, 0.0334540], [0.0719453, -0.2289914, 1.4052427]])
"""XYZ under D50 to linear sRGB, adapted after Bradford (ISO 13655 measures prints under D50)."""
COLUMNS: dict[Space, tuple[str, str, str]] = {"lab_d50": ("L", "a", "b"), "linear_srgb": ("red", "green", "blue")}
RANGES: dict[Space, tuple[tuple[float, float], ...]] = {
    "lab_d50": ((0, 100), (-128, 128), (-128, 128)), "linear_srgb": ((0, ROOM), (0, ROOM), (0, ROOM)),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class CardValues:
    """Measured reflectance (3,) in linear sRGB primaries by name of the patch, and the relative standard deviation of it."""

    reflectance: Mapping[str, Array]
    doubt: float = METER_DOUBT

    def of(self, patch: Patch) -> Array | None:
        """What this patch measures; ``None`` where nobody measured it. A grey measured once stands for both its prints."""
        return self.reflectance.get(patch.name, self.reflectance.get(_once(patch.name)))

    def spread(self, reflectance: Array) -> Array:
        """Standard deviation of a measured reflectance."""
        return np.hypot(METER_FLOOR, self.doubt * reflectance)


def patch_names() -> tuple[str, ...]:
    """Names that a file may use: of every patch, and of each grey without its side."""
    return (*(patch.name for patch in patches()), *(f"grey-{step + 1}" for step in range(len(GREYS))))


def read_card_values(file: Path) -> CardValues:
    """Read a TOML or CSV file of measured patches. Raises `BadInput` with one sentence about what is wrong.

    TOML: ``doubt_pct`` (may be left out) and one table, ``[lab_d50]`` or ``[linear_srgb]``, of ``name = [a, b, c]``. CSV: a first line
    ``name,L,a,b`` or ``name,red,green,blue``, then a line a patch. CIE Lab is that of D50 and the 2 degree observer, as meters for prints
    give it; linear sRGB is reflectance, 0 to 1.
    """
    text = _text(file)
    space, rows, doubt = _toml(text, file) if file.suffix.lower() == ".toml" else _csv(text, file)
    known = {name: _linear(space, name, numbers, file) for name, numbers in rows.items()}
    greys = {_once(name) for name in known if name.startswith("grey")}
    if len(known) < LEAST_PATCHES or len(greys) < LEAST_GREYS:
        raise BadInput("patches", f"{len(known)} with {len(greys)} greys", f"{LEAST_PATCHES} or more with {LEAST_GREYS} greys", str(file))
    _check_alike(known, file)
    return CardValues(known, doubt)


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as problem:
        raise BadInput("--card-values", str(file), f"a file that can be read ({problem.strerror})") from problem
    if len(raw) > FILE_BYTES:
        raise BadInput("--card-values", f"{len(raw)} bytes", f"a small text file, up to {FILE_BYTES} bytes", str(file))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadInput("--card-values", str(file), "a text file (TOML or CSV, UTF-8)") from problem


def _toml(text: str, file: Path) -> tuple[Space, dict[str, Sequence[Any]], float]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadInput("--card-values", str(problem), "TOML", str(file)) from problem
    unknown = sorted(set(content) - {*COLUMNS, "doubt_pct"})
    spaces = [space for space in COLUMNS if isinstance(content.get(space), dict)]
    if unknown or len(spaces) != 1:
        raise BadInput("content", unknown or spaces or "no table", "doubt_pct, and one table [lab_d50] or [linear_srgb]", str(file))
    percent = content.get("doubt_pct", 100 * METER_DOUBT)
    if isinstance(percent, bool) or not isinstance(percent, int | float) or not LEAST_DOUBT <= percent / 100 <= MOST_DOUBT:
        raise BadInput("doubt_pct", percent, f"{100 * LEAST_DOUBT:g} to {100 * MOST_DOUBT:g}", str(file))
    return spaces[0], {_known(name, file): numbers for name, numbers in content[spaces[0]].items()}, float(percent) / 100


def _csv(text: str, file: Path) -> tuple[Space, dict[str, Sequence[Any]], float]:
    lines = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines()) if any(cell.strip() for cell in row)]
    head = tuple(cell.lower() for cell in lines[0]) if lines else ()
    space = next((space for space, names in COLUMNS.items() if head == ("name", *(name.lower() for name in names))), None)
    if space is None:
        raise BadInput("first line", ",".join(head), "name,L,a,b or name,red,green,blue", str(file))
    rows: dict[str, Sequence[Any]] = {}
    for row in lines[1:]:
        name = _known(row[0], file)
        if name in rows:
            raise BadInput(name, "two lines", "one line a patch", str(file))
        rows[name] = [_number(cell) for cell in row[1:]]
    return space, rows, METER_DOUBT


def _number(cell: str) -> float | str:
    try:
        return float(cell)
    except ValueError:
        return cell


def _known(name: str, file: Path) -> str:
    if name in patch_names():
        return name
    near = get_close_matches(name, patch_names(), 3)
    raise BadInput("patch", name, f"a name on the card{', perhaps ' + ' or '.join(near) if near else ''}", str(file))


def _linear(space: Space, name: str, numbers: Any, file: Path) -> Array:
    ranges = RANGES[space]
    words = ", ".join(f"{column} {low:g} to {high:g}" for column, (low, high) in zip(COLUMNS[space], ranges, strict=True))
    fits = isinstance(numbers, list) and len(numbers) == len(ranges) and all(type(part) in (int, float) for part in numbers)
    if not fits or not all(low <= part <= high for part, (low, high) in zip(numbers, ranges, strict=True)):
        raise BadInput(name, numbers, f"three numbers: {words}", str(file))
    values = np.array(numbers, dtype=np.float64)
    return np.maximum(_of_lab(values) if space == "lab_d50" else values, 0)


def _of_lab(lab: Array) -> Array:
    height = (lab[0] + 16) / 116
    bent = np.array([height + lab[1] / 500, height, height - lab[2] / 200])
    xyz = LAB_WHITE * np.where(bent > 6 / 29, bent**3, 3 * (6 / 29) ** 2 * (bent - 4 / 29))
    return np.asarray(D50_TO_LINEAR @ xyz, dtype=np.float64)


def _once(name: str) -> str:
    return name.removesuffix("-left").removesuffix("-right")


def _check_alike(known: Mapping[str, Array], file: Path) -> None:
    """Refuse readings that cannot be of the patch they are named after: names mixed up, a wrong space."""
    asked = {name: float(np.mean(patch.reflectance)) for patch in patches() for name in (patch.name, _once(patch.name))}
    for name, reflectance in known.items():
        ratio = (float(np.mean(reflectance)) + UNLIKE_FLOOR) / (asked[name] + UNLIKE_FLOOR)
        if not 1 / UNLIKE < ratio < UNLIKE:
            raise BadInput(
                name, np.round(reflectance, 3).tolist(), "the reflectance of this patch (are names or colour space mixed up?)", str(file)
            )
    ramp = [float(np.mean(reflectance)) for name, reflectance in sorted(known.items()) if name.startswith("grey")]
    if any(float(np.mean(known[a])) <= float(np.mean(known[b])) for a, b in _neighbours(known)):
        raise BadInput("grey", np.round(ramp, 3).tolist(), "greys that grow darker from grey-1 to grey-8", str(file))


def _neighbours(known: Mapping[str, Array]) -> list[tuple[str, str]]:
    """Pairs of measured greys of which the first was asked to be two steps or more lighter."""
    greys = [(int(_once(name).removeprefix("grey-")), name) for name in known if name.startswith("grey")]
    return [(light, dark) for first, light in greys for second, dark in greys if second >= first + 2]
