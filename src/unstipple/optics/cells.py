"""An even grid of cells over the objects, each listing those that may reach into it, darkest first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.optics.lanes.fields import FLIP_X, FLIP_Y, SWAP
from unstipple.optics.lanes.meet_kernel import Objects
from unstipple.optics.objects import Dots, Field, Hairs

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WIDE_MM, HIGH_MM = 0.12, 0.12
COARSER = 1.2
MANY_CELLS = 2**18
WIDEST_MM = 0.3
MOST_CELLS = 2**25
FAR_MM = 1e30
CLOSE = 1e-3


@dataclass(frozen=True, slots=True)
class Cells:
    """Origin in mm, cells per mm and numbers of cells along x, y and z; ``repeats`` when the field is periodic."""

    origin_mm: tuple[float, float, float]
    per_mm: tuple[float, float, float]
    count: tuple[int, int, int]
    half_mm: tuple[float, float]
    repeats: bool

    def kernel(self) -> tuple[np.float32, ...]:
        """The numbers as the walk takes them."""
        half = (FAR_MM, FAR_MM) if self.repeats else self.half_mm
        return tuple(np.float32(number) for number in (*self.origin_mm, *self.per_mm, *self.count, *half, float(self.repeats)))


def no_objects(cells: Cells) -> Objects:
    """Lists in which no cell has anything, for a walk that needs lists."""
    nx, ny, nz = cells.count
    number = (nz + 2) * ny * nx
    empty = (_dot_rows(None), _hair_rows(None), np.zeros(number + 1, np.int32), np.zeros(0, np.int32), np.zeros(number, np.uint8))
    return Objects(*empty, np.zeros(1, np.int32), np.array(cells.count, np.int32), 0.0, 0.0)


NONE = Cells((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (1, 1, 1), (FAR_MM, FAR_MM), False)


def checked_field(field: Field | None, dots: Dots | None, hairs: Hairs | None, reach_mm: float) -> None:
    """Refuse a field smaller than the beam, and dots or hairs that leave it."""
    if field is None:
        return
    for name, half in zip(("width_mm", "height_mm"), field.half_mm, strict=True):
        if reach_mm > half:
            raise BadInput(f"field {name}", 2 * half, f"{2 * reach_mm:g} mm or more, so that the beam fits in")
    for name, body in (("dots", dots), ("hairs", hairs)):
        if body is None:
            continue
        margin = dots.radius_mm if body is dots and dots is not None and field.edge == "open" else 0.0
        for axis, place, half in zip("xy", (body.x_mm, body.y_mm), field.half_mm, strict=True):
            out = np.abs(place) + margin > half
            if out.any():
                raise BadInput(f"{name} {axis}_mm", float(place[out][0]), f"within the field, {-half:g} to {half:g} mm")


def build(field: Field | None, dots: Dots | None, hairs: Hairs | None, *, tilted: bool = False) -> tuple[Cells, Objects | None]:
    """Lay the grid and list the objects; without objects the grid is one empty cell and ``None``. A tilted beam has fewer symmetries."""
    boxes = [box for box in (_dot_boxes(dots), _hair_boxes(hairs, dots.count if dots else 0)) if box is not None]
    if not boxes:
        if field is None:
            return NONE, None
        return Cells((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (1, 1, 1), field.half_mm, field.edge == "periodic"), None
    low, high, which, rounded = (np.concatenate(parts) for parts in zip(*boxes, strict=True))
    cells = _grid(field, low, high)
    start, member = _lists(cells, low, high, which, rounded, _darkness(dots, hairs))
    period = (field.width_mm, field.height_mm) if field and field.edge == "periodic" else (0.0, 0.0)
    copies = _copies(field, tilted)
    occupied = _occupied(np.diff(start) > 0, cells.count, copies)
    count = np.array(cells.count, np.int32)
    rows = (_dot_rows(dots), _hair_rows(hairs))
    return cells, Objects(*rows, start, member, occupied, copies, count, float(period[0]), float(period[1]))


def _copies(field: Field | None, tilted: bool) -> npt.NDArray[np.int32]:
    """The turns and mirrorings that leave beam and field as they are: all eight of a square, four of a rectangle, two under a tilt in x."""
    if tilted:
        return np.array([0, FLIP_Y], np.int32)
    if field is not None and field.width_mm != field.height_mm:
        return np.arange(FLIP_X + FLIP_Y + 1, dtype=np.int32)
    return np.arange(FLIP_X + FLIP_Y + SWAP + 1, dtype=np.int32)


def _occupied(busy: npt.NDArray[np.bool_], count: tuple[int, int, int], copies: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
    """For every cell, a bit a copy: whether the cell where that copy is lists anything."""
    nx, ny, nz = count
    block = busy.reshape(nz + 2, ny, nx)
    mask = np.zeros(block.shape, np.uint8)
    for bit, code in enumerate(copies):
        seen = block
        if code & FLIP_Y:
            seen = seen[:, ::-1, :]
        if code & FLIP_X:
            seen = seen[:, :, ::-1]
        if code & SWAP:
            seen = seen.transpose(0, 2, 1)
        mask |= (seen.astype(np.uint8) << bit).astype(np.uint8)
    return mask.ravel()


def _grid(field: Field | None, low: Floats, high: Floats) -> Cells:
    bottom, top = low[:, 2].min(), high[:, 2].max()
    if field is None:
        reach = np.full(2, max(np.abs(low[:, :2]).max(), np.abs(high[:, :2]).max()))
        half = (FAR_MM, FAR_MM)
    else:
        reach, half = np.array(field.half_mm), field.half_mm
    origin, extent = -reach, 2 * reach
    wide, tall = WIDE_MM, HIGH_MM
    while extent[0] * extent[1] / wide**2 * max(1.0, (top - bottom) / tall) > MANY_CELLS and wide < WIDEST_MM:
        wide, tall = wide * COARSER, tall * COARSER
    counts = [max(1, math.ceil(each / wide)) for each in extent] + [max(1, math.ceil((top - bottom) / tall))]
    if math.prod(counts) > MOST_CELLS:
        raise BadInput("field width_mm", float(extent[0]), f"a field of at most {MOST_CELLS / counts[2] * WIDE_MM**2 / 100:.0f} cm²")
    per = [n / max(each, WIDE_MM / 2) for n, each in zip(counts, (*extent, top - bottom), strict=True)]
    repeats = field is not None and field.edge == "periodic"
    corner = (float(origin[0]), float(origin[1]), float(bottom))
    return Cells(corner, (per[0], per[1], per[2]), (counts[0], counts[1], counts[2]), half, repeats)


def _lists(
    cells: Cells, low: Floats, high: Floats, which: Ints, round_: npt.NDArray[np.bool_], darkness: Floats
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Every (cell, object) pair of the boxes, sorted by cell and then by darkness; cells outside an open field are dropped."""
    tiny = 1e-4
    first = np.floor((low - cells.origin_mm) * cells.per_mm - tiny).astype(np.int64)
    last = np.floor((high - cells.origin_mm) * cells.per_mm + tiny).astype(np.int64)
    first[:, 2], last[:, 2] = np.maximum(first[:, 2], 0), np.minimum(last[:, 2], cells.count[2] - 1)
    spans = np.maximum(last - first + 1, 0)
    number = spans.prod(axis=1)
    box = np.repeat(np.arange(len(which)), number)
    step = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
    ix = first[box, 0] + step % spans[box, 0]
    iy = first[box, 1] + step // spans[box, 0] % spans[box, 1]
    iz = first[box, 2] + step // (spans[box, 0] * spans[box, 1])
    nx, ny, nz = cells.count
    kept = (ix >= 0) & (ix < nx) & (iy >= 0) & (iy < ny) | cells.repeats
    place = np.stack([ix, iy, iz], axis=1)
    kept &= _touches((place + 0.5) / cells.per_mm + cells.origin_mm, 0.5 / np.array(cells.per_mm), low[box], high[box], round_[box])
    if cells.repeats:
        ix, iy = ix % nx, iy % ny
    cell = (((iz + 1) * ny + iy) * nx + ix)[kept]  # planes of empty cells lie above and below
    thing = which[box][kept]
    order = np.lexsort((thing, -darkness[thing], cell))
    cell, thing = cell[order], thing[order]
    fresh = np.ones(len(cell), bool)
    fresh[1:] = (cell[1:] != cell[:-1]) | (thing[1:] != thing[:-1])
    start = np.searchsorted(cell[fresh], np.arange((nz + 2) * ny * nx + 1))
    return start.astype(np.int32), thing[fresh].astype(np.int32)


