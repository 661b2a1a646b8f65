"""What dots and hairs leave of each other's light, at any share of ink that is left: an emulator of the light engine's runs.

The logarithm of a dot's factor is a parabola without constant in u = ln(1 + t s) / ln(1 + t), s the share of ink left and t a dot's
absorption times its diameter at full ink: nearly straight in s for pale dots, logarithmic for black ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from unstipple.errors import BadInput

Array = NDArray[np.float64]
LEVEL_COUNT = 5
WIDE = "wide"
"""Name of the endless even field among the stamps."""


@dataclass(frozen=True, slots=True, eq=False)
class DotLight:
    """What `dot_light` found, in ``table`` with axes (stamp, member, dot, state, term); all shares dimensionless.

    ``fluence`` (stamp, member, dot) at the dot per incident fluence without any ink or hair; ``hair_left`` (stamp, member, dot) what the
    hairs leave of it; ``total`` and ``mutual`` (stamp, member, dot, state) as computed: a dot's absorbed dose per absorption and volume
    over what it is in the limit of no ink (hairs in both), and the part of that which the other dots cause; ``total_terms`` and
    ``mutual_terms`` (..., term) of the emulator; ``depth_mm``, ``optical_size`` and ``mutual_size`` (member, dot); ``dot_noise`` (stamp,
    member, dot, state) and ``mean_noise`` (stamp, member, state) relative standard errors of a dot's mutual factor and of their mean.
    """

    table: xr.Dataset

    def total(self, residual: ArrayLike, stamp: str = WIDE) -> Array:
        """Own and mutual shading (member, dot) at shares of ink left, a number or (member, dot): over the dose without any shading."""
        return self._factor("total_terms", "optical_size", residual, stamp)

    def mutual(self, residual: ArrayLike, stamp: str = WIDE) -> Array:
        """The part (member, dot) that the other dots cause; below the noise of a single dot it may exceed 1 a little."""
        return self._factor("mutual_terms", "mutual_size", residual, stamp)

    def self_shadow(self, residual: ArrayLike, stamp: str = WIDE) -> Array:
        """A dot's own shadow (member, dot): total over mutual; it belongs to the ink, in the reference series too."""
        return np.asarray(self.total(residual, stamp) / self.mutual(residual, stamp), dtype=np.float64)

    def light_left(self, residual: ArrayLike, stamp: str = WIDE) -> Array:
        """What other dots and hairs leave of the plain build-up (member, dot): this a planner multiplies its light by."""
        return np.asarray(self.mutual(residual, stamp) * self._at(stamp)["hair_left"].to_numpy(), dtype=np.float64)

    def by_level(self, factor: Array, levels: int = LEVEL_COUNT) -> Array:
        """Mean (member, level) of a factor (member, dot) over dots of like depth, shallow first, as `depths_mm` orders them."""
        depth = self.table["depth_mm"].to_numpy()
        if not 0 < levels <= depth.shape[1]:
            raise BadInput("levels", levels, f"1 to {depth.shape[1]}, the number of dots")
        ordered = np.take_along_axis(factor, np.argsort(depth, axis=1, kind="stable"), axis=1)
        return np.stack([part.mean(axis=1) for part in np.array_split(ordered, levels, axis=1)], axis=1)

    def for_draws(self, count: int, residual: ArrayLike = 1.0, stamp: str = WIDE, levels: int | None = None) -> Array:
        """Light left (draw, level) in each of ``count`` draws; draw n has imagined skin n modulo their number, as in `build_up`.

        Parameters
        ----------
        residual : share of ink left: a number, (draw,) or (draw, level).
        levels : depths in which the dots are put together; with none the answer is one mean (draw,).

        At most 1. Error: the Monte Carlo noise of a mean over dots, and 3 per cent of the dose at most from the emulator.
        """
        deep = levels or 1
        share = np.asarray(residual, dtype=np.float64)
        try:
            wanted = np.broadcast_to(share[:, None] if share.ndim == 1 else share, (count, deep))
        except ValueError:
            raise BadInput("residual", share.shape, f"a number, ({count},) or ({count}, {deep})") from None
        self._refuse(wanted)
        belongs = np.arange(count) % self.table.sizes["member"]
        knots = np.linspace(0, 1, 2 * LEVEL_COUNT + 1) * self.most
        curves = np.array([self.by_level(self.light_left(float(knot), stamp), deep) for knot in knots])
        left = np.empty((count, deep))
        for draw in range(count):
            left[draw] = [np.interp(wanted[draw, level], knots, curves[:, belongs[draw], level]) for level in range(deep)]
        return np.asarray(np.minimum(left if levels else left[:, 0], 1), dtype=np.float64)

    @property
    def most(self) -> float:
        """The largest share of ink that was computed."""
        return float(self.table["state"].max())

    @property
    def stamps(self) -> tuple[str, ...]:
        """Names of the stamps."""
        return tuple(str(name) for name in self.table["stamp"].values)

    def _factor(self, terms: str, size: str, residual: ArrayLike, stamp: str) -> Array:
        share = np.asarray(residual, dtype=np.float64)
        self._refuse(share)
        u = growth(share, self.table[size].to_numpy())
        c = self._at(stamp)[terms].to_numpy()
        return np.asarray(np.exp(c[..., 0] * u + c[..., 1] * u**2), dtype=np.float64)

    def _at(self, stamp: str) -> xr.Dataset:
        if stamp not in self.stamps:
            raise BadInput("stamp", stamp, ", ".join(self.stamps))
        return self.table.sel(stamp=stamp)

    def _refuse(self, share: Array) -> None:
        if not ((share >= 0) & (share <= self.most)).all():
            raise BadInput("residual", float(share.min() if share.min() < 0 else share.max()), f"0 to {self.most:g}")


def growth(share: Array, optical_size: Array) -> Array:
    """The emulator's variable u, 0 without ink and 1 at full ink; ``optical_size`` absorption times diameter at full ink."""
    thick = np.maximum(optical_size, np.finfo(np.float64).eps)
    return np.asarray(np.log1p(thick * share) / np.log1p(thick), dtype=np.float64)


def fitted(logarithm: Array, share: Array, optical_size: Array, *, constant: bool) -> Array:
    """Terms (..., dot, 2) of the parabola in u through logarithms (..., dot, state) at shares (state,), by least squares.

    ``constant`` lets the curve start anywhere: the noise of the run without ink is then shared by all states.
    """
    powers = [growth(share, size) for size in optical_size.ravel()[:, None]]
    columns = np.array([[*([np.ones_like(u)] if constant else []), u, u**2] for u in powers])
    inverse = np.linalg.pinv(columns.transpose(0, 2, 1)).reshape(*optical_size.shape, -1, share.size)
    return np.asarray(np.einsum("mdts,...mds->...mdt", inverse, logarithm)[..., -2:], dtype=np.float64)
