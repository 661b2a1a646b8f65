"""A printed card beside skin before cameras of many kinds: spectra in ten bands, a printer that is off, and what a phone makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scalp_scenes.spectra import (
    BANDS_NM,
    BARE_PER_MM,
    BLOOD_PER_MM,
    DIFFUSE_A,
    EPIDERMIS_PATH_MM,
    MELANIN_OF_TYPE,
    MELANOSOME_PER_MM,
    SCATTER_PER_MM,
    colour_matching,
    lamp,
    skin_reflectance,
)

from unstipple.photo.card import Card, card_raster, patches
from unstipple.photo.card.layout import BLACK_SHARE, PAPER_REFLECTANCE
from unstipple.photo.render.card import Placed

Array = NDArray[np.float64]
Image = NDArray[np.float32]

SIZE_PX = (1280, 760)
MM_PER_PX = 1 / 6
CARD_X_PX = 500
SKIN_FROM_PX = 1010
FINE = 2.0
"""Raster pixels of the card per pixel of the picture."""
D65_KELVIN = 6500
FILTERS = ((602, 32, 42), (533, 36, 42), (462, 26, 32))
"""Middle and widths below and above it, nm, of a usual phone's red, green and blue."""
TO_LINEAR = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])


@dataclass(frozen=True, slots=True, eq=False)
class ColourScene:
    """``rgb`` (height, width, 3) with the card and a field of ``skin`` (mask); ``without`` the same with the card taken away.

    ``skin_linear`` (3,) is the skin's true reflectance in linear sRGB primaries; ``printed`` holds each patch's, as a good instrument
    would read it.
    """

    rgb: NDArray[np.uint8]
    without: NDArray[np.uint8]
    skin: NDArray[np.bool_]
    skin_linear: Array
    printed: dict[str, Array]


def linear_of(spectra: Array) -> Array:
    """Reflectance (..., 3) in linear sRGB primaries under daylight of spectra (..., 10); white is 1."""
    return np.asarray(spectra @ _viewer().T)


def _viewer() -> Array:
    xyz = colour_matching() * lamp(D65_KELVIN)
    rows = TO_LINEAR @ xyz
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))


def packed_skin(melanin: float, blood: float, vessel_mm: float) -> Array:
    """Diffuse reflectance (10,) of skin whose blood runs in vessels of that radius: they shade their own inside where blood absorbs most
    (van Veen, Opt Lett 27, 2002)."""
    across = 2 * BLOOD_PER_MM * vessel_mm
    absorbed = BARE_PER_MM + blood * BLOOD_PER_MM * (1 - np.exp(-across)) / across
    dermis = np.exp(-DIFFUSE_A / np.sqrt(3 * (1 + SCATTER_PER_MM / absorbed)))
    return np.asarray(np.exp(-melanin * MELANOSOME_PER_MM * EPIDERMIS_PATH_MM) * dermis)


def ink_spectra(linear: Array, rng: np.random.Generator) -> Array:
    """Spectra (n, 10) of cyan, magenta, yellow and some black ink on paper that have these colours (n, 3); every printer has its inks."""
    shapes = [_hump(655, 8, 55, 60, rng) + 0.12 * _hump(430, 0, 40, 60, rng), _hump(550, 8, 32, 28, rng) + 0.2 * _hump(430, 0, 60, 60, rng)]
    inks = np.stack([*shapes, _hump(440, 6, 60, 26, rng)])
    grey = rng.uniform(0, 0.8) * np.maximum(-np.log(linear.max(axis=1) / 0.9), 0)[:, None]
    amount, wanted = -0.8 * np.log(np.clip(linear / 0.88, 1e-3, 1)), np.log(linear)

    def logs(amount: Array) -> Array:
        return np.log(np.maximum(linear_of(0.88 * np.exp(-(amount @ inks) - grey)), 1e-4))

    for _ in range(25):
        now = logs(amount)
        slope = np.stack([(logs(amount + 1e-4 * np.eye(3)[n]) - now) / 1e-4 for n in range(3)], axis=-1)
        step = np.linalg.solve(slope - 1e-3 * np.eye(3), (wanted - now)[..., None])[..., 0]
        amount = np.clip(amount + np.clip(step, -0.5, 0.5), -0.05, 6)
    return 0.88 * np.exp(-(amount @ inks) - grey)