def _touches(centre: Floats, half: Floats, low: Floats, high: Floats, rounded: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Whether cells reach into the ellipsoids that fill the boxes; true for boxes that are not of a round body."""
    away = np.maximum(np.abs(centre - (low + high) / 2) - half, 0.0) / ((high - low) / 2)
    return np.asarray(~rounded | ((away**2).sum(axis=1) < 1 + CLOSE))


def _darkness(dots: Dots | None, hairs: Hairs | None) -> Floats:
    """Order in which objects are tried: hairs before dots, darker dots before lighter ones."""
    dot = dots.mua_per_mm if dots else np.empty(0)
    hair = np.full(hairs.count, math.inf) if hairs else np.empty(0)
    return np.concatenate([dot, hair])


def _dot_boxes(dots: Dots | None) -> tuple[Floats, Floats, Ints, npt.NDArray[np.bool_]] | None:
    if dots is None or not dots.count:
        return None
    centre = np.stack([dots.x_mm, dots.y_mm, dots.z_mm], axis=1)
    size = np.stack([dots.radius_mm, dots.radius_mm, dots.half_height_mm], axis=1)
    return centre - size, centre + size, np.arange(dots.count), np.ones(dots.count, bool)


def _hair_boxes(hairs: Hairs | None, first: int) -> tuple[Floats, Floats, Ints, npt.NDArray[np.bool_]] | None:
    """Boxes around short pieces of each shaft with its bulge, and around each bulb."""
    if hairs is None or not hairs.count:
        return None
    direction = hairs.direction
    thick, thin = np.maximum(hairs.shaft_radius_mm, hairs.bulge_radius_mm) / direction[:, 2], hairs.shaft_radius_mm / direction[:, 2]
    sink = hairs.bulge_end_mm - hairs.bulge_to_mm * direction[:, 2]  # a slanted end of the bulge reaches this much higher and lower
    bulge = hairs.bulge_from_mm * direction[:, 2] - sink, hairs.bulge_end_mm
    pieces = max(1, math.ceil(float(np.maximum(hairs.bulb_mm[:, 2] + thin, hairs.bulge_end_mm).max()) / HIGH_MM))
    edges = np.arange(pieces + 1) * HIGH_MM
    slope = direction[:, :2] / direction[:, 2:]
    exits = np.stack([hairs.x_mm, hairs.y_mm], axis=1)
    lows, highs = [], []
    for top, bottom in pairwise(edges):
        ends = np.stack([exits + slope * top, exits + slope * bottom])
        radius = np.where((bulge[0] < bottom) & (bulge[1] > top), thick, thin)
        lows.append(np.column_stack([ends.min(axis=0) - radius[:, None], np.full(hairs.count, top)]))
        highs.append(np.column_stack([ends.max(axis=0) + radius[:, None], np.full(hairs.count, bottom)]))
    bulb = np.maximum(hairs.bulb_radius_mm, hairs.bulb_half_length_mm)[:, None]
    lows.append(hairs.bulb_mm - bulb)
    highs.append(hairs.bulb_mm + bulb)
    which = np.tile(np.arange(first, first + hairs.count), pieces + 1)
    rounded = np.arange(len(which)) >= pieces * hairs.count
    return np.concatenate(lows), np.concatenate(highs), which, rounded


def _dot_rows(dots: Dots | None) -> npt.NDArray[np.float32]:
    if dots is None:
        return np.zeros((0, 6), np.float32)
    columns = (dots.x_mm, dots.y_mm, dots.z_mm, dots.radius_mm**-2, dots.half_height_mm**-2, dots.mua_per_mm)
    return np.ascontiguousarray(np.stack(columns, axis=1), dtype=np.float32)


def _hair_rows(hairs: Hairs | None) -> npt.NDArray[np.float32]:
    if hairs is None:
        return np.zeros((0, 17), np.float32)
    columns = (
        hairs.x_mm, hairs.y_mm, *hairs.direction.T, hairs.length_mm, hairs.shaft_radius_mm**2, hairs.bulge_from_mm, hairs.bulge_to_mm,
        hairs.bulge_radius_mm**2, hairs.bulb_radius_mm**-2, hairs.bulb_half_length_mm**-2,
        hairs.shaft_mua_per_mm, hairs.bulge_mua_per_mm, hairs.bulb_mua_per_mm, *_outlines_mm(hairs),
    )  # fmt: skip
    return np.ascontiguousarray(np.stack(columns, axis=1), dtype=np.float32)


def _outlines_mm(hairs: Hairs) -> tuple[Floats, Floats]:
    """Squared horizontal reach of shaft and bulge from the axis at the same depth, (n,) in mm², and the least depth of a bulb, (n,)."""
    thick = (1 + CLOSE) * np.maximum(hairs.shaft_radius_mm, hairs.bulge_radius_mm) / hairs.direction[:, 2]
    return thick**2, hairs.bulb_mm[:, 2] - np.maximum(hairs.bulb_radius_mm, hairs.bulb_half_length_mm)
