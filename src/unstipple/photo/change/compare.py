"""Compares photographs of two visits: what share of the pigment is gone, or why that cannot be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.change.clearance import LEAST_DOTS, Readings, spreads_for
from unstipple.photo.change.field import FIELD_MM, Field, align, warp, warp_mask
from unstipple.photo.change.flux import empty_places, kernel_response, patches_at, topped, twin_places
from unstipple.photo.change.pair import EDGE_MM, Compared, Places, compare, readable
from unstipple.photo.change.refine import refined
from unstipple.photo.change.result import Change, Fate, PerDot, Share, Why
from unstipple.photo.change.sheet import Sheet, sampled, sheet_of, working_mm_per_px
from unstipple.photo.change.surface import Calibrated, surface_doubt, surfaces, tone
from unstipple.photo.density import Image, Mask
from unstipple.photo.look import Look
from unstipple.pigment import Kind
from unstipple.scalp import Zone

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEVEL = 0.95
MOST_SCALE_RATIO = 1.5
DARK_SKIN_TYPE = 5
LEAST_NCC = 0.15
LEAST_SUPPORTED = 0.60
MOST_DISTURBED = 0.60
MOST_REPEAT_GAP = 0.05
MEASURABLE_TO = 0.80
"""Beyond this clearance too little pigment is left for a number; a lower bound is."""
SYSTEMATIC = 0.010
"""Standard deviation that no pair falls below: what differs between two pictures in ways that neither shows."""
SYSTEMATIC_OF_GONE = 0.04
"""Standard deviation per unit of clearance: deep dots are compressed by the surface's reflection and by the lens more than faint ones."""
SYSTEMATIC_OF_WIDTH = 1.0
"""Share of the gap between the two ways to make up for unequal widths that counts as doubt."""
SYSTEMATIC_OF_KINDS = 0.35
"""Share of the correction for what is no pigment that counts as doubt."""
MOST_DOT_ERROR = 0.5
"""A dot whose own share would have a larger standard error counts in the whole but gets no share of its own."""
LEAST_SURE = 0.05
DARK_DOTS = 0.95
"""Share of the dots that are fainter than what counts as the darkest."""
USUAL_LENS_MM = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class _Aligned:
    """A picture on the baseline's grid."""

    density: Image
    scalp: Mask
    field: Field


def follow(
    before: Look,
    after: Look,
    *,
    repeat: Look | None = None,
    zones: Sequence[Zone] = (),
    colours: tuple[Calibrated | None, Calibrated | None, Calibrated | None] = (None, None, None),
    level: float = LEVEL,
    skin_type: int | None = None,
) -> Change:
    """Measure what has become of the baseline's dots.

    Parameters
    ----------
    before, after : the photographs of the two visits, looked at; only the dots of ``before`` are used.
    repeat : a second photograph of the first visit, taken anew: it says how well two pictures of the same scalp agree.
    zones : polygons on ``before``, each of which gets a clearance of its own.
    colours : colour calibrations of before, after and repeat; with all of them the surface's reflection is taken off.
    level : probability of the intervals.
    skin_type : Fitzpatrick's type 1-6 where it is known. On types V and VI the surface's reflection hides much of a dot, and a tan hides
        more of it: without calibrations in all pictures such a pair is refused.

    A pair that cannot be compared gives a `Change` whose ``comparable`` is false and whose ``why`` says the reason; nothing is guessed.
    """
    refused = _refused_at_sight(before, after, repeat, zones, level)
    if refused is not None:
        return refused
    mm_per_px = working_mm_per_px(before)
    calibrated = all(colour is not None for colour, seen in zip(colours, (before, after, repeat), strict=True) if seen is not None)
    if not calibrated and skin_type is not None and skin_type >= DARK_SKIN_TYPE:
        return _no(Why.SKIN_DARKNESS, before, zones, level)
    own = [colour if calibrated else None for colour in colours]
    taken = [(seen, colour) for seen, colour in zip((before, after, repeat), own, strict=True) if seen is not None]
    pigment = before.dots.kind == Kind.PIGMENT
    darkest_od = float(np.quantile(before.dots.contrast[pigment], DARK_DOTS))
    mirrored = surfaces([(seen.photo.rgb, seen.scalp_mask, colour) for seen, colour in taken], darkest_od)
    sheets = [sheet_of(seen, mm_per_px, veil.share, tone(colour)) for (seen, colour), veil in zip(taken, mirrored, strict=True)]
    dots = sheets[0].from_native(before.dots.x_px[pigment], before.dots.y_px[pigment])
    aligned = [_aligned(sheets[0], sheet, dots) for sheet in sheets[1:]]
    if aligned[0] is None:
        return _no(Why.NOT_ALIGNED, before, zones, level)
    if aligned[-1] is None:
        return _no(Why.REPEAT_DISAGREES, before, zones, level)
    again = None if repeat is None else aligned[1]
    unknown = surface_doubt(mirrored[0], mirrored[1])
    return _Comparison((before, after, repeat), sheets[0], aligned[0], again, zones, level, unknown).change()


