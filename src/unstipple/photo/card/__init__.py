"""The printed card: scale and colour of a photograph from something of known size and shade."""

from unstipple.photo.card.colour import Colour, colour_of
from unstipple.photo.card.find import CardSeen, find_cards
from unstipple.photo.card.layout import Card, Patch, card_of, marker_corners_mm, outline_mm, patches
from unstipple.photo.card.raster import card_raster
from unstipple.photo.card.reading import CardsSeen, read_cards
from unstipple.photo.card.values import CardValues, read_card_values

__all__ = [
    "Card", "CardSeen", "CardValues", "CardsSeen", "Colour", "Patch", "card_of", "card_raster", "colour_of", "find_cards",
    "marker_corners_mm",
    "outline_mm", "patches", "read_card_values", "read_cards",
]  # fmt: skip
