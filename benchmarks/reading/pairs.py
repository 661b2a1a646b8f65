"""Pairs of visits with known clearance: one confounder alone, or all at once.

Both visits are taken with one phone and its usual settings: how strongly a phone lifts local contrast scales every dot's darkness, no
picture tells it, and another phone may do it otherwise; so that differs by a little only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scalp_scenes import Camera, Head, Light, Pose, Shot, Visit, photograph

TRUTHS = (0.0, 0.2, 0.4, 0.6, 0.8)
SIZE_PX = (900, 675)
CARD_SIZE_PX, CARD_PX_PER_MM, CARD_ASIDE_MM = (2700, 1560), 12.0, -62.0
WITH_CARD = 0.4
"""Who must get a whole card into the picture turns and shifts the camera less."""
CONFOUNDERS = ("light", "tan", "erythema", "camera", "hair", "pose", "stretch", "oil")


@dataclass(frozen=True, slots=True)
class Pair:
    """What is asked: which confounders change, which skin, how much is gone."""

    case: str
    changing: tuple[str, ...]
    skins: tuple[int, ...]
    card: bool
    truth: float
    seed: int


def cases() -> list[tuple[str, tuple[str, ...], tuple[int, ...], bool]]:
    """Name, confounders, skin types, card."""
    alone = [(name, (name,), (1, 2, 3, 4), False) for name in CONFOUNDERS]
    dark = [(f"all, skin {name}, card", CONFOUNDERS, (number,), True) for name, number in (("V", 5), ("VI", 6))]
    return [("nothing", (), (1, 2, 3, 4), False), *alone, ("all, skin I-IV", CONFOUNDERS, (1, 2, 3, 4), False), *dark]


def pictures(pair: Pair) -> tuple[Shot, Shot, Shot]:
    """Baseline, its repeat, and follow-up."""
    rng = np.random.default_rng([pair.seed, 600])
    head = Head(
        pair.seed, int(rng.choice(pair.skins)), float(rng.uniform(80, 130)), dot_od=float(rng.uniform(0.40, 0.55)),
        hairs_per_cm2=float(rng.uniform(20, 60)) if "hair" in pair.changing else float(rng.uniform(0, 12)),
        furrows=float(rng.uniform(0.65, 1.2)), extent_mm=(260.0, 280.0) if pair.card else (130.0, 130.0),
    )  # fmt: skip
    first = _baseline(rng, pair)
    again = replace(first, seed=pair.seed * 3 + 1, pose=_moved(rng, first.pose, 0.35), elastic_mm=0.15)
    later = _changed(rng, replace(first, seed=pair.seed * 3 + 2, pose=_moved(rng, first.pose, 0.35), elastic_mm=0.15), pair)
    shots = [photograph(head, visit) for visit in (first, again, replace(later, cleared=pair.truth))]
    return shots[0], shots[1], shots[2]


def true_clearance(before: Shot, after: Shot) -> float:
    """Flux-weighted share gone of the dots in both pictures."""
    _, mine, other = np.intersect1d(before.number, after.number, return_indices=True)
    weight = before.flux_od_mm2[mine]
    return float((weight * after.cleared[other]).sum() / weight.sum())


def _baseline(rng: np.random.Generator, pair: Pair) -> Visit:
    light = Light(float(rng.uniform(0, 360)), float(rng.uniform(48, 75)), float(rng.uniform(450, 900)), float(rng.uniform(0.4, 0.6)))
    camera = Camera(SIZE_PX, 15.0, 0.03, float(rng.uniform(0.6, 1.3)), 0.4, float(rng.uniform(0.2, 0.6)), jpeg=int(rng.integers(88, 96)))
    pose = Pose(
        (float(rng.uniform(-5, 5)), float(rng.uniform(-5, 5))), float(rng.uniform(0, 360)), (0.0, 0.0), float(rng.uniform(260, 360))
    )
    if pair.card:
        camera = replace(camera, size_px=CARD_SIZE_PX, px_per_mm=CARD_PX_PER_MM)
        pose = Pose((0.0, 0.0), 0.0, (0.0, 0.0), 420.0, (CARD_ASIDE_MM, 0.0))
    return Visit(
        pair.seed * 3, hair_mm=(0.0, 0.05), glare=float(rng.uniform(0.6, 1.2)), light=light, camera=camera, pose=pose, card=pair.card
    )


def _moved(rng: np.random.Generator, pose: Pose, much: float) -> Pose:
    if pose.aside_mm[0]:
        much *= WITH_CARD
    aim = (pose.aim_mm[0] + much * float(rng.normal(0, 2.5)), pose.aim_mm[1] + much * float(rng.normal(0, 2.5)))
    tilt = (pose.tilt_deg[0] + much * float(rng.normal(0, 5)), pose.tilt_deg[1] + much * float(rng.normal(0, 5)))
    return replace(pose, aim_mm=aim, tilt_deg=tilt, rotation_deg=pose.rotation_deg + much * float(rng.normal(0, 6)))


def _changed(rng: np.random.Generator, visit: Visit, pair: Pair) -> Visit:
    for name in pair.changing:
        visit = _CHANGES[name](rng, visit)
    return visit


def _light(rng: np.random.Generator, visit: Visit) -> Visit:
    light = Light(
        visit.light.azimuth_deg + float(rng.normal(0, 40)), float(rng.uniform(42, 80)), float(rng.uniform(350, 1000)),
        float(rng.uniform(0.35, 0.65)), float(rng.uniform(3600, 6500)),
    )  # fmt: skip
    return replace(
        visit,
        light=light,
        camera=replace(visit.camera, exposure=float(rng.uniform(0.75, 1.15)), kelvin_error=float(rng.uniform(-500, 500))),
    )


def _camera(rng: np.random.Generator, visit: Visit) -> Visit:
    camera = replace(
        visit.camera, blur_mm=float(rng.uniform(0.03, 0.06)), jpeg=int(rng.integers(78, 96)), sharpen=float(rng.uniform(0.2, 0.7)),
        denoise=float(rng.uniform(0.2, 0.8)), noise=float(rng.uniform(0.7, 2)), local_contrast=float(rng.uniform(0.13, 0.17)),
        px_per_mm=visit.camera.px_per_mm * float(rng.uniform(0.92, 1.08)),
    )  # fmt: skip
    return replace(visit, camera=camera)


_CHANGES = {
    "light": _light,
    "tan": lambda rng, visit: replace(visit, tan=0.35),
    "erythema": lambda rng, visit: replace(visit, erythema=0.8),
    "camera": _camera,
    "hair": lambda rng, visit: replace(visit, hair_mm=(0.15, float(rng.uniform(0.4, 0.8)))),
    "pose": lambda rng, visit: replace(visit, pose=_moved(rng, visit.pose, 1.0)),
    "stretch": lambda rng, visit: replace(visit, elastic_mm=0.8),
    "oil": lambda rng, visit: replace(visit, glare=visit.glare * float(rng.uniform(1.2, 1.8))),
}
