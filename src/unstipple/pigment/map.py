"""The pigment map: dots per area and pigment per area on a grid over the scalp."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import stats

from unstipple.pigment.dots import Dots

Array = NDArray[np.float64]
MM_PER_CM = 10


def pigment_map(dots: Dots, scalp: NDArray[np.bool_], mm_per_px: float, *, tile_mm: float, level: float) -> xr.Dataset:
    """Density and load of pigment on a square grid.

    Parameters
    ----------
    scalp : mask (height, width) of the skin that was looked at.
    tile_mm : side of a grid cell in mm.
    level : probability of the Poisson interval of the density.

    Returns
    -------
    Dataset (y, x), tile centres in px: ``dots`` (count), ``scalp_cm2``, ``density_per_cm2`` with ``density_low`` and ``density_high``,
    ``load_od_mm2_per_cm2``; where a tile holds no scalp they are not a number. The interval is counting noise alone.
    """
    tile_px = tile_mm / mm_per_px
    rows, columns = (int(np.ceil(size / tile_px)) for size in scalp.shape)
    y_edges, x_edges = (np.arange(count + 1) * tile_px for count in (rows, columns))
    edges = [y_edges, x_edges]
    where = np.column_stack((dots.y_px, dots.x_px))
    counts = np.histogramdd(where, bins=edges)[0]
    loads = np.histogramdd(where, bins=edges, weights=dots.flux_od_mm2)[0]
    ys, xs = np.nonzero(scalp)
    areas = np.histogramdd(np.column_stack((ys, xs)) + 0.5, bins=edges)[0] * (mm_per_px / MM_PER_CM) ** 2
    seen = np.where(areas > 0, areas, np.nan)
    low, high = poisson_interval(counts, level)
    tiles = {
        "dots": (counts, "1"), "scalp_cm2": (areas, "cm2"), "density_per_cm2": (counts / seen, "per_cm2"),
        "density_low": (low / seen, "per_cm2"), "density_high": (high / seen, "per_cm2"),
        "load_od_mm2_per_cm2": (loads / seen, "od_mm2_per_cm2"),
    }  # fmt: skip
    return xr.Dataset(
        {name: (("y", "x"), values, {"units": units}) for name, (values, units) in tiles.items()},
        coords={"y": (y_edges[:-1] + y_edges[1:]) / 2, "x": (x_edges[:-1] + x_edges[1:]) / 2},
        attrs={"tile_mm": tile_mm, "mm_per_px": mm_per_px},
    )


def poisson_interval(counts: Array, level: float) -> tuple[Array, Array]:
    """Exact (Garwood) interval of a Poisson mean for observed counts, at that probability."""
    tail = (1 - level) / 2
    low = np.where(counts > 0, stats.chi2.ppf(tail, 2 * counts) / 2, 0.0)
    return np.asarray(low, dtype=np.float64), np.asarray(stats.chi2.ppf(1 - tail, 2 * counts + 2) / 2, dtype=np.float64)
