"""From a dot's look to its depth, size and carbon: rank and coverage by own optics, by diffusion theory, in photographs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.stats import spearmanr

sys.path.insert(0, str(Path(__file__).parent))

from reading.diffusion import Skin, seen
from reading.options import options, run_all, table, write_json
from reading.ours import read
from reading.strata import arranged, strata
from scalp_scenes import photograph
from scalp_scenes.ink import EDGE_MM, EDGE_PER_MM, VEILED_PER_MM, absorbance
from scalp_scenes.spectra import KNOTS_NM

from unstipple.evidence import Draws, value
from unstipple.pigment import BandLight, Dots, Kind, Seen, band_light, carbon, look
from unstipple.pigment.look import sphere_mm3
from unstipple.skin import band_stacks

Array = NDArray[np.float64]
Looks = Callable[[int, Array, Array, np.random.Generator], Array]

LEVEL = 0.90
DRAWS = Draws(200, 1)
IMAGINED = 6
BLUR_MM = 0.06
NEAR_MM = 0.1
FREE_MM = 0.6
BALL_OF_DISC = 2 / 3**0.5
"""Diameter of the ball whose shade is half as dark where a flat disc ends: the renderer draws discs, the program thinks of balls."""
MEASURED_LOG_ERROR = np.array([0.25, 0.15, 0.30])
NAMES = ("ink.depth_mean_mm", "ink.dot_diameter_mm", "ink.dot_mua_1064_per_mm")
WHAT = ("depth", "diameter", "mass")
SQUARE_METRES_PER_GRAM_550 = 7.5
TYPES = (1, 2, 3, 4, 5, 6)
SCENES_PER_TYPE = 1


@cache
def lights(skin_type: int) -> list[BandLight]:
    """The imagined skins that the program reads this type with."""
    return [band_light(stacks, n) for n, stacks in enumerate(band_stacks(skin_type, Draws(IMAGINED, 1)))]


def own_looks(skin_type: int, dots: Array, exponents: Array, rng: np.random.Generator) -> Array:
    """Looks (3, n) of dots (3, n) by the program's engine, in skins that it does not imagine when it reads them."""
    others = [band_light(stacks, 900 + n) for n, stacks in enumerate(band_stacks(skin_type, Draws(8, 77)))]
    rows = [look(others[n % 8], *dots[:, n][:, None], BLUR_MM, float(exponents[n])) for n in range(dots.shape[1])]
    return np.array([[row.flux_od_mm2.item(), row.width_mm.item(), row.blueness.item()] for row in rows]).T


def foreign_looks(skin_type: int, dots: Array, exponents: Array, rng: np.random.Generator) -> Array:
    """The same by diffusion theory, with its own spectra and a broad-banded camera."""
    ratio = (1064 / 550) ** exponents
    return np.array(
        [seen(Skin.drawn(skin_type, rng), *dots[:2, n], dots[2, n] * ratio[n], exponents[n], BLUR_MM) for n in range(dots.shape[1])]
    ).T


def by_model(task: tuple[str, int, int, int]) -> dict[str, Any]:
    """Dots drawn from the evidence, looked at by one model, measured with error, read back."""
    model, skin_type, seed, count = task
    rng = np.random.default_rng([seed, skin_type, 70])
    shares = rng.uniform(size=(5, count))
    dots = np.array([value(name).at(share) for name, share in zip(NAMES, shares[:3], strict=True)])
    exponents = value("ink.absorption_exponent").at(shares[3])
    per_gram = value("ink.carbon_mass_absorption_1064_m2_per_g").at(shares[4])
    looks: Looks = own_looks if model == "own engine" else foreign_looks
    table_ = looks(skin_type, dots, np.asarray(exponents), rng) * np.exp(MEASURED_LOG_ERROR[:, None] * rng.normal(size=(3, count)))
    truth = np.array([dots[0], dots[1], dots[2] * sphere_mm3(dots[1]) / per_gram * 1000])
    return {"model": model, "skin": skin_type, **_judged(Seen(*table_), skin_type, truth, BLUR_MM)}