def _hump(centre: float, shift: float, below: float, above: float, rng: np.random.Generator) -> Array:
    middle = centre + rng.normal(0, shift)
    return np.asarray(np.exp(-0.5 * ((BANDS_NM - middle) / np.where(middle > BANDS_NM, below, above)) ** 2))


def smooth_spectra(linear: Array) -> Array:
    """The spectra (n, 10) of least slope that have these colours (n, 3): what inks on paper look like, roughly (after Burns 2020)."""
    steps = np.diff(np.eye(BANDS_NM.size), axis=0)
    top = np.concatenate([2 * steps.T @ steps + 1e-9 * np.eye(BANDS_NM.size), _viewer().T], axis=1)
    whole = np.concatenate([top, np.concatenate([_viewer(), np.zeros((3, 3))], axis=1)])
    right = np.concatenate([np.zeros((BANDS_NM.size, len(linear))), linear.T])
    return np.clip(np.linalg.solve(whole, right)[: BANDS_NM.size].T, 0.004, 1.0)


def colour_scene(skin_type: int, seed: int) -> ColourScene:
    """One skin, one print, one camera."""
    rng = np.random.default_rng([seed, 60])
    skin = packed_skin(MELANIN_OF_TYPE[skin_type - 1] * rng.uniform(0.75, 1.3), 0.0065 * rng.uniform(0.5, 2.0), rng.uniform(0.008, 0.025))
    paper, black, inks = _print(rng)
    camera = _sensitivities(rng) * lamp(rng.uniform(2700, 7500))
    camera /= camera.sum(axis=1, keepdims=True)
    seen = [np.atleast_2d(part) @ camera.T for part in (skin, paper, black, inks)]
    placed = Placed(
        Card("a6", 1), CARD_X_PX + rng.uniform(-15, 15), SIZE_PX[1] / 2 + rng.uniform(-10, 10), MM_PER_PX,
        rng.uniform(0, 14), rng.uniform(0, 180), rng.uniform(-5, 5),
    )  # fmt: skip
    card, cover = _laid(placed, *seen[1:])
    field = np.zeros(SIZE_PX[::-1], dtype=bool)
    field[60:-60, SKIN_FROM_PX:-40] = True
    mottle = 1 + 0.03 * _smooth(rng, 40)
    shine, turned = rng.uniform(0.004, 0.025), np.exp(rng.normal(0, 0.06))
    wall = np.full((*SIZE_PX[::-1], 3), rng.uniform(0.2, 0.6), dtype=np.float32)
    body = np.where(field[..., None], ((seen[0][0] * mottle[..., None] + shine) * turned).astype(np.float32), wall)
    lit = _lamps(rng)[..., None]
    develop = _phone(rng, camera)
    with_card = np.where(field[..., None], body, body * (1 - cover) + (card + 0.006) * cover)
    pictures = [develop(part * lit, np.random.default_rng([seed, 61])) for part in (with_card, body)]
    names = [patch.name for patch in patches()]
    return ColourScene(*pictures, field, linear_of(skin), dict(zip(names, linear_of(inks), strict=True)))


