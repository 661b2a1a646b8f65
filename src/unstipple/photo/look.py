"""Looks at a photograph: verdict, dots, pigment map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.photo.density import DARKEST, Image, above_skin, linear_light, raw_density
from unstipple.photo.dots import find_dots
from unstipple.photo.outline import find_scalp, without_glare
from unstipple.photo.quality import Check, Quality, blur_mm, light_check, scale_check, scalp_checks, sharp_check
from unstipple.photo.read import Photo
from unstipple.photo.scale import Scale
from unstipple.photo.skin import Skin, see_skin
from unstipple.pigment import Dots, pigment_map
from unstipple.scalp import Polygon

Mask = NDArray[np.bool_]

TILE_MM = 5.0
LEVEL = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What was seen. Pixels of dots, mask and polygons are those of the upright, uncropped photograph.

    ``map`` is the pigment map, ``None`` when the photograph is unusable; then there are no dots either.
    """

    photo: Photo
    scale: Scale
    quality: Quality
    scalp_mask: Mask
    dots: Dots
    map: xr.Dataset | None
    skin: Skin | None = None

    @property
    def mm_per_px(self) -> float:
        """Typical millimetres of scalp per pixel; 0 where the scale is not known."""
        return self.scale.mm_per_px

    @property
    def scalp_area_cm2(self) -> float:
        """Area of the scalp that was looked at, as if it were flat."""
        return self.scale.area_cm2(self.scalp_mask)

    @property
    def density_per_cm2(self) -> float:
        """Dots per cm² of the scalp that was looked at; 0 without any."""
        return self.dots.count / self.scalp_area_cm2 if self.scalp_area_cm2 > 0 else 0.0


def look(photo: Photo, mm_per_px: float | None, *, scalp: Polygon | None = None, crop: tuple[int, int, int, int] | None = None) -> Look:
    """Look at a photograph.

    Parameters
    ----------
    mm_per_px : millimetres of scalp per pixel; ``None`` makes the photograph unusable.
    scalp : outline of the scalp in px, instead of the program's own.
    crop : x0, y0, x1, y1 in px: only this part is looked at.

    A photograph that fails a check gives a `Look` whose ``quality.usable`` is false. Raises `BadInput` for a crop or outline outside the
    picture.
    """
    window = _window(photo, crop)
    scale = scale_check(mm_per_px)
    if not scale.ok or mm_per_px is None:
        return _unusable(photo, mm_per_px or 0.0, [scale])
    x0, y0, x1, y1 = window
    part = replace(photo, rgb=photo.rgb[y0:y1, x0:x1])
    light = linear_light(part.rgb)
    mask = _outlined(scalp, window) if scalp else find_scalp(light, mm_per_px)
    mask = without_glare(mask, light, mm_per_px)
    checks = [scale, *scalp_checks(mask, mask.size, mm_per_px, scalp is not None)]
    if not all(check.ok for check in checks):
        return _unusable(photo, mm_per_px, checks)
    density = above_skin(raw_density(light), mask, mm_per_px)
    checks += [light_check(part, mask), sharp_check(blur_mm(density, mask, mm_per_px))]
    if not all(check.ok for check in checks):
        return _unusable(photo, mm_per_px, checks)
    dots = find_dots(density, _colours(light, mask, mm_per_px), mask, mm_per_px)
    return _whole(photo, mm_per_px, checks, mask, dots, window)


def _window(photo: Photo, crop: tuple[int, int, int, int] | None) -> tuple[int, int, int, int]:
    height, width = photo.shape
    if crop is None:
        return 0, 0, width, height
    x0, y0, x1, y1 = crop
    if not (0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height):
        raise BadInput("crop", crop, f"x0, y0, x1, y1 inside the picture of {width} x {height} pixels", photo.name)
    return crop


def _outlined(scalp: Polygon, window: tuple[int, int, int, int]) -> Mask:
    x0, y0, x1, y1 = window
    mask = Polygon(scalp.vertices - (x0, y0)).mask(y1 - y0, x1 - x0)
    if not mask.any():
        raise BadInput("scalp", scalp.vertices.tolist(), "an outline that lies inside the picture (and its crop)")
    return mask


def _colours(light: Image, mask: Mask, mm_per_px: float) -> tuple[Image, Image]:
    red, green = (-np.log10(np.maximum(light[..., channel], DARKEST)) for channel in (0, 1))
    return above_skin(red, mask, mm_per_px), above_skin(green, mask, mm_per_px)


def _whole(photo: Photo, mm_per_px: float, checks: list[Check], mask: Mask, dots: Dots, window: tuple[int, int, int, int]) -> Look:
    """Back from the crop to the whole picture."""
    x0, y0, x1, y1 = window
    full = np.zeros(photo.shape, dtype=bool)
    full[y0:y1, x0:x1] = mask
    placed = replace(dots, x_px=dots.x_px + x0, y_px=dots.y_px + y0)
    found = Look(
        photo, Scale(mm_per_px), Quality(tuple(checks)), full, placed, pigment_map(placed, full, mm_per_px, tile_mm=TILE_MM, level=LEVEL)
    )
    light = linear_light(photo.rgb)
    density = above_skin(raw_density(light), full, mm_per_px)
    return replace(found, skin=see_skin(light, density, full, placed, mm_per_px, found.scalp_area_cm2))


def _unusable(photo: Photo, mm_per_px: float, checks: list[Check]) -> Look:
    return Look(photo, Scale(mm_per_px), Quality(tuple(checks)), np.zeros(photo.shape, dtype=bool), Dots.none(), None)


def as_json(seen: Look) -> dict[str, Any]:
    """What other programs may rely on: the contract's answer of ``see``."""
    dots = seen.dots
    columns = (dots.x_px, dots.y_px, dots.diameter_mm, dots.contrast, dots.probability)
    names = ("x_px", "y_px", "diameter_mm", "contrast", "probability")
    return {
        "usable": seen.quality.usable,
        "checks": [
            {"name": c.name, "ok": c.ok, "value": round(c.value, 4), "limit": c.limit, "advice": c.advice} for c in seen.quality.checks
        ],
        "mm_per_px": seen.mm_per_px,
        "dots": [dict(zip(names, (round(float(value), 4) for value in row), strict=True)) for row in zip(*columns, strict=True)],
        "scalp_area_cm2": round(seen.scalp_area_cm2, 3),
        "density_per_cm2": round(seen.density_per_cm2, 3),
    }
