"""What the cards of a photograph say together: scale everywhere, colour, and where not to look for scalp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from unstipple.photo.card.colour import Colour, colour_of
from unstipple.photo.card.find import CardSeen, find_cards
from unstipple.photo.card.layout import PRINT_SCALE_DOUBT, WIDTH_MM
from unstipple.photo.card.values import CardValues
from unstipple.photo.density import Image
from unstipple.photo.scale import Scale
from unstipple.scalp import Polygon

Array: TypeAlias = NDArray[np.float64]

DEPTH_DOUBT_ONE, DEPTH_DOUBT_MORE = 0.02, 0.012
"""Relative standard deviation of scale because the scalp lies some millimetres nearer or farther than the card: 6 mm at 300 mm; half with
cards on both sides."""


@dataclass(frozen=True, slots=True, eq=False)
class CardsSeen:
    """Scale and colour from the cards in one photograph, and their outlines in px."""

    scale: Scale
    colour: Colour
    cards: tuple[CardSeen, ...]

    @property
    def outlines(self) -> tuple[Polygon, ...]:
        """Where paper covers the picture."""
        return tuple(card.outline_px for card in self.cards)


def read_cards(rgb: NDArray[np.uint8], light: Image, values: CardValues | None = None) -> CardsSeen | None:
    """Cards in a picture (height, width, 3) and its linear light; ``None`` without a card. ``values`` are what this print measures.

    One card gives one scale: that of a surface at its distance that faces the camera, whatever the card's own tilt. From two on, the scale
    changes evenly from card to card. Raises `UnusablePhoto` for a card that is there but cannot measure.
    """
    cards = find_cards(rgb)
    if not cards:
        return None
    colours = [colour_of(light, card, values) for card in cards]
    best = min(colours, key=lambda one: one.residual)
    corner = max(card.residual_mm for card in cards) / WIDTH_MM
    if len(cards) == 1:
        doubt = float(np.sqrt(PRINT_SCALE_DOUBT**2 + corner**2 + DEPTH_DOUBT_ONE**2))
        return CardsSeen(Scale(cards[0].pose.mm_per_px, doubt, "card"), best, cards)
    doubt = float(np.sqrt(PRINT_SCALE_DOUBT**2 + corner**2 + DEPTH_DOUBT_MORE**2))
    local = _between(cards, (int(rgb.shape[0]), int(rgb.shape[1])))
    typical = float(np.exp(np.mean([np.log(card.pose.mm_per_px) for card in cards])))
    return CardsSeen(Scale(typical, doubt, "cards", local), best, cards)


def _between(cards: tuple[CardSeen, ...], shape: tuple[int, int]) -> Image:
    """Millimetres per pixel (height, width): the logarithm is flat along every direction in which the cards do not differ, and never beyond
    the cards' own values."""
    places = np.array([card.centre_px for card in cards])
    logs = np.array([np.log(card.pose.mm_per_px) for card in cards])
    middle = places.mean(axis=0)
    slope = np.linalg.pinv(places - middle, rcond=0.05) @ (logs - logs.mean())
    x, y = np.arange(shape[1], dtype=np.float32), np.arange(shape[0], dtype=np.float32)
    plane = logs.mean() + slope[0] * (x - middle[0])[None, :] + slope[1] * (y - middle[1])[:, None]
    return np.asarray(np.exp(np.clip(plane, logs.min(), logs.max())), dtype=np.float32)
