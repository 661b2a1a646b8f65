"""The verdict on a photograph: each check with its value, its limit and what to do."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

# Limits from the photo study, section 3.4: F1 by px/mm, by blur and by what is seen of the scalp.
REFUSE_BELOW_PX_PER_MM = 7.0
WARN_BELOW_PX_PER_MM = 12.0
MOST_PX_PER_MM = 200.0
MOST_BLUR_MM = 0.15
LEAST_SCALP_SHARE = 0.20
LEAST_SCALP_CM2 = 1.0


@dataclass(frozen=True, slots=True)
class Check:
    """One check. ``ok`` false makes the photograph unusable; a warning is ``ok`` with advice."""

    name: str
    ok: bool
    value: float
    limit: float
    advice: str


@dataclass(frozen=True, slots=True)
class Quality:
    """All checks of a photograph."""

    checks: tuple[Check, ...]

    @property
    def usable(self) -> bool:
        """Whether no check failed."""
        return all(check.ok for check in self.checks)


def scale_check(mm_per_px: float | None) -> Check:
    """Whether the scale is known and fine enough to see single dots. The value is px/mm."""
    if mm_per_px is None:
        return Check("scale", False, 0.0, REFUSE_BELOW_PX_PER_MM, "Give the scale with --mm-per-px, or mm_per_px in the case's [photo].")
    if not (math.isfinite(mm_per_px) and mm_per_px > 0):
        return Check("scale", False, 0.0, REFUSE_BELOW_PX_PER_MM, "Millimetres per pixel must be a finite number above 0.")
    fineness = 1 / mm_per_px
    if fineness > MOST_PX_PER_MM:
        return Check("scale", False, fineness, MOST_PX_PER_MM, "This scale is finer than any camera's; check millimetres per pixel.")
    if fineness < REFUSE_BELOW_PX_PER_MM:
        return Check(
            "scale", False, fineness, REFUSE_BELOW_PX_PER_MM, "Go closer: single dots need at least 7, better 15 pixels a millimetre."
        )
    if fineness < WARN_BELOW_PX_PER_MM:
        return Check(
            "scale", True, fineness, WARN_BELOW_PX_PER_MM, "Usable, but go closer next time: 15 pixels a millimetre see more dots."
        )
    return Check("scale", True, fineness, REFUSE_BELOW_PX_PER_MM, "")


def scalp_checks(scalp: Mask, frame_px: int, mm_per_px: float, outlined: bool) -> list[Check]:
    """Whether enough scalp is in the picture; a scalp outlined by hand need not fill the frame."""
    share = float(scalp.sum()) / max(frame_px, 1)
    area_cm2 = float(scalp.sum()) * (mm_per_px / 10) ** 2
    advice = "Fill the frame with bare scalp (no hat, no long hair), or outline it with a polygon."
    enough = share >= LEAST_SCALP_SHARE or outlined
    return [
        Check("scalp-share", enough, share, LEAST_SCALP_SHARE, "" if enough else advice),
        Check("scalp-area", area_cm2 >= LEAST_SCALP_CM2, area_cm2, LEAST_SCALP_CM2, "" if area_cm2 >= LEAST_SCALP_CM2 else advice),
    ]


def sharp_check(blur_mm: float) -> Check:
    """Whether the picture is sharp enough. The value is the blur in mm."""
    ok = blur_mm <= MOST_BLUR_MM
    value = blur_mm if math.isfinite(blur_mm) else 9.99
    return Check("sharpness", ok, value, MOST_BLUR_MM, "" if ok else "Hold still, focus on the skin, wipe the lens, and take it again.")
