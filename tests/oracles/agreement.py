"""Whether two answers are the same but for chance."""

from __future__ import annotations

import math

import numpy as np
from oracles.scalar_light import Answer, Scene

from unstipple.optics import Dots, Field, Hairs, LightRun, simulate


def agree(value: float, truth: float, error: float, known_to: float = 5e-6) -> None:
    """Three standard errors of the run together with what the reference itself is known to."""
    assert error > 0
    assert abs(value - truth) <= 3 * math.hypot(error, known_to), f"{value} for {truth}, {(value - truth) / error:+.1f} standard errors"


def engine_flies(scene: Scene, photons: int, seed: int = 1, **keywords: object) -> LightRun:
    """The engine on a scene of the scalar twin."""
    dots, hairs = scene.dots, scene.hairs
    columns = {name: [getattr(hair, name) for hair in hairs] for name in (Hairs.__slots__ if hairs else ())}
    return simulate(
        scene.stack, photons, seed, beam=scene.beam,
        dots=Dots(**{name: [getattr(dot, name) for dot in dots] for name in Dots.__slots__}) if dots else None,
        hairs=Hairs(**columns) if hairs else None,
        field=Field(scene.width_mm, scene.height_mm, scene.edge) if scene.edge != "none" else None,
        **keywords,
    )  # fmt: skip


def deviations(run: LightRun, answer: Answer, least: float = 1e-4) -> dict[str, float]:
    """Ours minus the twin's over both errors, by name, for every share of at least ``least`` of the energy."""
    pairs: dict[str, tuple[float, float, float, float]] = {
        "reflectance": (
            run.specular_reflectance + run.diffuse_reflectance, run.diffuse_reflectance_error,
            answer.specular_reflectance + answer.diffuse_reflectance, answer.diffuse_reflectance_error,
        ),
    }  # fmt: skip
    for name in ("transmittance", "escaped_sideways"):
        pairs[name] = tuple(float(getattr(each, field)) for each in (run, answer) for field in (name, f"{name}_error"))  # type: ignore[assignment]
    for name in ("absorbed_by_layer", "absorbed_by_dot", "absorbed_by_hair", "fluence_by_depth"):
        if name == "fluence_by_depth" and answer.fluence_by_depth.size == 0:
            continue
        columns = (np.ravel(getattr(each, field)) for each in (run, answer) for field in (name, f"{name}_error"))
        for number, row in enumerate(zip(*columns, strict=True)):
            pairs[f"{name} {number}"] = row
    return {
        name: (ours - theirs) / math.hypot(our_error, their_error)
        for name, (ours, our_error, theirs, their_error) in pairs.items()
        if theirs > least and our_error + their_error > 0
    }


def same_but_for_chance(found: dict[str, float]) -> None:
    """No row beyond four errors (with many rows, three would be passed by luck), and no excess of middling ones among the shares.

    Neighbouring depth bins see the same photons, so that only the shares count in the second.
    """
    worst = max(found, key=lambda name: abs(found[name]))
    assert abs(found[worst]) < 4, f"{worst}: {found[worst]:+.1f} combined standard errors; all: {found}"
    shares = [z for name, z in found.items() if not name.startswith("fluence")]
    spread = math.sqrt(sum(z * z for z in shares) / len(shares))
    assert spread < 1 + 3 / math.sqrt(2 * len(shares)), f"rows spread {spread:.2f} times more than chance: {found}"
