"""The strata of the dot benchmark: one thing made harder at a time, everything else as a good phone picture has it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scalp_scenes import Camera, Head, Light, Pose, Visit

SIZE_PX = (900, 675)
WHOLE_MM = 290.0
"""No more than half a head can be seen."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """``head``, ``visit`` and ``camera`` say what differs; ``aim`` marks those that the target F1 of 0.97 speaks of."""

    group: str
    name: str
    head: dict[str, Any] = field(default_factory=dict)
    visit: dict[str, Any] = field(default_factory=dict)
    camera: dict[str, Any] = field(default_factory=dict)


def strata() -> list[Stratum]:
    """All strata."""
    rows = [Stratum("skin", f"skin {name}", {"skin_type": number}) for number, name in enumerate(("I", "II", "III", "IV", "V", "VI"), 1)]
    rows += [Stratum("stubble", f"stubble .3 mm, {n}/cm2", {"hairs_per_cm2": float(n)}, {"hair_mm": (0.25, 0.35)}) for n in (30, 60, 110)]
    rows += [Stratum("glare", f"glare x{n:g}", {}, {"glare": n}) for n in (2.5, 5.0)]
    rows += [Stratum("scale", f"{n} px/mm", {}, {}, {"px_per_mm": float(n), "size_px": (60 * n, 45 * n)}) for n in (8, 10, 12, 20)]
    rows += [Stratum("blur", f"blur {n:g} mm", {}, {}, {"blur_mm": n}) for n in (0.05, 0.10, 0.15)]
    rows += [Stratum("density", f"{n} dots/cm2", {"dots_per_cm2": float(n)}) for n in (30, 100, 150, 220)]
    rows += [Stratum("faded", f"dots of {od:g} OD", {"dot_od": od}) for od in (0.30, 0.20, 0.12)]
    rows += [Stratum("camera", "noisy, JPEG 70", {}, {}, {"noise": 3.0, "jpeg": 70, "denoise": 0.9})]
    return rows


def furnished(camera: Camera) -> tuple[float, float]:
    """Surface that must carry dots so that none is missing in the picture's corners, however it is turned."""
    side_mm = min(1.25 * float(np.hypot(*camera.size_px)) / camera.px_per_mm + 30, WHOLE_MM)
    return side_mm, side_mm


def arranged(stratum: Stratum, seed: int) -> tuple[Head, Visit]:
    """Head and visit of a stratum; what it does not fix, the seed draws."""
    rng = np.random.default_rng([seed, 500])
    skin = {"skin_type": int(rng.integers(1, 7)), "dots_per_cm2": float(rng.uniform(80, 130)), "furrows": float(rng.uniform(0.65, 1.25))}
    shaved = {"hairs_per_cm2": float(rng.uniform(0, 15))}
    camera = Camera(SIZE_PX, 15.0, 0.03, float(rng.uniform(0.6, 1.5)), float(rng.uniform(0.2, 0.6)), float(rng.uniform(0.2, 0.8)))
    camera = replace(camera, **{"jpeg": int(rng.integers(86, 96)), "local_contrast": float(rng.uniform(0, 0.25)), **stratum.camera})
    head = Head(seed, dot_od=float(rng.uniform(0.42, 0.55)), dot_diameter_mm=float(rng.uniform(0.22, 0.27)), extent_mm=furnished(camera))
    head = replace(head, **{**skin, **shaved, **stratum.head})
    light = Light(float(rng.uniform(0, 360)), float(rng.uniform(45, 75)), float(rng.uniform(400, 900)), float(rng.uniform(0.35, 0.6)))
    pose = Pose(
        (float(rng.uniform(-12, 12)), float(rng.uniform(-10, 10))), float(rng.uniform(0, 360)), tuple(rng.uniform(-10, 10, 2)),
        float(rng.uniform(220, 380)),
    )  # fmt: skip
    visit = Visit(seed, glare=float(rng.uniform(0.6, 1.3)), light=light, pose=pose, camera=camera, hair_mm=(0.0, 0.05))
    return head, replace(visit, **stratum.visit)
