"""A picture made ready for comparing: resampled to the working fineness, as optical density and as a map of fine structure."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Image, Mask, blurred, linear_light, masked_mean, skin_level
from unstipple.photo.look import Look

Array = NDArray[np.float64]

WORKING_PX_PER_MM = 14.0
"""Finer than this a picture is not compared: a dot of 0.3 mm is then four pixels wide, and twelve megapixels stay affordable."""
FINE_MM, COARSE_MM = 0.10, 0.45
"""Structure between these standard deviations is what pictures are aligned on: dots, furrows, moles; neither grain nor shading."""
SQUEEZE = 1.5
"""Structure beyond this many of its own spreads counts little more: a few hairs or black dots must not lead the alignment alone."""
DARKEST = 2e-3


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A picture at working fineness.

    ``density`` optical density (height, width), not yet relative to the skin around; ``above`` the same above the skin around; ``scalp``
    what is looked at; ``per_px`` native pixels per working pixel, across and down.
    """

    density: Image
    above: Image
    scalp: Mask
    mm_per_px: float
    per_px: tuple[float, float]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return int(self.density.shape[0]), int(self.density.shape[1])

    def from_native(self, x_px: Array, y_px: Array) -> tuple[Array, Array]:
        """Places in working pixels of places in the photograph's own; both count pixel centres as whole numbers."""
        return (x_px + 0.5) / self.per_px[0] - 0.5, (y_px + 0.5) / self.per_px[1] - 0.5

    def to_native(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Places in the photograph's own pixels of places in working pixels."""
        return (x + 0.5) * self.per_px[0] - 0.5, (y + 0.5) * self.per_px[1] - 0.5


def working_mm_per_px(seen: Look) -> float:
    """Millimetres per working pixel: the picture's own where that is coarser."""
    return max(seen.mm_per_px, 1 / WORKING_PX_PER_MM)


def sheet_of(seen: Look, mm_per_px: float, mirrored: float = 0.0, light_of: Image | None = None) -> Sheet:
    """The picture at ``mm_per_px``; the share ``mirrored`` of bare skin's light is taken off first.

    ``light_of`` (256,) is the light of each value of brightness, where a card has told the telephone's tone curve.
    """
    per_px = mm_per_px / seen.mm_per_px
    height, width = seen.photo.shape
    size = (max(round(width / per_px), 8), max(round(height / per_px), 8))
    light = _resized(luminance(seen.photo.rgb, light_of), size, per_px)
    scalp = cv2.resize(seen.scalp_mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST).astype(bool)
    level = skin_level(_density(light), scalp, mm_per_px)
    # what is mirrored follows the light that falls on the skin, and so the brightness of the skin around
    light -= np.float32(mirrored) * np.exp(np.float32(-np.log(10)) * level)
    density = _density(light)
    above = np.where(scalp, density - level + np.float32(np.log10(1 - mirrored)), np.float32(0))
    return Sheet(density, above, scalp, mm_per_px, (width / size[0], height / size[1]))


def _density(light: Image) -> Image:
    return np.asarray(-np.log10(np.maximum(light, DARKEST)), dtype=np.float32)


def luminance(rgb: NDArray[np.uint8], light_of: Image | None = None) -> Image:
    """Light (height, width) of the brightness that a JPEG file keeps.

    The file's two colour planes are stored at half the fineness and far more coarsely than its brightness: dots lose their colour to
    compression first, and a density of red or green would call that clearance.
    """
    luma = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    return np.asarray(linear_light(luma) if light_of is None else cv2.LUT(luma, light_of), dtype=np.float32)


def _resized(light: Image, size: tuple[int, int], per_px: float) -> Image:
    if abs(per_px - 1) < 1e-6:
        return light
    # averaging light over a larger pixel is what a coarser sensor does
    return np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_AREA if per_px > 1 else cv2.INTER_CUBIC), dtype=np.float32)


def structure(above: Image, scalp: Mask, mm_per_px: float) -> Image:
    """Band of fine structure (height, width), in its own local spreads and softly limited."""
    fine, coarse = max(FINE_MM / mm_per_px, 0.6), COARSE_MM / mm_per_px
    band = blurred(above, fine) - blurred(above, coarse)
    spread = np.sqrt(masked_mean(band * band, scalp.astype(np.float32), 8 * coarse)) + np.float32(1e-4)
    return np.asarray(np.where(scalp, np.tanh(band / (SQUEEZE * spread)), 0), dtype=np.float32)


def sampled(plane: NDArray[np.float32], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values at places (n,) between pixels, bilinear."""
    if not x.size:
        return np.empty(0)
    values = [
        cv2.remap(plane, np.asarray(x[n : n + 16000], np.float32)[:, None], np.asarray(y[n : n + 16000], np.float32)[:, None],
                  cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).ravel()
        for n in range(0, x.size, 16000)
    ]  # fmt: skip
    return np.concatenate(values).astype(np.float64)
