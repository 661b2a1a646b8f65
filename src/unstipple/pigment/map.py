"""The pigment map: dots per area and pigment per area on a grid over the scalp."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import stats

from unstipple.pigment.counting import Counting
from unstipple.pigment.dots import Dots

Array = NDArray[np.float64]
MM_PER_CM = 10


def pigment_map(
    dots: Dots, scalp: NDArray[np.bool_], mm_per_px: float, *, tile_mm: float, level: float, counting: Counting | None = None
) -> xr.Dataset:
    """Density and load of pigment on a square grid.

    Parameters
    ----------
    scalp : mask (height, width) of the skin that was looked at.
    tile_mm : side of a grid cell in mm.
    level : probability of the intervals.
    counting : what each found dot stands for; without it each stands for itself and the interval is counting noise alone.

    Returns
    -------
    Dataset (y, x), tile centres in px: ``dots`` (found), ``scalp_cm2``, ``density_per_cm2`` and ``load_od_mm2_per_cm2``, each with ``_low``
    and ``_high`` (``density_low``, ``load_low``, ...); where a tile holds no scalp they are not a number. With ``counting`` the density is
    that of real dots of pigment on the scalp that was seen, and the intervals hold it with probability ``level``.
    """
    tile_px = tile_mm / mm_per_px
    rows, columns = (int(np.ceil(size / tile_px)) for size in scalp.shape)
    y_edges, x_edges = (np.arange(count + 1, dtype=np.float64) * tile_px for count in (rows, columns))
    edges = [y_edges, x_edges]
    where = np.column_stack((dots.y_px, dots.x_px))

    def summed(values: Array) -> Array:
        return np.asarray(np.histogramdd(where, bins=edges, weights=values)[0], dtype=np.float64)

    counts, flux = summed(np.ones(dots.count)), dots.flux_od_mm2
    if counting is None:
        number, load = counts, summed(flux)
        low, high = poisson_interval(counts, level)
        load_low, load_high = (np.where(counts > 0, load * edge / np.maximum(counts, 1), 0.0) for edge in (low, high))
    else:
        number, load = summed(counting.worth), summed(counting.worth * flux)
        usual = float(np.median(flux)) if dots.count else 0.0
        low, high = counting.interval(number, summed(counting.variance), level)
        load_low, load_high = counting.interval(load, summed(counting.variance * flux**2), level, usual)
    areas = _areas_cm2(scalp, edges, mm_per_px)
    seen = np.where(areas > 0, areas, np.nan)
    tiles = {
        "dots": (counts, "1"), "scalp_cm2": (areas, "cm2"), "density_per_cm2": (number / seen, "per_cm2"),
        "density_low": (low / seen, "per_cm2"), "density_high": (high / seen, "per_cm2"),
        "load_od_mm2_per_cm2": (load / seen, "od_mm2_per_cm2"),
        "load_low": (load_low / seen, "od_mm2_per_cm2"), "load_high": (load_high / seen, "od_mm2_per_cm2"),
    }  # fmt: skip
    return xr.Dataset(
        {name: (("y", "x"), values, {"units": units}) for name, (values, units) in tiles.items()},
        coords={"y": (y_edges[:-1] + y_edges[1:]) / 2, "x": (x_edges[:-1] + x_edges[1:]) / 2},
        attrs={"tile_mm": tile_mm, "mm_per_px": mm_per_px},
    )


def _areas_cm2(scalp: NDArray[np.bool_], edges: Sequence[NDArray[Any]], mm_per_px: float) -> Array:
    """Area of scalp (rows, columns) in each tile."""
    down, across = (
        np.searchsorted((np.arange(size) + 0.5) / axis[1], np.arange(1, axis.size - 1))
        for size, axis in zip(scalp.shape, edges, strict=True)
    )
    strips = np.stack([part.sum(axis=0) for part in np.split(scalp, down)])
    areas = np.stack([part.sum(axis=1) for part in np.split(strips, across, axis=1)], axis=1)
    return np.asarray(areas * (mm_per_px / MM_PER_CM) ** 2, dtype=np.float64)


def poisson_interval(counts: Array, level: float) -> tuple[Array, Array]:
    """Exact (Garwood) interval of a Poisson mean for observed counts, at that probability."""
    tail = (1 - level) / 2
    low = np.where(counts > 0, stats.chi2.ppf(tail, 2 * counts) / 2, 0.0)
    return np.asarray(low, dtype=np.float64), np.asarray(stats.chi2.ppf(1 - tail, 2 * counts + 2) / 2, dtype=np.float64)
