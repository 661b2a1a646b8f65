"""Finds the scalp: skin sets its own colour and roughness, and the strongest edge between skin and not-skin is its outline.

Skin is warm (more red than blue) and rough; but a rim in shadow, full of stubble, is neither warm nor bright, and a wall in warm light is
as warm as skin. So only what is surely skin and what is surely not are decided by colour and roughness, relative to the largest warm and
rough region of this very picture; all between is given to the side from which it is reached over the lower barrier of colour and light
(watershed by markers).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from unstipple.photo.density import Image, Mask
from unstipple.photo.outline.traits import Traits, connected, largest, traits
from unstipple.photo.outline.trim import filled, shrunk

LEAST_WARMTH = 0.08
"""log10 of red over blue: skin of types I-VI under lamps of 3500-6500 K reads 0.15-1.1, walls and grey cloth -0.1 to 0.05."""
SKIN_RED_GREEN = (0.02, 0.75)
SKIN_GREEN_BLUE = (-0.04, 0.85)
"""Ranges of log10 red/green and green/blue in which skin lies under lamps from bluish to yellow; grass, sky and paint lie outside."""
LEAST_ROUGHNESS = 0.008
"""OD: below it a place shows no skin relief at all."""
SURE_WARM, SURE_ROUGH = 0.40, 0.35
"""Shares of the picture's own skin's warmth and roughness above which a place is surely skin."""
PALE_WARM, PALE_ROUGH = 0.35, 0.30
"""Shares below both of which a place is surely not skin."""
GREY_WARM = 0.20
"""A place brighter than skin and this grey is surely not skin: a wall in a grainy picture, a towel."""
WALL_MM = 1.5
"""Smooth skin (a patch in the wet light of a lamp) is narrower or lies within the scalp."""
SHADOW_MM = 14.0
"""How far the unlit, stubbled rim of a head may reach from skin that is surely skin; cloth further away is no rim."""
FAR_COLOUR = 0.16
"""Distance in log-chromaticity from the skin's own line (skin to grey) beyond which a place is surely not skin."""
EDGE_MM = 0.7
RIM_GRID_MM = 0.12
LEVELS_PER_DECADE = 110.0
CHROMA_LEVELS_PER_DECADE = 220.0


@dataclass(frozen=True, slots=True)
class Skin:
    """The picture's own skin: medians of its traits."""

    red_green: float
    green_blue: float
    light: float
    roughness: float

    @property
    def warmth(self) -> float:
        """log10 of red over blue."""
        return self.red_green + self.green_blue


def find_scalp(light: Image, mm_per_px: float) -> Mask:
    """The largest piece of skin in the picture (height, width), without its rim; empty where nothing looks like skin.

    ``light`` is linear light (height, width, 3) in 0-1.
    """
    seen = traits(light, mm_per_px)
    shape = int(light.shape[0]), int(light.shape[1])
    seed = _seed(seen)
    if not seed.any():
        return np.zeros(shape, dtype=bool)
    skin = _skin(seen, seed)
    scalp = largest(filled(_divided(seen, _surely_skin(seen, skin, seed), _surely_not(seen, skin, seed))))
    return _full_size(scalp, shape, mm_per_px)


def _plausible(seen: Traits) -> Mask:
    """Colours that some skin has under some lamp."""
    reddish = (seen.red_green > SKIN_RED_GREEN[0]) & (seen.red_green < SKIN_RED_GREEN[1])
    yellowish = (seen.green_blue > SKIN_GREEN_BLUE[0]) & (seen.green_blue < SKIN_GREEN_BLUE[1])
    return np.asarray(reddish & yellowish & (seen.warmth > LEAST_WARMTH))


def _seed(seen: Traits) -> Mask:
    """The largest warm and rough region; in a picture without any roughness the largest warm one, so that blur gets its own refusal."""
    warm = _plausible(seen)
    kernel = np.ones((3, 3), np.uint8)
    rough = cv2.morphologyEx((warm & (seen.roughness > LEAST_ROUGHNESS)).astype(np.uint8), cv2.MORPH_OPEN, kernel).astype(bool)
    own, any_warm = largest(rough), largest(warm)
    return own if own.sum() > 0.1 * any_warm.sum() else any_warm


