"""What is printed on the card and where: markers, grey ramps, colour patches, ruler; and how much light each of them sends back.

Lengths are millimetres from the card's top left corner, x to the right and y down. Whoever draws, finds or renders the card asks here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import linear_light

Size: TypeAlias = Literal["a6", "a4", "letter"]
"""Paper the card was printed on. A6 is the card itself; A4 and letter carry two of the same size to cut out."""

SIZES: tuple[Size, ...] = ("a6", "a4", "letter")
WIDTH_MM, HEIGHT_MM = 148.0, 105.0
MARGIN_MM = 6.0
MARKER_MM = 16.0
MARKER_CELLS = 7
"""Black and white cells along a marker's side, its black rim among them."""
DICTIONARY: int = cv2.aruco.DICT_5X5_50
"""ArUco's dictionary of 50 markers: any two differ in many more cells than in the 4x4 one, so that a wrong reading is rarer."""
CARDS_PER_SIZE = 4
CORNERS = 4
PRINTED_CARDS = (1, 2)

RULER_MM = 90.0
RULER_START_MM = (29.0, 91.0)
CHECK_MM = 50.0

PAPER_REFLECTANCE = 0.86
"""Share of light that plain white paper sends back; office papers lie at 0.80-0.92 and nobody measures theirs."""
BLACK_SHARE = 0.03
"""Reflectance of the blackest print relative to the paper: 0.015 for toner, up to 0.06 for ink on plain paper."""
PRINT_DOUBT = 0.08
"""Relative standard deviation of a patch's reflectance on a home or office print: an assumption, no chart of such prints was measured."""
PRINT_FLOOR = 0.012
"""Absolute standard deviation of the same, which rules in the dark."""
PRINT_SCALE_DOUBT = 0.005
"""Relative standard deviation of a length printed at 100 %, paper stretch and feed together; an assumption."""

GREYS = (236, 208, 180, 152, 124, 96, 66, 30)
_COLOURS: tuple[tuple[str, tuple[int, int, int]], ...] = (
    ("skin-1", (244, 219, 202)), ("red", (186, 60, 62)), ("skin-7", (150, 102, 72)),
    ("green", (74, 142, 88)), ("skin-4", (208, 158, 124)), ("navy", (46, 58, 96)),
    ("violet", (102, 76, 140)), ("skin-3", (224, 180, 150)), ("yellow", (232, 196, 64)),
    ("skin-11", (66, 46, 38)), ("cyan", (64, 146, 166)), ("skin-6", (170, 118, 84)),
    ("skin-9", (104, 68, 50)), ("orange", (218, 124, 48)), ("skin-2", (236, 199, 174)),
    ("olive", (96, 98, 56)), ("rose", (214, 150, 140)), ("skin-8", (126, 84, 60)),
    ("lime", (160, 186, 76)), ("skin-10", (84, 56, 43)), ("blue", (58, 84, 150)),
    ("skin-5", (190, 139, 104)), ("brick", (116, 48, 48)), ("magenta", (180, 84, 136)),
)  # fmt: skip
_COLUMNS, _PATCH_MM, _PITCH_MM, _FIRST_MM = 6, (12.5, 10.5), (14.7, 12.7), (31.0, 28.0)
_RAMP_MM, _RAMP_LEFT_MM, _RAMP_TOP_MM = (12.0, 6.9), 8.0, 24.9
_RAMP_SHADES = len(GREYS)


@dataclass(frozen=True, slots=True)
class Patch:
    """A printed rectangle of one colour. ``srgb`` is the colour asked of the printer; ``number`` tells the two prints of one grey apart."""

    name: str
    kind: Literal["grey", "colour"]
    srgb: tuple[int, int, int]
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float

    @property
    def centre_mm(self) -> tuple[float, float]:
        """Middle of the patch."""
        return self.x_mm + self.width_mm / 2, self.y_mm + self.height_mm / 2

    @property
    def reflectance(self) -> NDArray[np.float64]:
        """Share of light (3,) that a faithful print sends back in linear red, green and blue (sRGB primaries)."""
        return printed_reflectance(np.array(self.srgb, dtype=np.uint8))


@dataclass(frozen=True, slots=True)
class Card:
    """One printed card: the paper it came on and its number, by which two cards in one picture are told apart."""

    size: Size
    number: int

    @property
    def ids(self) -> tuple[int, int, int, int]:
        """Marker numbers, clockwise from the top left."""
        first = (SIZES.index(self.size) * CARDS_PER_SIZE + self.number - 1) * CORNERS
        return first, first + 1, first + 2, first + 3

    @property
    def name(self) -> str:
        """How the card is called on paper and in messages."""
        return f"card {self.number}"


