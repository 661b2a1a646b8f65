"""Two aligned densities of the same skin: the readings at the baseline's dots, brought to one sharpness."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unstipple.photo.change.clearance import Readings, blocks_of
from unstipple.photo.change.flux import Width, kernel_response, match_width, smeared, softened, stack
from unstipple.photo.change.growth import Growth, dot_width_mm, growth
from unstipple.photo.change.nearby import disturbed
from unstipple.photo.change.sheet import sampled
from unstipple.photo.density import Image, Mask

Array = NDArray[np.float64]

STACKED_DOTS = 4000
LEAST_LENS_MM = 0.07
"""No telephone's light is less blurred than this at the skin: a picture that looks crisper was sharpened afterwards, which brings no
density back."""
EDGE_MM = 0.8
"""Dots nearer to the edge of what both pictures show are not measured: their surround would be cut."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where to read on the baseline's grid: the dots (n,) and the empty places (m,), px; ``sure`` (n,) the probability that a dot is
    pigment; ``lens_mm`` the blur of both lenses."""

    dots: tuple[Array, Array]
    empty: tuple[Array, Array]
    sure: Array
    lens_mm: tuple[float, float]

    def select(self, dots: NDArray[np.bool_], empty: NDArray[np.bool_]) -> Places:
        """The chosen places."""
        return Places((self.dots[0][dots], self.dots[1][dots]), (self.empty[0][empty], self.empty[1][empty]), self.sure[dots], self.lens_mm)


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Readings of a pair; ``kept`` and ``kept_empty`` say which places they are for.

    Dots look wider in one picture because its lens is softer, which costs density, or because those that are left are deeper, which costs
    none. While nothing is gone it can only be the lens; the more is gone, the more it is the dots: the readings lie between by that share,
    and ``width_gap`` is half the gap between the two answers.
    """

    readings: Readings
    kept: NDArray[np.bool_]
    kept_empty: NDArray[np.bool_]
    width: Width
    width_gap: float


def compare(before: Image, after: Image, scalp: Mask, all_dots: tuple[Array, Array], places: Places, mm_per_px: float) -> Compared | None:
    """Read both densities at ``places``; ``None`` where fewer than two undisturbed places of a kind are left.

    ``all_dots`` are all dots that were found, also those that are not read; ``scalp`` what both pictures show.
    """
    bad, bad_empty = disturbed(before, after, scalp, all_dots, [places.dots, places.empty], mm_per_px)
    kept, kept_empty = ~bad, ~bad_empty
    used = places.select(kept, kept_empty)
    if used.dots[0].size < 2 or used.empty[0].size < 2:
        return None
    width = match_width(_dot(before, used, mm_per_px), _dot(after, used, mm_per_px))
    curve = growth(dot_width_mm(_dot(before, used, mm_per_px), mm_per_px), max(float(np.mean(places.lens_mm)), LEAST_LENS_MM))
    as_lens = _read(softened(before, width.first_px), softened(after, width.second_px), used, curve, mm_per_px)
    as_shape = _read(smeared(before, width.first_px), smeared(after, width.second_px), used, curve, mm_per_px)
    gone = float(np.clip(as_lens.share_gone(), 0, 1))
    return Compared(_between(as_lens, as_shape, gone), kept, kept_empty, width, abs(as_lens.share_gone() - as_shape.share_gone()) / 2)


def _between(one: Readings, other: Readings, share: float) -> Readings:
    """``share`` of the way from one reading of the same places to another."""
    names = ("before", "after", "empty_before", "empty_after")
    return replace(one, **{name: (1 - share) * getattr(one, name) + share * getattr(other, name) for name in names})


def readable(scalp: Mask, places: tuple[Array, Array]) -> NDArray[np.bool_]:
    """Which places (n,) lie on what both pictures show (a mask already drawn in by ``EDGE_MM``)."""
    rows = np.clip(np.rint(places[1]).astype(int), 0, scalp.shape[0] - 1)
    columns = np.clip(np.rint(places[0]).astype(int), 0, scalp.shape[1] - 1)
    return np.asarray(scalp[rows, columns])


def _read(before: Image, after: Image, places: Places, curve: Growth, mm_per_px: float) -> Readings:
    pigment, left = [], []
    for density in (before, after):
        response = kernel_response(density, mm_per_px)
        dots, empty = sampled(response, *places.dots), sampled(response, *places.empty)
        pigment.append(curve.undone(dots - empty.mean()))
        left.append(empty - empty.mean())
    blocks = blocks_of(*places.dots, mm_per_px), blocks_of(*places.empty, mm_per_px)
    return Readings(pigment[0], pigment[1], places.sure, left[0], left[1], *blocks)


def _dot(density: Image, places: Places, mm_per_px: float) -> Array:
    """The mean dot (k, k) of this picture."""
    patches = []
    for x, y in (places.dots, places.empty):
        step = max(x.size // STACKED_DOTS, 1)
        patches.append(stack(density, x[::step], y[::step], mm_per_px))
    return np.asarray(patches[0] - patches[1])
