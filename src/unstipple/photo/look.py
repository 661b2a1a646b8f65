"""What was seen on a photograph: verdict, scale, dots, pigment map, skin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from unstipple.photo.card import Colour
from unstipple.photo.density import Mask
from unstipple.photo.quality import Quality
from unstipple.photo.read import Photo
from unstipple.photo.scale import Scale
from unstipple.photo.skin import Skin
from unstipple.pigment import Counting, Dots, Kind

LEVEL = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What was seen. Pixels of dots, mask and polygons are those of the upright, uncropped photograph.

    ``dots`` holds every spot that was found, hair and undetermined ones too; ``counting`` what each of them stands for. ``map`` is the
    pigment map, ``None`` when the photograph is unusable; then there are no dots either. ``colour`` is the card's, ``None`` without one.
    """

    photo: Photo
    scale: Scale
    quality: Quality
    scalp_mask: Mask
    dots: Dots
    map: xr.Dataset | None
    skin: Skin | None = None
    counting: Counting | None = None
    colour: Colour | None = None

    @property
    def mm_per_px(self) -> float:
        """Typical millimetres of scalp per pixel; 0 where the scale is not known."""
        return self.scale.mm_per_px

    @property
    def scalp_area_cm2(self) -> float:
        """Area of the scalp that was looked at, as if it were flat."""
        return self.scale.area_cm2(self.scalp_mask)

    @property
    def pigment(self) -> Dots:
        """The dots that are taken for pigment."""
        return self.dots.select(self.dots.kind == Kind.PIGMENT)

    @property
    def density_per_cm2(self) -> float:
        """Dots of pigment per cm² of the scalp that was looked at, missed and false ones reckoned in; 0 without any."""
        return self.density_interval[0]

    @property
    def density_interval(self) -> tuple[float, float, float]:
        """The density and the bounds that hold it with probability `LEVEL`."""
        area_cm2 = self.scalp_area_cm2
        if area_cm2 <= 0:
            return 0.0, 0.0, 0.0
        total, low, high = self.counting.total(LEVEL) if self.counting else (float(self.pigment.count),) * 3
        return total / area_cm2, low / area_cm2, high / area_cm2


def as_json(seen: Look) -> dict[str, Any]:
    """What other programs may rely on: the contract's answer of ``see``."""
    density, low, high = seen.density_interval
    skin = seen.skin
    angle = skin.typology if skin else None
    return {
        "usable": seen.quality.usable,
        "checks": [
            {"name": c.name, "ok": c.ok, "value": round(c.value, 4), "limit": c.limit, "advice": c.advice} for c in seen.quality.checks
        ],
        "mm_per_px": seen.mm_per_px,
        "scale": {"source": seen.scale.source, "doubt": round(seen.scale.doubt, 4)},
        "dots": _rows(seen.pigment),
        "hairs": _rows(seen.dots.select(seen.dots.kind == Kind.HAIR)),
        "undetermined": _rows(seen.dots.select(seen.dots.kind == Kind.UNDETERMINED)),
        "scalp_area_cm2": round(seen.scalp_area_cm2, 3),
        "density_per_cm2": round(density, 3),
        "density_low": round(low, 3),
        "density_high": round(high, 3),
        "ita_deg": {"value": angle.ita_deg, "low": angle.low_deg, "high": angle.high_deg, "tone": angle.tone} if angle else None,
        "marks": [
            {"x_px": round(m.x_px, 1), "y_px": round(m.y_px, 1), "diameter_mm": round(m.diameter_mm, 1), "kind": m.kind}
            for m in (skin.marks if skin else ())
        ],
        "photo_sha256": seen.photo.digest,
    }


def _rows(dots: Dots) -> list[dict[str, float]]:
    names = ("x_px", "y_px", "diameter_mm", "contrast", "probability")
    columns = [np.round(getattr(dots, name), 4).tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
