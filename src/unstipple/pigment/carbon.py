"""From what a photograph shows of dots to how deep they lie, how large they are and how much carbon they hold, as draws.

Skin bends a dot's look in ways on which light models differ more than any photograph errs: by diffusion theory the same dot looks half as
wide again as by the engine, and renderers draw it narrower. All dots of a picture share that error. Each draw therefore has its own, which
leaves the order of the dots as it is and keeps their absolute depth in honest doubt (evidence ``camera.optics_*``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, norm

from unstipple.errors import BadInput
from unstipple.evidence import Draws, number, value
from unstipple.pigment.look import BandLight, look, sphere_mm3

Array = NDArray[np.float64]
DEPTH_COUNT = 16
SIZE_COUNT = 8
ABSORPTION_COUNT = 12
QUANTILE_COUNT = 400
CHUNK_COUNT = 64
OBSERVATION_COUNT = 3
LOOKS = ("flux", "width", "blueness")
CELLS = (-OBSERVATION_COUNT, -2, -1)
"""Axes of depth, size and absorption."""
FITTING = float(chi2.ppf(90 / 100, OBSERVATION_COUNT))
"""Least misfit (chi-square of three observations) up to which dots count as explained; beyond it all doubt is widened to fit."""
TINY = 1e-300
NANOGRAM_PER_MICROGRAM = 10 * 100


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What was measured of dots or of tiles' typical dots (n,); not a number where it was not.

    ``flux_od_mm2``, ``width_mm`` and ``blueness`` as in `Dots`; each ``..._error`` is the standard deviation of its natural logarithm in
    measurement (defaults: evidence ``camera.*_log_error``). The light model's own doubt is added by `carbon`.
    """

    flux_od_mm2: Array
    width_mm: Array
    blueness: Array
    flux_error: float = field(default_factory=partial(number, "camera.flux_log_error"))
    width_error: float = field(default_factory=partial(number, "camera.width_log_error"))
    blueness_error: float = field(default_factory=partial(number, "camera.blueness_log_error"))


@dataclass(frozen=True, slots=True, eq=False)
class Carbon:
    """Draws of what dots are: arrays (draw, dot).

    ``depth_mm`` to the centre; ``diameter_mm``; ``mua_1064_per_mm`` absorption of the dot at 1064 nm; ``mass_ng`` carbon in it.
    ``information_bits`` (3, dot): how much the look said about depth, diameter and absorption beyond what was assumed (0 nothing).
    ``misfit`` (dot,): least chi-square of any dot of any imagined skin; above `FITTING` the doubt was widened.
    """

    depth_mm: Array
    diameter_mm: Array
    mua_1064_per_mm: Array
    mass_ng: Array
    information_bits: Array
    misfit: Array


def carbon(seen: Seen, lights: Sequence[BandLight], draws: Draws, *, blur_mm: float, depth_prior_mm: Array | None = None) -> Carbon:
    """Infer depth, diameter and absorption of each dot in each draw, given that draw's skin.

    Parameters
    ----------
    lights : imagined skins in the camera's bands, shared among the draws in turn: draw n has skin n modulo their number.
    blur_mm : standard deviation of the photograph's blur on the skin.
    depth_prior_mm : any number of equally likely depths; by default the draws of a zone's mean depth.

    A draw keeps its rank: where the photograph tells nothing, draw n is what the evidence alone gives draw n. Raises `BadInput`.
    """
    if not lights:
        raise BadInput("lights", 0, "one imagined skin or more")
    observed = _observed(seen)
    grids = _grids(draws, depth_prior_mm)
    exponents = Draws(len(lights), draws.seed).of("ink.absorption_exponent")
    tables = np.array([_table(light, grids, blur_mm, float(exponent)) for light, exponent in zip(lights, exponents, strict=True)])
    shares = np.array([draws.shares(name) for name in ("ink.depth_mean_mm", "ink.dot_diameter_mm", "ink.dot_mua_1064_per_mm")])
    shifts = np.array([number(f"camera.optics_{name}_log_error") * norm.ppf(draws.shares(f"camera.optics_{name}")) for name in LOOKS])
    count = observed.shape[1]
    ranks = np.empty((OBSERVATION_COUNT, draws.count, count))
    bits, misfit = np.empty((OBSERVATION_COUNT, count)), np.empty(count)
    errors = (float(np.hypot(seen.flux_error, number("camera.light_model_log_error"))), seen.width_error, seen.blueness_error)
    for start in range(0, count, CHUNK_COUNT):
        part = slice(start, start + CHUNK_COUNT)
        ranks[:, :, part], bits[:, part], misfit[part] = _told(tables, observed[:, part], errors, shifts, shares)
    depth, diameter, mua = (_quantile(grid, rank) for grid, rank in zip(_priors(draws, depth_prior_mm), ranks, strict=True))
    per_gram = draws.of("ink.carbon_mass_absorption_1064_m2_per_g")[:, None]
    mass = mua * sphere_mm3(diameter) / per_gram * NANOGRAM_PER_MICROGRAM
    return Carbon(depth, diameter, mua, mass, bits, misfit)


def zone_depth_mm(told: Carbon, inside: NDArray[np.bool_] | NDArray[np.intp]) -> Array:
    """Mean depth (draw,) of a zone's dots, chosen by mask or by index, for `depths_mm`: their median, draw by draw.

    A zone without a dot that was read is refused with `BadInput`: there the evidence alone speaks. Zones of one head share each draw's
    optics: their order is surer than their depths.
    """
    chosen = told.depth_mm[:, inside]
    if chosen.shape[1] == 0:
        raise BadInput("zone", 0, "one dot or more whose look was read")
    return np.asarray(np.median(chosen, axis=1), dtype=np.float64)


