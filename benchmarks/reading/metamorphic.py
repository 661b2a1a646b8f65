"""What must hold on any photograph, known truth or none: turned, mirrored, rescaled, saved anew, darkened or inverted by a known amount.

`metamorphic` looks at the photograph, changes it in a way whose effect on the dots is known, and looks again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from unstipple.photo import Look, Photo, look
from unstipple.photo.density import above_skin, linear_light, raw_density
from unstipple.photo.dots import find_dots
from unstipple.pigment import Dots, Kind
from unstipple.scalp import Polygon

Array = NDArray[np.float64]
Bytes = NDArray[np.uint8]
Window = tuple[int, int, int, int]

NEAR_MM = 0.15
SURE = 0.98
"""Probability from which a dot must come back."""
RIM_MM = 0.5
LEAST_FOUND = {"turned": 0.98, "mirrored": 0.98, "rescaled": 0.90, "saved": 0.90}
DARKER = (1.25, 0.6)
FACTOR_ERROR = 0.08
MOST_INVERTED = 0.10
SOFT_PX = 0.7


@dataclass(frozen=True, slots=True)
class Result:
    """One change: ``value`` is what came out, which must lie within ``low`` and ``high``; ``dots`` it was judged on.

    ``refused`` names the checks by which the program would not look at the changed picture; then its dots were asked for all the same.
    """

    change: str
    value: float
    low: float
    high: float
    dots: int
    refused: str = ""

    @property
    def holds(self) -> bool:
        """Whether what must hold does."""
        return self.low <= self.value <= self.high


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A photograph (height, width, 3) sRGB with its scale, and the scalp's outline (n, 2) in px where it is known."""

    rgb: Bytes
    mm_per_px: float
    outline: Array | None = None

    def seen(self) -> Look:
        """What the program sees."""
        scalp = Polygon(self.outline) if self.outline is not None else None
        return look(Photo(np.ascontiguousarray(self.rgb), "scene", ""), self.mm_per_px, scalp=scalp)

    def dots(self) -> tuple[Dots, str]:
        """Dots, and the checks that failed: then the dots are those that would have been found without them."""
        seen = self.seen()
        if seen.quality.usable or self.outline is None:
            return seen.dots, _failed(seen)
        mask = Polygon(self.outline).mask(*self.rgb.shape[:2])
        return find_dots(linear_light(self.rgb), mask, self.mm_per_px).dots, _failed(seen)


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """A changed picture, and where places (n, 2) of the first one lie in it."""

    picture: Picture
    moved: Callable[[Array], Array]


def metamorphic(picture: Picture) -> list[Result]:
    """All checks on one photograph. Raises `ValueError` where the program refuses the picture itself."""
    first = picture.seen()
    if not first.quality.usable:
        raise ValueError(f"the picture is refused: {_failed(first)}")
    # the program's own outline of the first look serves all of them: what is checked here are the dots
    if picture.outline is None:
        picture = replace(picture, outline=_outline(first))
        first = picture.seen()
    results = [_again(name, first, change) for name, change in _same_dots(picture)]
    results += [_darkened(picture, first, factor) for factor in DARKER]
    return [*results, _inverted(picture, first)]


def _failed(seen: Look) -> str:
    return ", ".join(check.name for check in seen.quality.checks if not check.ok)


def sure(first: Look) -> Dots:
    """Dots that must come back: pigment or undetermined, of high probability, not at the rim of what was looked at."""
    inner = cv2.distanceTransform(np.pad(first.scalp_mask.astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1] * first.mm_per_px > RIM_MM
    dots = first.dots.select((first.dots.kind != Kind.HAIR) & (first.dots.probability >= SURE))
    rows, columns = (
        np.clip(np.rint(part).astype(int), 0, size - 1) for part, size in zip((dots.y_px, dots.x_px), inner.shape, strict=True)
    )
    return dots.select(inner[rows, columns])


def _outline(first: Look) -> Array:
    found, _ = cv2.findContours(first.scalp_mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return cv2.approxPolyDP(max(found, key=cv2.contourArea), 2.0, True)[:, 0].astype(np.float64)


def _same_dots(picture: Picture) -> list[tuple[str, Changed]]:
    height, width = picture.rgb.shape[:2]
    turned = [
        ("turned 90", lambda p: np.column_stack([height - 1 - p[:, 1], p[:, 0]]), 1, False),
        ("turned 180", lambda p: np.column_stack([width - 1 - p[:, 0], height - 1 - p[:, 1]]), 2, False),
        ("mirrored left-right", lambda p: np.column_stack([width - 1 - p[:, 0], p[:, 1]]), 0, True),
    ]
    rows = []
    for name, moved, quarters, flip in turned:
        rgb = np.rot90(picture.rgb, -quarters)
        rows.append((name, _moved(picture, rgb[:, ::-1] if flip else rgb, moved)))
    rows += [(f"rescaled x{factor:g}", _rescaled(picture, factor)) for factor in (0.9, 1.3)]
    saved = (("saved as PNG", ".png", []), ("saved as JPEG 90", ".jpg", [cv2.IMWRITE_JPEG_QUALITY, 90]))
    rows += [(name, replaced(picture, _coded(picture.rgb, kind, flags))) for name, kind, flags in saved]
    return rows


def _moved(picture: Picture, rgb: Bytes, moved: Callable[[Array], Array]) -> Changed:
    outline = moved(picture.outline) if picture.outline is not None else None
    return Changed(replace(picture, rgb=np.ascontiguousarray(rgb), outline=outline), moved)


def _rescaled(picture: Picture, factor: float) -> Changed:
    size = (round(picture.rgb.shape[1] * factor), round(picture.rgb.shape[0] * factor))
    real = np.array(size) / picture.rgb.shape[1::-1]
    rgb = cv2.resize(picture.rgb, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)
    changed = _moved(picture, np.asarray(rgb, dtype=np.uint8), lambda p: (p + 0.5) * real - 0.5)
    return replace(changed, picture=replace(changed.picture, mm_per_px=picture.mm_per_px / float(real.mean())))


def replaced(picture: Picture, rgb: Bytes) -> Changed:
    """Other pixels, the same places."""
    return Changed(replace(picture, rgb=rgb), lambda p: p)


def _coded(rgb: Bytes, kind: str, flags: list[int]) -> Bytes:
    _, data = cv2.imencode(kind, np.ascontiguousarray(rgb[..., ::-1]), flags)
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])


