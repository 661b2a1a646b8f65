"""Takes dots out of a density picture one height after the other, fitting all of them together each time (CLEAN)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from unstipple.photo.density import Image, Mask, above_skin
from unstipple.photo.dots._fit_kernel import add_dots, fit_dots
from unstipple.photo.dots.spots import at, best_response, noise, peaks, refined, sigmas_px

Array = NDArray[np.float64]

HEIGHTS = (6.0, 3.5, 2.5)
"""Heights, in local heights of the skin's own structure, above which spots are taken in turn; what dark spots hide comes out later."""
FLOOR_OD = 0.02
"""Nothing fainter is looked at: a quarter of the faintest dot that can be measured (0.08)."""
SWEEPS = 2
APART_MM = 0.16
"""A later peak nearer than this to a dot already taken is what its shape left over, not a second dot."""
KEPT = 0.5
"""A dot that the others leave with less than this part of the height it was taken at was theirs."""
USUAL_SIGMA_MM = 0.125
MISFIT_COST = 3.0
"""Fall of the logarithm of the score per misfit as a share of the peak: furrows' crossings and blushes are of a dot's size but not of its
shape."""
LEAST_SIGMA_MM, MOST_SIGMA_MM, LEAST_FIT_PX = 0.06, 0.30, 0.7
SIZE_SPREAD, STRETCH_SPREAD = 0.35, 0.30
"""Spread of the logarithm of dots' widths, and of their stretch: size differs twofold inside one head (photo study, section 1)."""
ANYWHERE = 1e6
STRIP_PX, MARGIN_MM = 1_500_000, 6.0
"""Size of a strip, and the margin within which a neighbour may still matter."""
WORKERS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Fitted dark spots.

    ``fits`` (n, 6): x, y (px), peak, log width (px), two parts of the stretch; ``noise`` (n,) local height of the skin's own structure;
    ``misfit`` (n,) root mean square of what the fit leaves. ``rest`` (height, width) is the density without the spots, ``ground``
    the local noise everywhere.
    """

    fits: Array
    noise: Array
    misfit: Array
    rest: Image
    ground: Image
    mm_per_px: float

    @property
    def sigma_mm(self) -> Array:
        """Width as a standard deviation, geometric mean of both axes."""
        return np.asarray(np.exp(self.fits[:, 3]) * self.mm_per_px, dtype=np.float64)

    @property
    def stretch(self) -> Array:
        """Logarithm of the ratio of the axes."""
        return np.hypot(self.fits[:, 4], self.fits[:, 5])

    @property
    def score(self) -> Array:
        """Height over the skin's own structure, more for wide, less for stretched and ill-fitting spots: furrows are thin and long."""
        unlike = self.stretch + MISFIT_COST * self.misfit / np.maximum(self.fits[:, 2], 1e-6)
        return np.asarray(self.fits[:, 2] / self.noise * (self.sigma_mm / USUAL_SIGMA_MM) * np.exp(-unlike), dtype=np.float64)


def clean(density: Image, scalp: Mask, mm_per_px: float, heights: tuple[float, ...] = HEIGHTS, ground: Image | None = None) -> Spots:
    """Dark spots of the density (height, width) on the scalp, faint ones included; ``ground`` fixes the noise instead of measuring it."""
    rest = density.copy()
    fits, misfit = np.empty((0, 6)), np.empty(0)
    expected, spread, limits = _shapes(mm_per_px)
    for height in heights:
        best, size = best_response(rest, mm_per_px)
        local = noise(best, scalp, mm_per_px) if ground is None else ground
        new = _taken(best, size, scalp & (best > np.maximum(FLOOR_OD, height * local)), mm_per_px, fits)
        add_dots(rest, new, -1.0)
        fits = np.concatenate((fits, new))
        if not len(fits):
            continue
        here = at(local, fits[:, 0], fits[:, 1])
        misfit = fit_dots(rest, fits, expected, spread, here, limits, SWEEPS)
        keep = fits[:, 2] > KEPT * height * here
        add_dots(rest, fits[~keep], 1.0)
        fits, misfit = fits[keep], misfit[keep]
        # what lay under the dots is seen better without them
        rest = above_skin(rest, scalp, mm_per_px)
    if ground is None:
        ground = noise(best_response(rest, mm_per_px)[0], scalp, mm_per_px)
    return Spots(fits, at(ground, fits[:, 0], fits[:, 1]), misfit, rest, ground, mm_per_px)


def clean_in_strips(density: Image, scalp: Mask, mm_per_px: float) -> Spots:
    """`clean` for a large picture: strips with a margin, two at a time, so that time and memory stay in bounds."""
    height, width = density.shape
    count = max(round(height * width / STRIP_PX), 1)
    if count == 1:
        return clean(density, scalp, mm_per_px)
    margin = int(np.ceil(MARGIN_MM / mm_per_px))
    edges = np.linspace(0, height, count + 1).astype(int)
    rest, ground = np.empty_like(density), np.empty_like(density)

    def strip(n: int) -> tuple[Array, Array]:
        first, last = edges[n], edges[n + 1]
        top = max(first - margin, 0)
        part = slice(top, min(last + margin, height))
        spots = clean(density[part], scalp[part], mm_per_px)
        rest[first:last], ground[first:last] = spots.rest[first - top : last - top], spots.ground[first - top : last - top]
        fits = spots.fits + np.array([0, top, 0, 0, 0, 0])
        own = (fits[:, 1] >= first - 0.5) & (fits[:, 1] < last - 0.5)
        return fits[own], spots.misfit[own]

    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        parts = list(pool.map(strip, range(count)))
    fits, misfit = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    return Spots(fits, at(ground, fits[:, 0], fits[:, 1]), misfit, rest, ground, mm_per_px)


def _taken(best: Image, size: NDArray[np.uint8], allowed: Mask, mm_per_px: float, fits: Array) -> Array:
    """First guesses (n, 6) at the dots under the peaks that are not leftovers of dots already taken."""
    rows, columns = peaks(best, allowed, mm_per_px)
    if len(fits) and len(rows):
        away, _ = cKDTree(fits[:, :2]).query(np.column_stack((columns, rows)))
        rows, columns = rows[away > APART_MM / mm_per_px], columns[away > APART_MM / mm_per_px]
    x, y = refined(best, rows, columns)
    width = np.log(np.asarray(sigmas_px(mm_per_px)))[size[rows, columns]]
    return np.column_stack((x, y, best[rows, columns].astype(np.float64), width, np.zeros_like(x), np.zeros_like(x)))


def _shapes(mm_per_px: float) -> tuple[Array, Array, Array]:
    """Expected parameters of a dot, their spread, and the limits of the log width."""
    expected = np.array([0, 0, 0, np.log(USUAL_SIGMA_MM / mm_per_px), 0, 0])
    spread = np.array([ANYWHERE, ANYWHERE, ANYWHERE, SIZE_SPREAD, STRETCH_SPREAD, STRETCH_SPREAD])
    return expected, spread, np.log([max(LEAST_SIGMA_MM / mm_per_px, LEAST_FIT_PX), MOST_SIGMA_MM / mm_per_px])