def by_photograph(task: tuple[str, int, int, int]) -> dict[str, Any]:
    """A rendered photograph read end to end; dots that stand free are compared with what the renderer put there."""
    _, skin_type, seed, count = task
    stratum = next(one for one in strata() if one.name == f"skin {('I', 'II', 'III', 'IV', 'V', 'VI')[skin_type - 1]}")
    head, visit = arranged(stratum, seed + 10 * skin_type)
    shot = photograph(head, visit)
    mm_per_px = float(np.sqrt(np.square(shot.local_mm_per_px[shot.scalp], dtype=np.float64).mean()))
    found = read(shot.rgb, mm_per_px, shot.scalp_polygon).dots
    found = found.select(found.kind != Kind.HAIR)
    tattoo = head.tattoo()
    peak, _ = absorbance(head, tattoo)
    edge = EDGE_MM + tattoo.depth_mm[:, None] * EDGE_PER_MM
    spread = tattoo.radius_mm[:, None] ** 2 / (tattoo.radius_mm[:, None] ** 2 + (np.pi * edge) ** 2 / 3)
    surface = (peak / ((550 / KNOTS_NM) * np.exp(-VEILED_PER_MM * tattoo.depth_mm[:, None]) * spread))[:, 1]
    mass = surface * np.pi * tattoo.radius_mm**2 / SQUARE_METRES_PER_GRAM_550 * 1000
    truth = np.array([tattoo.depth_mm, BALL_OF_DISC * 2 * tattoo.radius_mm, mass])[:, shot.number]
    plain = (tattoo.stretch[shot.number] == 0) & (tattoo.halo[shot.number] == 0)
    which, dot = _pairs(np.column_stack([shot.x_px, shot.y_px]), plain, found, mm_per_px)
    which, dot = which[:count], dot[:count]
    seen_ = Seen(found.flux_od_mm2[dot], found.diameter_mm[dot], found.blueness[dot])
    return {"model": "photographs", "skin": skin_type, **_judged(seen_, skin_type, truth[:, which], max(visit.camera.blur_mm, 0.03))}


def _pairs(true: Array, plain: NDArray[np.bool_], found: Dots, mm_per_px: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """True dots that stand free, and the found one at each."""
    apart = cKDTree(true).query(true, k=2)[0][:, 1] * mm_per_px
    distance, index = cKDTree(np.column_stack([found.x_px, found.y_px])).query(true)
    chosen = np.flatnonzero(plain & (apart > FREE_MM) & (distance * mm_per_px < NEAR_MM))
    return chosen, index[chosen]


def _judged(seen_: Seen, skin_type: int, truth: Array, blur_mm: float) -> dict[str, Any]:
    told = carbon(seen_, lights(skin_type), DRAWS, blur_mm=blur_mm)
    answer: dict[str, Any] = {"dots": truth.shape[1], "bits": told.information_bits.mean(axis=1).tolist()}
    for name, draws, true in zip(WHAT, (told.depth_mm, told.diameter_mm, told.mass_ng), truth, strict=True):
        low, middle, high = np.quantile(draws, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], axis=0)
        answer[name] = {
            "rank": float(spearmanr(middle, true).statistic), "held": float(np.mean((low <= true) & (true <= high))),
            "ratio": float(np.exp(np.mean(np.log(middle / true)))), "width": float(np.mean(np.log(high / low))),
        }  # fmt: skip
    return answer


def report(rows: list[dict[str, Any]]) -> None:
    """Prints every model by skin type, and the worst."""
    print(f"\nread back as draws; intervals of {LEVEL:.0%}; width is the interval's as a logarithm; ratio is reading over truth")
    for model in dict.fromkeys(row["model"] for row in rows):
        some = [row for row in rows if row["model"] == model]
        lines = [[f"skin {row['skin']}", row["dots"], *(row[what][key] for what in WHAT for key in KEYS)] for row in some]
        columns = np.array([line[2:] for line in lines], dtype=float)
        lines.append(["mean", sum(row["dots"] for row in some), *columns.mean(axis=0)])
        lines.append(["WORST", "", *(columns[:, n].min() if n % len(KEYS) < 2 else float("nan") for n in range(columns.shape[1]))])
        print(f"\n{model}: bits told of depth, diameter, absorption {np.round(np.mean([row['bits'] for row in some], axis=0), 2)}")
        table(lines, ["", "dots", *(f"{what} {key}" for what in WHAT for key in KEYS)])


KEYS = ("rank", "held", "ratio", "width")


def _done(task: tuple[str, int, int, int]) -> dict[str, Any]:
    return (by_photograph if task[0] == "photographs" else by_model)(task)


def main() -> None:
    given = options(__doc__ or "", scenes=150, quick=12)
    models = ("own engine", "diffusion theory", "photographs")
    tasks = [(model, skin, given.seeds_from, given.scenes) for model in models for skin in TYPES if given.only in model]
    rows = run_all(partial(_done), tasks, given.jobs)
    report(rows)
    write_json(given.json, rows)


if __name__ == "__main__":
    main()