def _skin(seen: Traits, seed: Mask) -> Skin:
    return Skin(*(float(np.median(trait[seed])) for trait in (seen.red_green, seen.green_blue, seen.light, seen.roughness)))


def _surely_skin(seen: Traits, skin: Skin, seed: Mask) -> Mask:
    sure = seed & (seen.warmth > SURE_WARM * skin.warmth) & (seen.roughness > SURE_ROUGH * skin.roughness)
    return sure & (_off_line(seen, skin) < FAR_COLOUR)


def _surely_not(seen: Traits, skin: Skin, seed: Mask) -> Mask:
    smooth = seen.roughness < PALE_ROUGH * skin.roughness
    pale = seen.warmth < PALE_WARM * skin.warmth
    bright_grey = (seen.warmth < GREY_WARM * skin.warmth) & (seen.light > skin.light)
    reach = cv2.distanceTransform((~seed).astype(np.uint8), cv2.DIST_L2, 3) * seen.cell_mm
    return np.asarray(
        (smooth & pale) | bright_grey | (_off_line(seen, skin) > FAR_COLOUR) | (pale & (reach > SHADOW_MM)) | _wide(smooth, seen)
    )


def _wide(smooth: Mask, seen: Traits) -> Mask:
    """Smooth places further than `WALL_MM` from any rough one that reach the picture's edge: a wall in the colour of skin."""
    inside = cv2.distanceTransform(np.pad(smooth, 1, mode="edge").astype(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1] * seen.cell_mm
    edge = np.zeros(smooth.shape, dtype=bool)
    edge[[0, -1]] = edge[:, [0, -1]] = True
    return connected(np.asarray(inside > WALL_MM), edge)


def _off_line(seen: Traits, skin: Skin) -> Image:
    """Distance in log-chromaticity from the line between this skin's colour and grey, a little beyond both."""
    length = np.float32(max(np.hypot(skin.red_green, skin.green_blue), 1e-3))
    x, y = np.float32(skin.red_green) / length, np.float32(skin.green_blue) / length
    along = np.clip(seen.red_green * x + seen.green_blue * y, np.float32(-0.02), np.float32(1.6) * length)
    return np.hypot(seen.red_green - along * x, seen.green_blue - along * y)


def _divided(seen: Traits, skin: Mask, rest: Mask) -> Mask:
    """Skin after every undecided cell has gone to the side with the lower barrier."""
    if not rest.any():
        return connected(np.ones(skin.shape, dtype=bool), skin)
    markers = skin.astype(np.int32) + 2 * (rest & ~skin).astype(np.int32)
    levels = (
        LEVELS_PER_DECADE * (seen.light + 2.2),
        CHROMA_LEVELS_PER_DECADE * (seen.red_green + 0.5),
        CHROMA_LEVELS_PER_DECADE * (seen.green_blue + 0.5),
    )
    picture = np.clip(np.stack(levels, axis=-1), 0, 255).astype(np.uint8)
    # watershed leaves the picture's outermost cells undecided: a border of copies takes that on
    bordered = cv2.copyMakeBorder(picture, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    divided = cv2.watershed(bordered, cv2.copyMakeBorder(markers, 1, 1, 1, 1, cv2.BORDER_REPLICATE))[1:-1, 1:-1]
    return np.asarray(divided == 1)


def _full_size(scalp: Mask, shape: tuple[int, int], mm_per_px: float) -> Mask:
    by = max(RIM_GRID_MM / mm_per_px, 1.0)
    soft = cv2.resize(scalp.astype(np.float32), (round(shape[1] / by), round(shape[0] / by)), interpolation=cv2.INTER_LINEAR)
    inner = shrunk(np.asarray(soft > 0.5), EDGE_MM / (by * mm_per_px)).astype(np.uint8)
    return np.asarray(cv2.resize(inner * np.uint8(255), (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR) > 127)
