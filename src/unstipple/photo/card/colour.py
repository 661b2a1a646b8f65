"""True colours from the card: how the camera's colours become absolute reflectance, and how far that may be off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import UnusablePhoto
from unstipple.photo.card.find import CardSeen
from unstipple.photo.card.layout import PAPER_REFLECTANCE, PRINT_DOUBT, PRINT_FLOOR, Patch, patches, reflectance_doubt, white_spots_mm
from unstipple.photo.card.values import METER_FLOOR, CardValues
from unstipple.photo.density import Image

Array = NDArray[np.float64]

INNER = 0.5
"""Share of a patch's sides that is averaged; the rim may be blurred into its neighbour."""
GRID = 7
BRIGHTEST, DARKEST = 0.96, 0.004
"""Linear light outside which a channel is clipped or crushed and says nothing."""
LEAST_PATCHES, LEAST_GREYS = 14, 5
LEAST_REFLECTANCE = 1e-3
MOST_RESIDUAL = 0.15
"""Relative misfit of the patches above which the light on the card is too uneven or the print too bad to correct anything."""
SOFT = 2.0
ROUNDS = 6
RIDGE = 1e-3
GAMMA_SPREAD, BEND_SPREAD = 0.15, 0.03
"""How far tone curves of phones stray from sRGB: standard deviation of the exponent, and of its change per unit of log light."""


@dataclass(frozen=True, slots=True, eq=False)
class Colour:
    """From linear light to reflectance: ``gain * light ** (gamma + bend * log light)`` a channel, then ``matrix`` (3, 3); ``residual``
    relative doubt of it.

    Gamma and bend, the same in all channels, undo what the telephone's tone curve adds to sRGB, as the grey ramps show it; the matrix its
    colour mixing. The residual holds the misfit of patches left out of the fit and the doubt of the print; ``floor`` is the standard
    deviation that rules in the dark.
    """

    gain: Array
    gamma: float
    bend: float
    matrix: Array
    residual: float
    floor: float = PRINT_FLOOR

    def reflectance(self, light: Image) -> Image:
        """Reflectance (..., 3) in linear sRGB primaries, 1 for a perfect white, of linear light (..., 3) as bright as on the card."""
        curved = _curved(light, self.gain, self.gamma, self.bend)
        return np.asarray(np.maximum(curved @ self.matrix.T, 0), dtype=np.float32)


def colour_of(light: Image, seen: CardSeen, values: CardValues | None = None) -> Colour:
    """Colours from one card in a picture of linear light (height, width, 3); ``values`` are what this very print measures.

    Raises `UnusablePhoto` when the card cannot tell.
    """
    chart, true, doubt = _known(values)
    measured = np.array([_mean(light, seen, patch) for patch in chart])
    falloff = _falloff(light, seen)
    measured = measured / falloff(np.array([patch.centre_mm for patch in chart]))[:, None]
    usable = np.all((measured > DARKEST) & (measured < BRIGHTEST), axis=1)
    grey = np.array([patch.kind == "grey" for patch in chart]) & usable
    if usable.sum() < LEAST_PATCHES or grey.sum() < LEAST_GREYS:
        raise UnusablePhoto(
            "card", "the light on the card is too bright or too dark to read its colours", "Avoid flash and glare on the card."
        )
    gain, gamma, bend = _curve(measured[grey], true[grey], doubt[grey])
    curved, true, doubt = _curved(measured[usable], gain, gamma, bend), true[usable], doubt[usable]
    residual = _residual(curved, true, doubt)
    if residual > MOST_RESIDUAL:
        raise UnusablePhoto(
            "card", f"the card's colours fit only to {residual:.0%}", "Use even light, or print the card on a better printer."
        )
    own, floor = (values.doubt, METER_FLOOR) if values else (PRINT_DOUBT, PRINT_FLOOR)
    return Colour(gain, gamma, bend, _matrix(curved, true, doubt), float(np.hypot(residual, own)), floor)


def _known(values: CardValues | None) -> tuple[list[Patch], Array, Array]:
    """Patches whose reflectance is known, the reflectance (n, 3) and its standard deviation (n, 3)."""
    if values is None:
        true = np.array([patch.reflectance for patch in patches()])
        return list(patches()), true, reflectance_doubt(true)
    pairs = [(patch, reflectance) for patch in patches() if (reflectance := values.of(patch)) is not None]
    true = np.maximum(np.array([reflectance for _, reflectance in pairs]), LEAST_REFLECTANCE)
    return [patch for patch, _ in pairs], true, values.spread(true)


def _mean(light: Image, seen: CardSeen, patch: Patch) -> Array:
    steps = (np.arange(GRID) + 0.5) / GRID - 0.5
    x, y = patch.centre_mm
    grid = np.array([(x + INNER * patch.width_mm * right, y + INNER * patch.height_mm * down) for down in steps for right in steps])
    return np.median(_at(light, seen.to_px(grid)), axis=0)