def _again(name: str, first: Look, changed: Changed) -> Result:
    dots, (second, refused) = sure(first), changed.picture.dots()
    there = changed.moved(np.column_stack([dots.x_px, dots.y_px]))
    pairs = _pairs(there, second, changed.picture.mm_per_px)
    least = LEAST_FOUND[name.split()[0]]
    return Result(name, float(np.mean(pairs >= 0)) if dots.count else 0.0, least, 1.0, dots.count, refused)


def _pairs(there: Array, found: Dots, mm_per_px: float) -> NDArray[np.intp]:
    """Found dot of each place (n,), each found dot once at most; -1 where none is near enough."""
    taken = np.full(len(there), -1)
    if not (len(there) and found.count):
        return taken
    near, index = cKDTree(np.column_stack([found.x_px, found.y_px])).query(
        there, k=min(3, found.count), distance_upper_bound=NEAR_MM / mm_per_px
    )
    near, index = np.atleast_2d(near.T).T.reshape(len(there), -1), np.atleast_2d(index.T).T.reshape(len(there), -1)
    used: set[int] = set()
    for place in np.argsort(near[:, 0]):
        for candidate, distance in zip(index[place], near[place], strict=True):
            if np.isfinite(distance) and int(candidate) not in used:
                taken[place] = candidate
                used.add(int(candidate))
                break
    return taken


def _darkened(picture: Picture, first: Look, factor: float) -> Result:
    """All dots' density times a factor: the change of matched fluxes, in sum."""
    second, refused = replace(picture, rgb=_with_density(picture, first, partial(_near_dots, first, factor))).dots()
    dots = sure(first)
    pairs = _pairs(np.column_stack([dots.x_px, dots.y_px]), second, picture.mm_per_px)
    both = pairs >= 0
    value = float(second.flux_od_mm2[pairs[both]].sum() / dots.flux_od_mm2[both].sum()) if both.any() else 0.0
    return Result(f"density of dots x{factor:g}", value / factor, 1 - FACTOR_ERROR, 1 + FACTOR_ERROR, int(both.sum()), refused)


def _near_dots(first: Look, factor: float, density: Array) -> Array:
    """Additional density: that of everything within reach of a found dot, times the factor less one."""
    canvas = np.zeros(density.shape, dtype=np.float32)
    for x, y, diameter in zip(first.dots.x_px, first.dots.y_px, first.dots.diameter_mm, strict=True):
        cv2.circle(canvas, (round(float(x)), round(float(y))), max(round(1.4 * float(diameter) / first.mm_per_px), 2), 1.0, cv2.FILLED)
    weight = cv2.GaussianBlur(canvas, (0, 0), max(0.1 / first.mm_per_px, SOFT_PX))
    return np.asarray((factor - 1) * weight * density)


def _with_density(picture: Picture, first: Look, more: Callable[[Array], Array]) -> Bytes:
    """The picture with a further optical density laid over the scalp, the same in all colours."""
    light = linear_light(picture.rgb)
    density = above_skin(raw_density(light), first.scalp_mask, picture.mm_per_px)
    light = light * 10 ** -np.asarray(more(density), dtype=np.float32)[..., None]
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-6) ** (1 / 2.4) - 0.055)
    return np.asarray(np.clip(coded * 255 + 0.5, 0, 255), dtype=np.uint8)


def _inverted(picture: Picture, first: Look) -> Result:
    """Dark turned into bright: what is found then, as a share of what was found before."""
    second, refused = replace(picture, rgb=_with_density(picture, first, lambda density: -2 * density)).dots()
    count = first.dots.count
    return Result("density inverted", second.count / max(count, 1), 0.0, MOST_INVERTED, count, refused)
