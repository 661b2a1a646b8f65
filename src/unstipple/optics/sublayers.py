"""The layers as the photon walk sees them: cut where objects begin and end, each piece with its majorant and its depth cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.optics.lanes.events_kernel import Medium
from unstipple.optics.lanes.fields import SUBLAYER_FIELDS
from unstipple.optics.layers import Layer, Stack
from unstipple.optics.objects import Dots, Hairs

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

THIN_COLLISIONS = 1.0
"""Tentative collisions across a layer that hardly touches light, so that its fluence is seen well; most of them change nothing."""
THIN = 0.2
"""Optical thickness below which a layer is thin."""
SPARE = 0.01
"""Least tentative collisions a scattering where objects are: single precision could not tell fewer of them from none."""
ENDLESS_MM = 1e15
CLOSE_MM = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Sublayers: boundaries (s + 1,) in mm, the layer (s,) each belongs to, majorant collision coefficients (s,) in 1/mm, and whether
    objects reach into each (s,).
    """

    stack: Stack
    wall_mm: Floats
    layer: Ints
    majorant_per_mm: Floats
    darkened: npt.NDArray[np.bool_]

    @property
    def plain(self) -> bool:
        """Whether every collision is a real one."""
        return all(self.majorant_per_mm[s] == self.stack.layers[k].mut_per_mm for s, k in enumerate(self.layer))

    def medium(self, cells_per_mm: Floats, first_cell: Floats) -> Medium:
        """The rows that lanes copy, with each sublayer's depth cells."""
        layers = [self.stack.layers[k] for k in self.layer]
        majorant = self.majorant_per_mm
        row = np.zeros((len(layers), len(SUBLAYER_FIELDS)), np.float32)
        row[:, 0], row[:, 1] = self.wall_mm[:-1], np.minimum(self.wall_mm[1:], ENDLESS_MM)
        row[:, 2] = 1 / majorant
        row[:, 3] = [layer.mua_per_mm for layer in layers]
        row[:, 4] = np.array([layer.mus_per_mm for layer in layers]) / majorant
        row[:, 5] = [layer.g for layer in layers]
        row[:, 6], row[:, 7] = cells_per_mm, first_cell
        indices = self.stack.indices
        return Medium(row, np.concatenate([indices[:1], indices[1:-1][self.layer], indices[-1:]]))


def pieces(stack: Stack, dots: Dots | None = None, hairs: Hairs | None = None, cuts_mm: Sequence[float] = ()) -> Pieces:
    """Cut ``stack`` at the depths between which dots lie in a layer, at the ends of the hairs, and at ``cuts_mm``.

    Raises `BadInput` by name where a dot crosses a boundary or leaves the stack, or a bulb leaves the stack.
    """
    walls = stack.walls_mm
    spans = [] if dots is None or not dots.count else _dot_spans(stack, dots)
    if hairs is not None and hairs.count:
        spans += _hair_spans(walls, hairs)
    cuts = sorted({cut for top, bottom, _ in spans for cut in (top, bottom) if cut > 0} | set(cuts_mm))
    wall = list(walls)
    for cut in cuts:
        if min(abs(cut - other) for other in wall) > CLOSE_MM and cut < walls[-1]:
            wall.append(cut)
    wall_mm = np.sort(np.array(wall))
    layer = np.searchsorted(walls[1:], wall_mm[:-1] + CLOSE_MM / 2, side="left")
    darkest = [_darkest(float(wall_mm[s]), float(wall_mm[s + 1]), spans) for s in range(len(layer))]
    majorant = [_majorant(stack.layers[k], darkest[s]) for s, k in enumerate(layer)]
    return Pieces(stack, wall_mm, layer, np.array(majorant), np.array([each is not None for each in darkest]))


def _darkest(top: float, bottom: float, spans: list[tuple[float, float, float]]) -> float | None:
    """Absorption of the darkest object that reaches into a piece, ``None`` where none does."""
    return max((mua for high, low, mua in spans if high < bottom - CLOSE_MM and low > top + CLOSE_MM), default=None)


def _majorant(layer: Layer, darkest: float | None) -> float:
    """Collision coefficient in a piece: the tissue's, and where objects reach into it enough tentative collisions more.

    As many as the darkest object needs, and as many as the tissue absorbs, so that inside a clearer object, whose light is to gain on the
    tissue's, it at most doubles at one of them.
    """
    majorant = layer.mut_per_mm
    if darkest is not None:
        majorant += max(darkest - layer.mua_per_mm, layer.mua_per_mm, SPARE * layer.mus_per_mm)
    if majorant * layer.thickness_mm < THIN:
        return THIN_COLLISIONS / layer.thickness_mm
    return majorant


def _dot_spans(stack: Stack, dots: Dots) -> list[tuple[float, float, float]]:
    """Depth range and largest absorption of the dots in each layer that has any."""
    walls = stack.walls_mm
    top, bottom = dots.z_mm - dots.half_height_mm, dots.z_mm + dots.half_height_mm
    inside = np.searchsorted(walls[1:], dots.z_mm)
    if (top < -CLOSE_MM).any() or (inside >= len(stack.layers)).any():
        bad = float(dots.z_mm[(top < -CLOSE_MM) | (inside >= len(stack.layers))][0])
        raise BadInput("dots z_mm", bad, f"depths that keep the whole dot within 0 to {walls[-1]:g} mm")
    across = (top < walls[inside] - CLOSE_MM) | (bottom > walls[inside + 1] + CLOSE_MM)
    if across.any():
        bad_dot = int(np.argmax(across))
        allowed = f"a dot within one layer; dot {bad_dot + 1} reaches from {top[bad_dot]:g} to {bottom[bad_dot]:g} mm across a boundary"
        raise BadInput("dots z_mm", float(dots.z_mm[bad_dot]), allowed)
    spans = []
    for k in sorted(set(inside.tolist())):
        mine = inside == k
        spans.append((float(top[mine].min()), float(bottom[mine].max()), float(dots.mua_per_mm[mine].max())))
    return spans


def _hair_spans(walls: Floats, hairs: Hairs) -> list[tuple[float, float, float]]:
    """Depth ranges and largest absorption of shafts with bulges, and of bulbs."""
    lowest, depth = hairs.deepest_mm, hairs.bulb_mm[:, 2]
    if (lowest > walls[-1]).any():
        raise BadInput("hairs length_mm", float(hairs.length_mm[lowest.argmax()]), f"bulbs within the {walls[-1]:g} mm of the layers")
    shaft = np.maximum(hairs.shaft_mua_per_mm, hairs.bulge_mua_per_mm).max()
    end = float(np.maximum(depth + hairs.shaft_radius_mm, hairs.bulge_end_mm).max())
    reach = np.maximum(hairs.bulb_radius_mm, hairs.bulb_half_length_mm)
    return [(-math.inf, end, float(shaft)), (float((depth - reach).min()), float(lowest.max()), float(hairs.bulb_mua_per_mm.max()))]
