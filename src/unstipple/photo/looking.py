"""Looks at a photograph: card, scale, outline, quality, dots, what they stand for, skin. A picture that fails a check is not measured."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from unstipple.errors import BadInput, UnusablePhoto
from unstipple.photo.card import CardsSeen, CardValues, read_cards
from unstipple.photo.density import Image, Mask, above_skin, linear_light, raw_density
from unstipple.photo.dots import find_dots, recall_by_injection
from unstipple.photo.look import LEVEL, Look
from unstipple.photo.outline import find_scalp, without_glare, without_polygons
from unstipple.photo.quality import Check, Quality, Subject, blur_mm, first_checks, scale_check, sharp_check, skin_checks
from unstipple.photo.read import Photo
from unstipple.photo.scale import Scale
from unstipple.photo.skin import see_skin
from unstipple.pigment import Dots, pigment_map
from unstipple.scalp import Polygon

TILE_MM = 5.0
CARD_RIM_MM = 2.0
MOST_CLASH = 0.10
"""Relative difference between a typed scale and the card's above which one of them is wrong."""
Window = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The part of the photograph that is looked at: ``window`` x0, y0, x1, y1 in px of the whole, its linear light, cards and scale."""

    photo: Photo
    window: Window
    light: Image
    cards: CardsSeen | None
    scale: Scale

    @property
    def mm_per_px(self) -> float:
        return self.scale.mm_per_px

    def whole(self, plane: np.ndarray, empty: float = 0) -> np.ndarray:
        """A plane (height, width) of the part, laid into one of the whole photograph."""
        x0, y0, x1, y1 = self.window
        full = np.full(self.photo.shape, empty, dtype=plane.dtype)
        full[y0:y1, x0:x1] = plane
        return full


def look(
    photo: Photo, mm_per_px: float | None = None, *, scalp: Polygon | None = None, crop: Window | None = None,
    card_values: CardValues | None = None,
) -> Look:  # fmt: skip
    """Look at a photograph.

    Parameters
    ----------
    mm_per_px : millimetres of scalp per pixel; without it the printed card in the picture gives the scale, and without both the photograph
        is unusable. Given beside a card, the two must agree.
    scalp : outline of the scalp in px, instead of the program's own.
    crop : x0, y0, x1, y1 in px: only this part is looked at.
    card_values : what this print of the card measures; without them its colours count as those of an unmeasured print.

    A photograph that fails a check gives a `Look` whose ``quality.usable`` is false. Raises `BadInput` for a crop or outline outside the
    picture, `UnusablePhoto` for a card that is there but cannot measure.
    """
    x0, y0, x1, y1 = window = _window(photo, crop)
    rgb = photo.rgb[y0:y1, x0:x1]
    light = linear_light(rgb)
    cards = _cards(rgb, light, mm_per_px, card_values)
    scale = _scale(mm_per_px, cards)
    checks = [scale_check(scale.mm_per_px or None), *_clash(mm_per_px, cards)]
    if not all(check.ok for check in checks):
        return _unusable(photo, scale, checks)
    part = _Part(photo, window, light, cards, scale)
    covered = cards.outlines if cards else ()
    drawn = _outlined(scalp, window) if scalp else find_scalp(light, part.mm_per_px)
    outline = without_polygons(drawn, covered, CARD_RIM_MM / part.mm_per_px)
    mask = without_glare(outline, light, part.mm_per_px)
    subject = Subject(rgb, light, outline, mask, part.mm_per_px, outlined=scalp is not None, cards=covered)
    checks += first_checks(subject)
    if not all(check.ok for check in checks):
        return _unusable(photo, scale, checks)
    density = above_skin(raw_density(light), mask, part.mm_per_px)
    checks.append(sharp_check(blur_mm(density, mask, part.mm_per_px)))
    if checks[-1].ok:
        checks += skin_checks(subject)
    if not all(check.ok for check in checks):
        return _unusable(photo, scale, checks)
    return _seen(part, checks, mask, density)


def _cards(rgb: np.ndarray, light: Image, mm_per_px: float | None, values: CardValues | None) -> CardsSeen | None:
    """The cards; one that cannot measure is passed over where the scale was given."""
    try:
        return read_cards(rgb, light, values)
    except UnusablePhoto:
        if mm_per_px is None:
            raise
        return None


def _scale(mm_per_px: float | None, cards: CardsSeen | None) -> Scale:
    if mm_per_px is not None:
        return Scale(mm_per_px)
    return cards.scale if cards else Scale(0.0)


def _clash(mm_per_px: float | None, cards: CardsSeen | None) -> list[Check]:
    if mm_per_px is None or cards is None or mm_per_px <= 0:
        return []
    apart = abs(mm_per_px / cards.scale.mm_per_px - 1)
    advice = "" if apart <= MOST_CLASH else "The typed scale and the card in the picture differ; leave the typed one out."
    return [Check("scale-and-card", apart <= MOST_CLASH, apart, MOST_CLASH, advice)]


def _window(photo: Photo, crop: Window | None) -> Window:
    height, width = photo.shape
    if crop is None:
        return 0, 0, width, height
    x0, y0, x1, y1 = crop
    if not (0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height):
        raise BadInput("crop", crop, f"x0, y0, x1, y1 inside the picture of {width} x {height} pixels", photo.name)
    return crop


def _outlined(scalp: Polygon, window: Window) -> Mask:
    x0, y0, x1, y1 = window
    mask = Polygon(scalp.vertices - (x0, y0)).mask(y1 - y0, x1 - x0)
    if not mask.any():
        raise BadInput("scalp", scalp.vertices.tolist(), "an outline that lies inside the picture (and its crop)")
    return mask


def _seen(part: _Part, checks: list[Check], mask: Mask, density: Image) -> Look:
    """Everything that is measured, back from the crop to the whole picture."""
    scale = part.scale if part.scale.local is None else replace(part.scale, local=part.whole(part.scale.local, part.mm_per_px))
    found = find_dots(part.light, mask, part.mm_per_px)
    counting = recall_by_injection(found, scale_doubt=scale.doubt).counting
    full = part.whole(mask)
    dots = replace(found.dots, x_px=found.dots.x_px + part.window[0], y_px=found.dots.y_px + part.window[1])
    colour = part.cards.colour if part.cards else None
    tiles = pigment_map(dots, full, part.mm_per_px, tile_mm=TILE_MM, level=LEVEL, counting=counting)
    light = part.light if full.shape == mask.shape else linear_light(part.photo.rgb)
    skin = see_skin(light, part.whole(density), full, dots, part.mm_per_px, scale.area_cm2(full), colour)
    return Look(part.photo, scale, Quality(tuple(checks)), full, dots, tiles, skin, counting, colour)


def _unusable(photo: Photo, scale: Scale, checks: list[Check]) -> Look:
    return Look(photo, scale, Quality(tuple(checks)), np.zeros(photo.shape, dtype=bool), Dots.none(), None)
