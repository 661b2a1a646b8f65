"""Maps of melanin and of redness, free of shading.

Shade darkens all colours alike, melanin blue most, blood green most. The two differences of optical density, green less red and blue
less red, know nothing of shade; two fixed colour vectors split them into melanin and blood (Tsumura's way with the vectors held fixed, so
that sign and scale are the same in every picture). Both are in optical density: melanin as it darkens red, redness as it darkens green.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unstipple.evidence import number
from unstipple.photo.density import Image, blurred
from unstipple.photo.skin.bare import BareSkin

SMOOTH_MM = 1.2
DARKEST = 2e-3
LEAST_SEEN = 0.15
"""Share of bare skin in the neighbourhood below which a place has no answer."""
BANDS = ("red", "green", "blue")


@dataclass(frozen=True, slots=True, eq=False)
class Indices:
    """Maps (height, width) on the reduced picture; not a number where no bare skin is seen.

    ``absolute`` is true when they stand on a colour card; else they are relative to the median of this scalp and compare places only, never
    visits or people. ``shrink`` is reduced pixels per pixel of the photograph.
    """

    melanin: Image
    redness: Image
    absolute: bool
    shrink: float


def indices(skin: BareSkin, *, absolute: bool) -> Indices:
    """Melanin and redness over bare skin. ``absolute`` says that ``skin.light`` holds reflectance and not only light."""
    density = -np.log10(np.maximum(skin.light, DARKEST))
    melanin, redness = split(density[..., 1] - density[..., 0], density[..., 2] - density[..., 0])
    maps = [_smooth(plane, skin) for plane in (melanin, redness)]
    if not absolute:
        maps = [plane - np.float32(np.nanmedian(plane)) if np.isfinite(plane).any() else plane for plane in maps]
    return Indices(maps[0], maps[1], absolute, skin.shrink)


def split(green_less_red: Image, blue_less_red: Image) -> tuple[Image, Image]:
    """Melanin's density in red and blood's density in green that together make the two differences."""
    melanin, blood = (np.array([number(f"skin.{what}_in_{band}_ratio") for band in BANDS]) for what in ("melanin", "blood"))
    system = np.array([[melanin[1] - melanin[0], blood[1] - blood[0]], [melanin[2] - melanin[0], blood[2] - blood[0]]])
    back = np.linalg.inv(system).astype(np.float32)
    return (
        np.asarray(back[0, 0] * green_less_red + back[0, 1] * blue_less_red, dtype=np.float32),
        np.asarray(back[1, 0] * green_less_red + back[1, 1] * blue_less_red, dtype=np.float32),
    )


def _smooth(plane: Image, skin: BareSkin) -> Image:
    sigma_px = SMOOTH_MM / skin.mm_per_px
    seen = blurred(skin.weight, sigma_px)
    mean = blurred(np.where(skin.weight > 0, plane, 0).astype(np.float32) * skin.weight, sigma_px) / np.maximum(seen, 1e-3)
    return np.where(seen > LEAST_SEEN, mean, np.float32(np.nan)).astype(np.float32)