def card_of(marker_id: int) -> tuple[Card, int] | None:
    """The card that a marker belongs to and its corner, clockwise from the top left; ``None`` for a marker of no card."""
    number, corner = divmod(int(marker_id), CORNERS)
    if not 0 <= number < len(SIZES) * CARDS_PER_SIZE:
        return None
    size, index = divmod(number, CARDS_PER_SIZE)
    return Card(SIZES[size], index + 1), corner


def marker_corners_mm() -> NDArray[np.float64]:
    """Corners (4 markers, 4, 2) of the markers' black squares, both clockwise from the top left."""
    right, bottom = WIDTH_MM - MARGIN_MM - MARKER_MM, HEIGHT_MM - MARGIN_MM - MARKER_MM
    starts = np.array([(MARGIN_MM, MARGIN_MM), (right, MARGIN_MM), (right, bottom), (MARGIN_MM, bottom)])
    square = MARKER_MM * np.array([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=np.float64)
    return np.asarray(starts[:, None, :] + square[None, :, :], dtype=np.float64)


def marker_black(marker_id: int) -> NDArray[np.bool_]:
    """Which cells (7, 7) of a marker are black, from the top row down."""
    dictionary = cv2.aruco.getPredefinedDictionary(DICTIONARY)
    return np.asarray(cv2.aruco.generateImageMarker(dictionary, marker_id, MARKER_CELLS) < 128)


def outline_mm() -> NDArray[np.float64]:
    """Corners (4, 2) of the paper, clockwise from the top left."""
    return np.array([(0, 0), (WIDTH_MM, 0), (WIDTH_MM, HEIGHT_MM), (0, HEIGHT_MM)], dtype=np.float64)


def printed_reflectance(srgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Reflectance (..., 3) of colours (..., 3) on plain paper from a printer that keeps to sRGB between its own black and its paper."""
    light = np.asarray(linear_light(srgb), dtype=np.float64)
    return np.asarray(PAPER_REFLECTANCE * (BLACK_SHARE + (1 - BLACK_SHARE) * light), dtype=np.float64)


def reflectance_doubt(reflectance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard deviation of the reflectance of an unmeasured print."""
    return np.hypot(PRINT_FLOOR, PRINT_DOUBT * reflectance)


def patches() -> tuple[Patch, ...]:
    """The 24 colour patches, row by row, then both grey ramps: the left one runs from light to dark downwards, the right one upwards.

    Each grey lies at two far ends of the card, so that uneven light is not mistaken for a grey.
    """
    return (*_colour_patches(), *_grey_patches())


def _colour_patches() -> list[Patch]:
    made = []
    for place, (name, srgb) in enumerate(_COLOURS):
        row, column = divmod(place, _COLUMNS)
        made.append(
            Patch(name, "colour", srgb, _FIRST_MM[0] + column * _PITCH_MM[0], _FIRST_MM[1] + row * _PITCH_MM[1], *_PATCH_MM),
        )
    return made


def _grey_patches() -> list[Patch]:
    made = []
    right_mm = WIDTH_MM - _RAMP_LEFT_MM - _RAMP_MM[0]
    for side, left_mm in (("left", _RAMP_LEFT_MM), ("right", right_mm)):
        for step, code in enumerate(GREYS):
            place = step if side == "left" else _RAMP_SHADES - 1 - step
            made.append(
                Patch(f"grey-{step + 1}-{side}", "grey", (code,) * 3, left_mm, _RAMP_TOP_MM + place * _RAMP_MM[1], *_RAMP_MM),
            )
    return made


def white_spots_mm() -> NDArray[np.float64]:
    """Middles (n, 2) of small places, 2 mm across, that stay bare paper all over the card."""
    along_x = np.arange(26.0, 123.0, 12.0)
    rim = [(x, y) for y in (2.5, HEIGHT_MM - 2.5) for x in np.arange(8.0, WIDTH_MM - 7, 12.0)]
    sides = [(x, y) for x in (2.5, WIDTH_MM - 2.5) for y in np.arange(14.0, HEIGHT_MM - 13, 12.0)]
    inner = [(x, y) for x in (25.5, WIDTH_MM - 25.5) for y in np.arange(26.0, 80.0, 9.0)]
    return np.array([*rim, *sides, *inner, *((x, 25.3) for x in along_x), *((x, 80.2) for x in along_x)])