def _print(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Spectra of paper, black and every patch, as a home printer gives them: its own paper, black, tone, cast, and a slip a patch."""
    paper_share, black_share = np.clip(rng.normal(PAPER_REFLECTANCE, 0.03), 0.78, 0.93), BLACK_SHARE * np.exp(rng.normal(0, 0.35))
    tone, cast = np.exp(rng.normal(0, 0.06)), rng.normal(0, 0.035, 3)
    asked = np.array([patch.reflectance for patch in patches()])
    light = np.clip((asked / PAPER_REFLECTANCE - BLACK_SHARE) / (1 - BLACK_SHARE), 1e-4, 1)
    slip = np.exp(rng.normal(0, 0.045, (len(asked), 1)) + rng.normal(0, 0.03, asked.shape))
    inked = light**tone * np.exp(cast * (1 - light)) * slip
    linear = np.clip(paper_share * (black_share + (1 - black_share) * inked), 0.004, 0.95)
    bluish = paper_share * np.array([0.99, 1.0, 1.01])
    both = smooth_spectra(np.array([bluish, np.full(3, paper_share * black_share)]))
    dyes = rng.uniform(0, 1)
    return both[0], both[1], dyes * ink_spectra(linear, rng) + (1 - dyes) * smooth_spectra(linear)


def _sensitivities(rng: np.random.Generator) -> Array:
    wide = np.exp(rng.normal(0, 0.1, 3))
    return np.stack([_hump(centre, 6, below * w, above * w, rng) for (centre, below, above), w in zip(FILTERS, wide, strict=True)])


def _laid(placed: Placed, paper: Array, black: Array, inks: Array) -> tuple[Image, Image]:
    """The card as the camera sees it (height, width, 3) under even light, and how much of each pixel it covers."""
    fine = FINE / MM_PER_PX
    grey = card_raster(placed.card, fine)[..., 1:2]
    share = np.clip((grey / PAPER_REFLECTANCE - BLACK_SHARE) / (1 - BLACK_SHARE), 0, 1)
    raster = (black[0] + share * (paper[0] - black[0])).astype(np.float32)
    for patch, ink in zip(patches(), inks, strict=True):
        x, y, width, height = (round(part * fine) for part in (patch.x_mm, patch.y_mm, patch.width_mm, patch.height_mm))
        raster[y : y + height, x : x + width] = ink
    matrix = placed.homography(SIZE_PX[::-1]) @ np.array([[1 / fine, 0, 0.5 / fine], [0, 1 / fine, 0.5 / fine], [0, 0, 1]])
    raster = cv2.GaussianBlur(raster, (0, 0), 0.6 * FINE)
    warped = cv2.warpPerspective(raster, matrix, SIZE_PX, flags=cv2.INTER_LINEAR)
    cover = cv2.warpPerspective(np.ones(raster.shape[:2], np.float32), matrix, SIZE_PX, flags=cv2.INTER_LINEAR)
    return np.asarray(warped, np.float32), np.asarray(cover, np.float32)[..., None]


def _smooth(rng: np.random.Generator, step: int) -> Image:
    small = rng.standard_normal((SIZE_PX[1] // step + 2, SIZE_PX[0] // step + 2)).astype(np.float32)
    return np.asarray(cv2.resize(small, SIZE_PX, interpolation=cv2.INTER_CUBIC), np.float32)


def _lamps(rng: np.random.Generator) -> Image:
    """Uneven light: a slope across the picture, and the lens's dark corners."""
    x, y = np.meshgrid(np.linspace(-1, 1, SIZE_PX[0]), np.linspace(-1, 1, SIZE_PX[1]))
    slope = np.exp(rng.normal(0, 0.07) * x + rng.normal(0, 0.05) * y)
    return np.asarray(slope * (1 - rng.uniform(0, 0.15) * (x**2 + y**2) / 2), dtype=np.float32)


def _phone(rng: np.random.Generator, camera: Array) -> Callable[[Image, np.random.Generator], NDArray[np.uint8]]:
    """Exposure, colour mixing that is a little off, white balance that is off, tone, noise, JPEG."""
    training = np.concatenate([skin_reflectance(rng.uniform(0.01, 0.3, 40), rng.uniform(0.001, 0.012, 40)), np.eye(10) * 0.6 + 0.2])
    mixing = np.linalg.lstsq(training @ camera.T, linear_of(training), rcond=None)[0].T
    mixing = mixing / mixing.sum(axis=1, keepdims=True)
    mixing = mixing + rng.normal(0, 0.04, (3, 3))
    mixing = np.diag(np.exp(rng.normal(0, 0.06, 3))) @ mixing
    exposure, saturation = rng.uniform(0.62, 0.98), rng.uniform(0.95, 1.25)
    gamma, bend, noise, quality = rng.uniform(0.88, 1.14), rng.uniform(0, 0.25), rng.uniform(0.5, 2.0), int(rng.integers(80, 97))

    def develop(light: Image, chance: np.random.Generator) -> NDArray[np.uint8]:
        raw = light * np.float32(exposure)
        raw = raw + np.float32(noise) * np.sqrt(np.maximum(raw, 0) / 7000 + 1e-6) * chance.standard_normal(raw.shape, dtype=np.float32)
        linear = raw @ mixing.T.astype(np.float32)
        grey = linear @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
        linear = np.clip(grey[..., None] + np.float32(saturation) * (linear - grey[..., None]), 1e-5, 1) ** np.float32(gamma)
        toned = np.clip(linear + np.float32(bend) * linear * (1 - linear) * (2 * linear - 0.6), 1e-5, 1)
        coded = np.where(toned <= 0.0031308, 12.92 * toned, 1.055 * toned ** (1 / 2.4) - 0.055)
        _, data = cv2.imencode(".jpg", (coded[..., ::-1] * 255 + 0.5).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
        return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])

    return develop