def _aligned(first: Sheet, sheet: Sheet, dots: tuple[Array, Array]) -> _Aligned | None:
    rough = align(first, sheet)
    if rough is None:
        return None
    field = refined(rough, first, sheet, dots)
    scalp = first.scalp & warp_mask(sheet.scalp, field.column, field.row)
    # outside the picture there is nothing: not black, which would read as the darkest dot
    density = np.where(scalp, warp(sheet.density, field.column, field.row), first.density)
    return _Aligned(density.astype(np.float32), scalp, field)


class _Comparison:
    """One comparison under way: the steps share the aligned pictures."""

    def __init__(
        self,
        looks: tuple[Look, Look, Look | None],
        first: Sheet,
        second: _Aligned,
        again: _Aligned | None,
        zones: Sequence[Zone],
        level: float,
        surface: float,
    ) -> None:
        self.surface = surface
        self.before, self.after, self.repeat = before, _, _ = looks
        self.first, self.second, self.again = first, second, again
        self.zones, self.level, self.mm_per_px = zones, level, first.mm_per_px
        self.all_dots = first.from_native(before.dots.x_px, before.dots.y_px)
        self.pigment = np.asarray(before.dots.kind == Kind.PIGMENT)
        self.shown = self._drawn_in(second.scalp if again is None else second.scalp & again.scalp)
        self.held = second.field.supported() & (True if again is None else again.field.supported())
        self.seen = self.pigment & readable(self.shown, self.all_dots)
        self.aligned = self.seen & readable(self.held, self.all_dots)

    def _drawn_in(self, mask: Mask) -> Mask:
        framed = np.zeros(mask.shape, dtype=bool)
        framed[1:-1, 1:-1] = mask[1:-1, 1:-1]
        padded = cv2.distanceTransform(framed.astype(np.uint8), cv2.DIST_L2, 3)
        return np.asarray(padded > EDGE_MM / self.mm_per_px)

    @property
    def support(self) -> float:
        """Share of the pigment dots in both pictures that stand where the alignment is known."""
        return float(self.aligned.sum() / max(self.seen.sum(), 1))

    def change(self) -> Change:
        """The answer."""
        if self.second.field.ncc < LEAST_NCC:
            return self._no(Why.WEAK_MATCH)
        if self.support < LEAST_SUPPORTED:
            return self._no(Why.LITTLE_SUPPORT)
        if self.aligned.sum() < LEAST_DOTS:
            return self._no(Why.FEW_DOTS)
        places = self._places()
        baseline, followed = (self.first.density, self.before), (self.second.density, self.after)
        whole = self._compared(baseline, followed, places)
        if whole is None or whole.kept.mean() < 1 - MOST_DISTURBED or whole.kept.sum() < LEAST_DOTS:
            return self._no(Why.DISTURBED)
        pairs, gap = [whole], None
        if self.again is not None and self.repeat is not None:
            repeated = (self.again.density, self.repeat)
            twice = self._compared(baseline, repeated, places)
            other = self._compared(repeated, followed, places)
            if twice is None or other is None:
                return self._no(Why.DISTURBED)
            gap = twice.readings.share_gone()
            if abs(gap) > MOST_REPEAT_GAP:
                return self._no(Why.REPEAT_DISAGREES, gap)
            pairs.append(other)
        return self._answer(pairs, places, gap)

    def _places(self) -> Places:
        """Dots at the top of the kernel's response, and empty places treated alike."""
        response = kernel_response(self.first.density, self.mm_per_px)
        x, y = (axis[self.aligned] for axis in self.all_dots)
        x, y, _ = topped(patches_at(response, x, y, self.mm_per_px), x, y)
        across, down = (axis[self.pigment] for axis in self.all_dots)
        free = empty_places(across, down, self.shown & self.held, self.mm_per_px)
        dots = self.before.dots
        sure = (dots.probability * (1 - dots.hair))[self.aligned]
        return Places(
            (x, y), twin_places(response, (x, y), free, self.mm_per_px), np.maximum(sure, LEAST_SURE), (USUAL_LENS_MM, USUAL_LENS_MM)
        )

    def _compared(self, one: tuple[Image, Look], other: tuple[Image, Look], places: Places) -> Compared | None:
        lenses = replace(places, lens_mm=(_lens_mm(one[1]), _lens_mm(other[1])))
        return compare(one[0], other[0], self.shown, self.all_dots, lenses, self.mm_per_px)

    def _answer(self, pairs: list[Compared], places: Places, gap: float | None) -> Change:
        inside = [np.ones(places.dots[0].size, dtype=bool)] + [self._within(zone, places.dots) for zone in self.zones]
        names = ["whole", *(zone.name for zone in self.zones)]
        shares = [self._share(name, pairs, chosen, gap) for name, chosen in zip(names, inside, strict=True)]
        whole = shares[0]
        why = Why.AT_LEAST if whole.at_least else Why.MEASURED
        return Change(
            True, why, whole, tuple(shares[1:]), self._shift_px(), self.support, self.second.field.ncc, self._per_dot(pairs),
            gap, *self._field(), warped=self._warped(),
        )  # fmt: skip

    def _within(self, zone: Zone, dots: tuple[Array, Array]) -> Flags:
        return np.asarray(zone.polygon_px.contains(*self.first.to_native(*dots)))

    def _share(self, name: str, pairs: list[Compared], chosen: Flags, gap: float | None) -> Share:
        """Mean over the baseline photographs; the empty places of the whole picture serve every zone."""
        readings = [pair.readings.select(chosen[pair.kept]) for pair in pairs]
        count = min(reading.before.size for reading in readings)
        if count < LEAST_DOTS or any((reading.sure * reading.before).sum() <= 0 for reading in readings):
            return Share(name, None, None, None, self.level, count)
        gone = float(np.mean([reading.share_gone() for reading in readings]))
        half = spreads_for(self.level) * self._deviation(pairs, readings, gone, gap)
        if gone > MEASURABLE_TO:
            return Share(name, None, max(gone - half, 0.0), None, self.level, count, at_least=True)
        return Share(name, gone, gone - half, min(gone + half, 1.0), self.level, count)

    def _deviation(self, pairs: list[Compared], readings: list[Readings], gone: float, gap: float | None) -> float:
        chance = float(np.mean([reading.doubt() for reading in readings]))
        width = SYSTEMATIC_OF_WIDTH * float(np.mean([pair.width_gap for pair in pairs]))
        kinds = SYSTEMATIC_OF_KINDS * abs(gone) * float(np.mean([1 - reading.sure_share for reading in readings]))
        surface = self.surface * max(1 - gone, 0.0)
        parts = [chance, SYSTEMATIC, SYSTEMATIC_OF_GONE * gone, width, kinds, surface, 0.0 if gap is None else gap / 2]
        return float(np.sqrt(np.sum(np.square(parts))))

    def _per_dot(self, pairs: list[Compared]) -> PerDot:
        count = self.before.dots.count
        gone, error = np.full(count, np.nan), np.full(count, np.nan)
        indices = np.flatnonzero(self.aligned)
        each = np.full((len(pairs), 2, indices.size), np.nan)
        for pair, room in zip(pairs, each, strict=True):
            room[:, pair.kept] = pair.readings.per_dot()
        gone[indices], error[indices] = each.mean(axis=0)
        # a dot of which next to nothing is read in the baseline has no share of its own
        faint = np.isfinite(error) & ~(error < MOST_DOT_ERROR)
        gone[faint], error[faint] = np.nan, np.nan
        measured = np.isfinite(gone)
        fate = np.full(count, Fate.DISTURBED, dtype=object)
        for flags, name in (
            (faint, Fate.FAINT),
            (measured, Fate.MEASURED),
            (~self.aligned, Fate.NOT_ALIGNED),
            (~self.seen, Fate.OUTSIDE),
            (~self.pigment, Fate.NOT_PIGMENT),
        ):
            fate[flags] = name
        return PerDot(self.before.dots.x_px, self.before.dots.y_px, gone, error, measured, tuple(fate))

    def _native_field(self) -> tuple[Image, Image, int]:
        """Place of the baseline's pixels in the follow-up's own pixels, on a coarse grid of the working picture."""
        step = max(round(FIELD_MM / self.mm_per_px), 1)
        column, row = (plane[::step, ::step].astype(np.float64) for plane in (self.second.field.column, self.second.field.row))
        height, width = self.after.photo.shape
        across, down = (max(self.mm_per_px / self.after.mm_per_px, 1e-9),) * 2
        sheet = (max(round(width / across), 8), max(round(height / down), 8))
        x = (column + 0.5) * width / sheet[0] - 0.5
        y = (row + 0.5) * height / sheet[1] - 0.5
        return x.astype(np.float32), y.astype(np.float32), step

    def _field(self) -> tuple[Image, Image, float]:
        x, y, step = self._native_field()
        rows, columns = np.mgrid[0 : x.shape[0], 0 : x.shape[1]] * step
        own_x, own_y = self.first.to_native(columns.astype(float), rows.astype(float))
        return (x - own_x).astype(np.float32), (y - own_y).astype(np.float32), step * self.first.per_px[0]

    def _shift_px(self) -> float:
        x, y = (axis[self.aligned] for axis in self.all_dots)
        if not x.size:
            return 0.0
        right, down, field_px = self._field()
        native = self.first.to_native(x, y)
        at = tuple(axis / field_px for axis in native)
        return float(np.hypot(np.median(sampled(right, at[0], at[1])), np.median(sampled(down, at[0], at[1]))))

    def _warped(self) -> NDArray[np.uint8]:
        """The follow-up on the baseline's pixels."""
        height, width = self.before.photo.shape
        x, y, step = self._native_field()
        warped = np.full((height, width, 3), 128, dtype=np.uint8)
        for top in range(0, height, 512):
            rows, columns = np.mgrid[top : min(top + 512, height), 0:width]
            work_x, work_y = self.first.from_native(columns.astype(float), rows.astype(float))
            at = [(axis / step).astype(np.float32) for axis in (work_x, work_y)]
            place = [cv2.remap(plane, at[0], at[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for plane in (x, y)]
            warped[top : top + 512] = cv2.remap(
                self.after.photo.rgb, place[0], place[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(128, 128, 128)
            )
        return warped

    def _no(self, why: Why, gap: float | None = None) -> Change:
        none = _no(why, self.before, self.zones, self.level)
        return Change(
            False, why, none.whole, none.zones, self._shift_px(), self.support, self.second.field.ncc, none.dots, gap,
            *self._field(), warped=self._warped(),
        )  # fmt: skip


def _lens_mm(seen: Look) -> float:
    """Blur of a picture as it was found when the picture was looked at."""
    found = [check.value for check in seen.quality.checks if check.name == "sharpness"]
    return float(np.clip(found[0], 0.02, 0.15)) if found else USUAL_LENS_MM


def _refused_at_sight(before: Look, after: Look, repeat: Look | None, zones: Sequence[Zone], level: float) -> Change | None:
    named = ((Why.BEFORE_UNUSABLE, before), (Why.AFTER_UNUSABLE, after), (Why.REPEAT_UNUSABLE, repeat))
    for why, seen in named:
        if seen is not None and not seen.quality.usable:
            return _no(why, before, zones, level)
    for seen in (after, repeat):
        if seen is not None and not 1 / MOST_SCALE_RATIO <= seen.mm_per_px / before.mm_per_px <= MOST_SCALE_RATIO:
            return _no(Why.SCALES_DIFFER, before, zones, level)
    if (before.dots.kind == Kind.PIGMENT).sum() < LEAST_DOTS:
        return _no(Why.FEW_DOTS, before, zones, level)
    return None


def _no(why: Why, before: Look, zones: Sequence[Zone], level: float) -> Change:
    """No number, and why."""
    count = before.dots.count
    unknown = np.full(count, np.nan)
    dots = PerDot(before.dots.x_px, before.dots.y_px, unknown, unknown, np.zeros(count, dtype=bool), (Fate.NOT_ALIGNED,) * count)
    nothing = tuple(Share(name, None, None, None, level, 0) for name in ("whole", *(zone.name for zone in zones)))
    return Change(False, why, nothing[0], nothing[1:], 0.0, 0.0, 0.0, dots)