def _told(tables: Array, observed: Array, errors: tuple[float, float, float], shifts: Array, shares: Array) -> tuple[Array, Array, Array]:
    """Prior ranks (3, draw, dot), bits (3, dot) and least misfit (dot,) of a few dots; ``shifts`` and ``shares`` (3, draw)."""
    draws, count = shifts.shape[1], observed.shape[1]
    ranks, misfit = np.empty((OBSERVATION_COUNT, draws, count)), np.full(count, np.inf)
    pooled = np.zeros((count, *tables.shape[2:]))
    for draw in range(draws):
        weights, apart = _weights(tables[draw % len(tables)], observed - shifts[:, [draw]], errors)
        ranks[:, draw] = _ranks(weights, shares[:, draw])
        misfit = np.minimum(misfit, apart)
        pooled += weights / draws
    return ranks, _information(pooled), misfit


def _observed(seen: Seen) -> Array:
    """Logarithms (3, dot) of flux, width and blueness; not a number where nothing usable was measured."""
    rows = [np.asarray(row, dtype=np.float64) for row in (seen.flux_od_mm2, seen.width_mm, seen.blueness)]
    if len({row.shape for row in rows}) > 1 or rows[0].ndim != 1:
        raise BadInput("seen", [row.shape for row in rows], "flux, width and blueness of the same dots")
    if not min(seen.flux_error, seen.width_error, seen.blueness_error) > 0:
        raise BadInput("seen error", 0, "above 0")
    table = np.array(rows)
    return np.log(np.where(table > 0, table, np.nan))


def _priors(draws: Draws, depth_prior_mm: Array | None) -> tuple[Array, Array, Array]:
    """Finely tabled quantiles of the three unknowns before the photograph."""
    fine = (np.arange(QUANTILE_COUNT) + 0.5) / QUANTILE_COUNT
    depth = value("ink.depth_mean_mm").at(fine) if depth_prior_mm is None else np.quantile(depth_prior_mm, fine)
    return np.asarray(depth), value("ink.dot_diameter_mm").at(fine), value("ink.dot_mua_1064_per_mm").at(fine)


def _grids(draws: Draws, depth_prior_mm: Array | None) -> list[Array]:
    """Equally likely values of the three unknowns: middles of their prior's quantiles."""
    sizes = (DEPTH_COUNT, SIZE_COUNT, ABSORPTION_COUNT)
    return [_quantile(prior, (np.arange(n) + 0.5) / n) for prior, n in zip(_priors(draws, depth_prior_mm), sizes, strict=True)]


def _quantile(prior: Array, share: Array) -> Array:
    middles = (np.arange(prior.size) + 0.5) / prior.size
    return np.asarray(np.interp(share, middles, prior), dtype=np.float64)


def _table(light: BandLight, grids: list[Array], blur_mm: float, exponent: float) -> Array:
    """Logarithms of flux, width and blueness (3, depth, size, carbon)."""
    seen = look(light, grids[0], grids[1], grids[2], blur_mm, exponent)
    return np.asarray(np.log(np.maximum(np.array([seen.flux_od_mm2, seen.width_mm, seen.blueness]), 1e-9)), dtype=np.float64)


def _weights(table: Array, observed: Array, errors: tuple[float, float, float]) -> tuple[Array, Array]:
    """Posterior (dot, depth, size, carbon) in one skin, each summing to one, and the least misfit (dot,)."""
    chi = np.zeros((observed.shape[1], *table.shape[1:]))
    for row, error in enumerate(errors):
        apart = (table[row][None] - observed[row][:, None, None, None]) / error
        chi += np.nan_to_num(apart) ** 2
    least = chi.min(axis=CELLS)
    widen = np.maximum(least / FITTING, 1)[:, None, None, None]
    weights = np.exp(-0.5 * (chi - least[:, None, None, None]) / widen)
    return weights / weights.sum(axis=CELLS, keepdims=True), least


def _information(pooled: Array) -> Array:
    """Bits (3, dot) of the pooled marginals against equally likely cells."""
    marginals = [pooled.sum(axis=tuple(other for other in CELLS if other != axis)) for axis in CELLS]
    return np.array([np.sum(p * np.log2(np.maximum(p, TINY) * p.shape[1]), axis=1) for p in marginals])


def _ranks(weights: Array, shares: Array) -> Array:
    """Prior ranks (3, dot) drawn from a posterior (dot, depth, size, carbon): depth first, then absorption, then size."""
    dots = np.arange(weights.shape[0])
    depth, depth_rank = _invert(weights.sum(axis=(-2, -1)), float(shares[0]))
    at_depth = weights[dots, depth]
    absorption, mua_rank = _invert(at_depth.sum(axis=1), float(shares[2]))
    _, size_rank = _invert(at_depth[dots, :, absorption], float(shares[1]))
    return np.array([depth_rank, size_rank, mua_rank])


def _invert(weights: Array, share: float) -> tuple[NDArray[np.intp], Array]:
    """Cell (n,) and rank (n,) in the prior where a discrete posterior (n, cell) reaches ``share``."""
    reached = np.cumsum(weights, axis=1)
    target = share * reached[:, -1:]
    cell = np.minimum((reached < target).sum(axis=1), weights.shape[1] - 1)
    here = np.take_along_axis(weights, cell[:, None], 1)[:, 0]
    before = np.take_along_axis(reached, cell[:, None], 1)[:, 0] - here
    part = np.clip((target[:, 0] - before) / np.maximum(here, TINY), 0, 1)
    return cell, (cell + part) / weights.shape[1]
