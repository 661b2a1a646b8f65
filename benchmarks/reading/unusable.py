"""Pictures that must be refused: files that are none, pictures that are too poor, and pictures of something else."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scalp_scenes import Shot, photograph

from reading.strata import Stratum, arranged

Bytes = NDArray[np.uint8]
SIZE = (900, 675)
PLAIN = Stratum("", "plain")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file's content and the scale that was typed in with it."""

    content: bytes
    mm_per_px: float | None


def scene(seed: int, **changes: dict[str, Any]) -> Shot:
    """A plain scene with changes of its ``head``, ``visit`` and ``camera``; one without any is rendered once."""
    return photograph(*arranged(replace(PLAIN, **changes), seed)) if changes else _plain(seed)


@cache
def _plain(seed: int) -> Shot:
    return photograph(*arranged(PLAIN, seed))


def jpeg(rgb: Bytes, quality: int = 92) -> bytes:
    """An ordinary file."""
    return cv2.imencode(".jpg", np.ascontiguousarray(rgb[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def _sent(shot: Shot) -> Sent:
    return Sent(shot.jpeg, shot.mm_per_px)


def _rng(seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, 700])


def _no_scale(seed: int) -> Sent:
    return Sent(scene(seed).jpeg, None)


def _odd_scale(seed: int) -> Sent:
    return Sent(scene(seed).jpeg, (0.0, -0.066, float("nan"), float("inf"), 66.0, 1e-5)[seed % 6])


def _coarse(seed: int) -> Sent:
    return _sent(scene(seed, camera={"px_per_mm": float(_rng(seed).uniform(3.5, 6.6))}))


def _enlarged(seed: int) -> Sent:
    """A small picture blown up: many pixels, no detail."""
    shot = scene(seed, camera={"px_per_mm": 4.0, "size_px": (300, 224)})
    return Sent(jpeg(cv2.resize(shot.rgb, None, fx=3.5, fy=3.5, interpolation=cv2.INTER_CUBIC)), shot.mm_per_px / 3.5)


def _blurred(seed: int) -> Sent:
    return _sent(scene(seed, camera={"blur_mm": float(_rng(seed).uniform(0.22, 0.5))}))


def _shaken(seed: int) -> Sent:
    shot, rng = scene(seed), _rng(seed)
    length = int(rng.uniform(0.6, 1.5) / shot.mm_per_px)
    angle, kernel = rng.uniform(0, np.pi), np.zeros((2 * length + 1,) * 2, dtype=np.float32)
    far = (int(length + length / 2 * np.cos(angle)), int(length + length / 2 * np.sin(angle)))
    cv2.line(kernel, (2 * length - far[0], 2 * length - far[1]), far, 1.0)
    return Sent(jpeg(cv2.filter2D(shot.rgb, -1, kernel / kernel.sum())), shot.mm_per_px)


def _clipped(seed: int) -> Sent:
    return _sent(scene(seed, camera={"exposure": float(_rng(seed).uniform(4, 7))}))


def _crushed(seed: int) -> Sent:
    return _sent(scene(seed, camera={"exposure": float(_rng(seed).uniform(0.012, 0.03))}))


def _glaring(seed: int) -> Sent:
    """A flash on wet skin: a quarter to half of the scalp is white."""
    shot, rng = scene(seed), _rng(seed)
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    light = np.zeros((SIZE[1], SIZE[0]), dtype=np.float32)
    for _ in range(3):
        size = rng.uniform(110, 190)
        light += np.exp(-(((x - rng.uniform(200, 700)) / size) ** 2 + ((y - rng.uniform(150, 500)) / size) ** 2) * 0.5)
    white = np.clip(1.8 * light, 0, 1)[..., None]
    return Sent(jpeg((shot.rgb * (1 - white) + 255 * white).astype(np.uint8)), shot.mm_per_px)


def _long_hair(seed: int) -> Sent:
    return _sent(scene(seed, head={"hairs_per_cm2": float(_rng(seed).uniform(120, 180))}, visit={"hair_mm": (2.0, 6.0)}))


def _short_hair(seed: int) -> Sent:
    """Grown for three to six days."""
    return _sent(scene(seed, head={"hairs_per_cm2": float(_rng(seed).uniform(110, 180))}, visit={"hair_mm": (1.2, 2.0)}))


def _beneath(seed: int) -> Sent:
    """Two heads of one skin, one above the other."""
    upper = scene(seed)
    lower = scene(seed + 11, head={"skin_type": int(_rng(seed).integers(1, 7))})
    return Sent(jpeg(np.concatenate([upper.rgb[:337], lower.rgb[337:]])), upper.mm_per_px)


def _hat(seed: int) -> Sent:
    """Knitted cloth over all but a strip."""
    shot, rng = scene(seed), _rng(seed)
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    knit = 0.6 + 0.25 * np.sin(x / 4.0 + 2 * np.sin(y / 5.0)) * np.sin(y / 5.0) + rng.normal(0, 0.05, x.shape)
    cloth = (rng.uniform(30, 140, 3) * np.clip(knit, 0, 1.2)[..., None]).clip(0, 255)
    worn = y < SIZE[1] * rng.uniform(0.84, 0.93) + 10 * np.sin(x / 60)
    return Sent(jpeg(np.where(worn[..., None], cloth, shot.rgb).astype(np.uint8)), shot.mm_per_px)


def _small_scalp(seed: int) -> Sent:
    shot = scene(seed, camera={"size_px": (300, 224)})
    wall = np.full((SIZE[1], SIZE[0], 3), _rng(seed).uniform(90, 200, 3).astype(np.uint8), dtype=np.uint8)
    wall[200:424, 300:600] = shot.rgb
    return Sent(jpeg(cv2.GaussianBlur(wall, (0, 0), 0.6)), shot.mm_per_px)


def _inset(seed: int) -> Sent:
    shot, other = scene(seed), scene(seed + 7, camera={"px_per_mm": 7.0})
    picture = shot.rgb.copy()
    small = cv2.resize(other.rgb, (440, 330), interpolation=cv2.INTER_AREA)
    picture[-330:, -440:] = small
    return Sent(jpeg(picture), shot.mm_per_px)


def _halves(seed: int) -> Sent:
    left, right = scene(seed).rgb, scene(seed + 9, visit={"cleared": 0.6}, camera={"px_per_mm": 11.0}).rgb
    return Sent(jpeg(np.concatenate([left[:, :450], right[:, :450]], axis=1)), 1 / 15)


def _framed(seed: int) -> Sent:
    """A screenshot: bars above and below, words on them."""
    picture = Image.fromarray(scene(seed).rgb)
    draw = ImageDraw.Draw(picture)
    for top in (0, SIZE[1] - 120):
        draw.rectangle((0, top, SIZE[0], top + 120), fill=(18, 18, 20))
        draw.text((30, top + 50), "12:41   Photos   Edit   Share   " * 3, fill=(240, 240, 240))
    return Sent(jpeg(np.asarray(picture)), 1 / 15)


def _beauty(seed: int) -> Sent:
    shot = scene(seed)
    smooth = shot.rgb
    for _ in range(3):
        smooth = cv2.bilateralFilter(smooth, 11, 60, 5)
    return Sent(jpeg(smooth), shot.mm_per_px)


def _painted(seed: int) -> Sent:
    shot = scene(seed)
    return Sent(jpeg(cv2.medianBlur(shot.rgb, 9)), shot.mm_per_px)


def _crushed_jpeg(seed: int) -> Sent:
    shot = scene(seed)
    return Sent(jpeg(shot.rgb, int(_rng(seed).integers(2, 6))), shot.mm_per_px)


def _night(seed: int) -> Sent:
    return _sent(scene(seed, camera={"noise": float(_rng(seed).uniform(18, 30)), "denoise": 0.0, "sharpen": 0.0}))


def _fractal(rng: np.random.Generator, size: tuple[int, int] = SIZE, steep: float = 1.0, start: int = 3) -> NDArray[np.float32]:
    total = np.zeros(size[::-1], dtype=np.float32)
    for octave in range(start, 9):
        small = rng.standard_normal((2**octave, 2**octave)).astype(np.float32)
        total += cv2.resize(small, size, interpolation=cv2.INTER_CUBIC) * np.float32(2.0 ** (-steep * octave))
    return (total - total.mean()) / total.std()


def _coloured(rng: np.random.Generator, grey: NDArray[np.float32], base: tuple[float, float, float], contrast: float) -> Sent:
    rgb = np.array(base) * (1 + contrast * grey[..., None]) + rng.normal(0, 2, (*grey.shape, 3))
    return Sent(jpeg(rgb.clip(0, 255).astype(np.uint8)), 1 / float(rng.uniform(9, 18)))


def _cloth(seed: int) -> Sent:
    rng = _rng(seed)
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    weave = np.sin(x * rng.uniform(0.5, 1.2)) * np.sin(y * rng.uniform(0.5, 1.2)) + 0.6 * _fractal(rng)
    return _coloured(rng, weave.astype(np.float32), tuple(rng.uniform(60, 200, 3)), 0.15)


def _skin_cloth(seed: int) -> Sent:
    """Cloth of skin's colour."""
    rng = _rng(seed)
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    weave = np.sin(x * 0.9) * np.sin(y * 0.9) + 0.3 * _fractal(rng)
    return _coloured(rng, weave.astype(np.float32), (190, 140, 112), 0.12)


def _wood(seed: int) -> Sent:
    rng = _rng(seed)
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    rings = np.sin(y / 6 + 3 * _fractal(rng, steep=1.6) + x / 200) + 0.5 * np.sin(y / 2.2 + 2 * _fractal(rng, steep=1.4))
    return _coloured(rng, rings + 0.3 * _fractal(rng, steep=0.6), (168, 118, 76), 0.14)


def _noise(seed: int) -> Sent:
    rng = _rng(seed)
    return Sent(jpeg(rng.integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8)), 1 / 15)


def _page(seed: int) -> Sent:
    rng = _rng(seed)
    picture = Image.new("RGB", SIZE, (244, 240, 228))
    draw = ImageDraw.Draw(picture)
    for top in range(20, SIZE[1] - 20, 15):
        draw.text(
            (30, top), " ".join("".join(rng.choice(list("abcdefghilmnoprstu"), rng.integers(2, 9))) for _ in range(26)), fill=(30, 28, 30)
        )
    return Sent(jpeg(np.asarray(picture)), 1 / 15)


def _wall(seed: int) -> Sent:
    rng = _rng(seed)
    return _coloured(rng, _fractal(rng, steep=0.8), (196, 190, 182), 0.02)


def _leaves(seed: int) -> Sent:
    rng = _rng(seed)
    return _coloured(rng, np.tanh(2 * _fractal(rng, steep=0.7)), (70, 120, 48), 0.45)


def _sand(seed: int) -> Sent:
    rng = _rng(seed)
    return _coloured(rng, _fractal(rng, steep=0.25, start=6), (188, 152, 112), 0.2)


def _brick(seed: int) -> Sent:
    rng = _rng(seed)
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    row = y // 70
    mortar = ((y % 70) < 8) | (((x + 90 * (row % 2)) % 180) < 8)
    grey = np.where(mortar, 0.6, 0.25 * np.sin(row * 3.1 + (x + 90 * (row % 2)) // 180 * 1.7)) + 0.25 * _fractal(rng, steep=0.4)
    return _coloured(rng, grey.astype(np.float32), (160, 84, 62), 0.4)


def _sky(seed: int) -> Sent:
    rng = _rng(seed)
    return _coloured(rng, _fractal(rng, steep=2.0), (130, 160, 210), 0.12)


def _polka(seed: int) -> Sent:
    """Dark dots on skin-coloured cloth, printed in rows."""
    rng = _rng(seed)
    picture = np.full((SIZE[1], SIZE[0], 3), (205, 160, 132), dtype=np.uint8)
    pitch = int(rng.integers(26, 44))
    for row, y in enumerate(range(10, SIZE[1], pitch)):
        for x in range(10 + (row % 2) * pitch // 2, SIZE[0], pitch):
            cv2.circle(picture, (x, y), pitch // 5, (40, 34, 36), -1, cv2.LINE_AA)
    return Sent(jpeg(cv2.GaussianBlur(picture, (0, 0), 0.7)), 1 / 15)


def _truncated(seed: int) -> Sent:
    content = scene(seed).jpeg
    return Sent(content[: int(len(content) * _rng(seed).uniform(0.05, 0.8))], 1 / 15)


def _random_bytes(seed: int) -> Sent:
    return Sent((b"\xff\xd8\xff\xe0" if seed % 2 else b"") + _rng(seed).bytes(4000), 1 / 15)


def _saved(seed: int, mode: str, kind: str) -> Sent:
    out = io.BytesIO()
    Image.fromarray(scene(seed).rgb).convert(mode).save(out, kind)
    return Sent(out.getvalue(), 1 / 15)


def _sixteen(seed: int) -> Sent:
    grey = scene(seed).rgb[..., 1].astype(np.uint16) * 257
    return Sent(cv2.imencode(".png", grey)[1].tobytes(), 1 / 15)


def _animated(seed: int) -> Sent:
    frames = [Image.fromarray(scene(seed, camera={"size_px": (300, 224)}).rgb), Image.new("RGB", (300, 224), (9, 9, 9))]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return Sent(out.getvalue(), 1 / 15)


def _tiny(seed: int) -> Sent:
    return Sent(jpeg(scene(seed).rgb[:40, :40]), 1 / 15)


def _bomb(seed: int) -> Sent:
    out = io.BytesIO()
    Image.new("1", (12000 + seed % 7, 12000)).save(out, "PNG")
    return Sent(out.getvalue(), 1 / 15)


def _other_file(seed: int) -> Sent:
    return Sent(
        (b"", b"%PDF-1.7\n1 0 obj\n", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"not a picture\n", b"PK\x03\x04zip")[seed % 5], 1 / 15
    )


UNUSABLE: dict[str, Callable[[int], Sent]] = {
    "no scale": _no_scale,
    "absurd scale": _odd_scale,
    "too coarse": _coarse,
    "enlarged": _enlarged,
    "out of focus": _blurred,
    "shaken": _shaken,
    "overexposed": _clipped,
    "underexposed": _crushed,
    "glare": _glaring,
    "long hair": _long_hair,
    "hair of 1.2-2 mm": _short_hair,
    "collage, one above": _beneath,
    "hat": _hat,
    "little scalp": _small_scalp,
    "collage, inset": _inset,
    "collage, halves": _halves,
    "screenshot": _framed,
    "beauty filter": _beauty,
    "painted": _painted,
    "JPEG below 6": _crushed_jpeg,
    "night noise": _night,
    "cloth": _cloth,
    "skin-coloured cloth": _skin_cloth,
    "wood": _wood,
    "noise": _noise,
    "text page": _page,
    "wall": _wall,
    "leaves": _leaves,
    "sand": _sand,
    "brick": _brick,
    "sky": _sky,
    "polka dots": _polka,
    "truncated": _truncated,
    "random bytes": _random_bytes,
    "CMYK": lambda seed: _saved(seed, "CMYK", "JPEG"),
    "grey": lambda seed: _saved(seed, "L", "JPEG"),
    "16 bit": _sixteen,
    "animated": _animated,
    "tiny": _tiny,
    "bomb": _bomb,
    "other file": _other_file,
}