def _at(light: Image, points_px: Array) -> Array:
    rows = np.clip(np.rint(points_px[:, 1]).astype(int), 0, light.shape[0] - 1)
    columns = np.clip(np.rint(points_px[:, 0]).astype(int), 0, light.shape[1] - 1)
    return np.asarray(light[rows, columns], dtype=np.float64)


class _Falloff:
    """Light on the card relative to its mean: a smooth surface through the bare paper all over it."""

    def __init__(self, places_mm: Array, brightness: Array) -> None:
        self.middle, self.spread = places_mm.mean(axis=0), places_mm.std(axis=0)
        terms = self._terms(places_mm)
        weight = np.ones(len(brightness))
        target = np.log(brightness)
        self.mean = float(np.median(target))
        for _ in range(ROUNDS):
            self.factors = np.linalg.lstsq(terms * weight[:, None], (target - self.mean) * weight, rcond=None)[0]
            off = np.abs(target - self.mean - terms @ self.factors)
            weight = 1 / np.maximum(off / (SOFT * (np.median(off) + 1e-4)), 1)

    def _terms(self, places_mm: Array) -> Array:
        x, y = ((places_mm - self.middle) / self.spread).T
        return np.column_stack((np.ones(len(x)), x, y, x * y, x * x, y * y))

    def __call__(self, places_mm: Array) -> Array:
        return np.asarray(np.exp(self._terms(places_mm) @ self.factors), dtype=np.float64)


def _falloff(light: Image, seen: CardSeen) -> _Falloff:
    places = white_spots_mm()
    white = _at(light, seen.to_px(places))
    usable = np.all((white > DARKEST) & (white < BRIGHTEST), axis=1)
    if usable.sum() < len(places) // 2:
        raise UnusablePhoto(
            "card", "the card's white is washed out or in the dark", "Lower the exposure, avoid flash and shadow on the card."
        )
    return _Falloff(places[usable], white[usable, 1])


def _curved(light: Array | Image, gain: Array, gamma: float, bend: float) -> Array:
    """Light (..., 3) with the tone curve undone; below the darkest light that tells anything the curve goes on straight."""
    log = np.log(np.maximum(light, 1e-6))
    turned = np.maximum(log, np.log(DARKEST))
    return np.asarray(gain * np.exp(gamma * log + bend * turned * (2 * log - turned)), dtype=np.float64)


def _curve(light: Array, true: Array, doubt: Array) -> tuple[Array, float, float]:
    """Gain (3,) a channel, exponent and bend of the tone curve from the greys; a bend is believed as far as the print is."""
    log, wanted = np.log(light), np.log(true)
    weight = (true / doubt).ravel()
    channels = np.tile(np.eye(3), (log.shape[0], 1))
    terms = np.column_stack((channels, log.ravel(), log.ravel() ** 2)) * weight[:, None]
    expected = np.array([0, 0, 0, 1, 0.0])
    faith = np.array([0, 0, 0, 1 / GAMMA_SPREAD, 1 / BEND_SPREAD]) ** 2
    solved = np.linalg.solve(terms.T @ terms + np.diag(faith), terms.T @ (wanted.ravel() * weight) + faith * expected)
    return np.exp(solved[:3]), float(np.clip(solved[3], 0.5, 1.8)), float(np.clip(solved[4], -0.15, 0.15))


def _matrix(curved: Array, true: Array, doubt: Array) -> Array:
    """Robust least squares, drawn a little towards no mixing at all."""
    matrix = np.eye(3)
    for channel in range(3):
        weight = 1 / doubt[:, channel]
        for _ in range(ROUNDS):
            a, b = curved * weight[:, None], true[:, channel] * weight
            pull = RIDGE * float(np.sum(a**2))
            solved = np.linalg.solve(a.T @ a + pull * np.eye(3), a.T @ b + pull * np.eye(3)[channel])
            off = np.abs(true[:, channel] - curved @ solved) / doubt[:, channel]
            weight = 1 / doubt[:, channel] / np.maximum(off / SOFT, 1)
        matrix[channel] = solved
    return matrix


def _residual(curved: Array, true: Array, doubt: Array) -> float:
    """Relative root mean square error of each patch when it is left out of the fit."""
    errors = []
    for left_out in range(len(true)):
        kept = np.arange(len(true)) != left_out
        errors.append(
            (_matrix(curved[kept], true[kept], doubt[kept]) @ curved[left_out] - true[left_out]) / (true[left_out] + PAPER_REFLECTANCE / 20)
        )
    return float(np.sqrt(np.mean(np.square(errors))))
