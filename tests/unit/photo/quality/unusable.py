"""Pictures from which no dot may be read, about thirty kinds, each in as many variants as there are seeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from unstipple.photo.render import Scene, render

Rgb = NDArray[np.uint8]
HEIGHT, WIDTH = 560, 720
MM = 1 / 14


@dataclass(frozen=True, slots=True, eq=False)
class Bad:
    """A picture with the scale that its sender would give."""

    rgb: Rgb
    mm_per_px: float | None = MM


KINDS: dict[str, Callable[[np.random.Generator], Bad]] = {}


def kind(make: Callable[[np.random.Generator], Bad]) -> Callable[[np.random.Generator], Bad]:
    KINDS[make.__name__] = make
    return make


def bad_picture(name: str, variant: int) -> Bad:
    return KINDS[name](np.random.default_rng([variant, sum(map(ord, name))]))


@cache
def _scalp(skin: int, seed: int, background: bool, **changes: float) -> Rgb:
    scene = Scene(width_px=WIDTH, height_px=HEIGHT, mm_per_px=MM, skin_type=skin, background=background, **changes)  # type: ignore[arg-type]
    return render(scene, seed).rgb


def scalp(rng: np.random.Generator, background: bool | None = None) -> Rgb:
    behind = bool(rng.integers(2)) if background is None else background
    return _scalp(int(rng.integers(1, 7)), int(rng.integers(3)), behind).copy()


def jpeg(rgb: NDArray[np.floating] | Rgb, rng: np.random.Generator, grain: float = 1.5, quality: int | None = None) -> Rgb:
    """What a telephone would have made of it."""
    noisy = rgb.astype(np.float32) + grain * rng.standard_normal(rgb.shape).astype(np.float32)
    coded = cv2.imencode(
        ".jpg", np.clip(noisy, 0, 255).astype(np.uint8)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality or int(rng.integers(75, 97))]
    )[1]
    seen = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    assert seen is not None
    return np.ascontiguousarray(np.asarray(seen, np.uint8)[..., ::-1])


def cloud(rng: np.random.Generator, size_px: float, shape: tuple[int, int] = (HEIGHT, WIDTH)) -> NDArray[np.float32]:
    """Smooth random field of spread 1."""
    field = cv2.GaussianBlur(rng.standard_normal(shape).astype(np.float32), (0, 0), size_px)
    return np.asarray(field / field.std(), np.float32)


def skin_tint(rng: np.random.Generator) -> NDArray[np.float32]:
    tints = [(226, 178, 150), (205, 150, 116), (172, 116, 82), (128, 82, 56), (96, 60, 42), (215, 160, 140)]
    return np.array(tints[int(rng.integers(len(tints)))], np.float32)


@kind
def without_scale(rng: np.random.Generator) -> Bad:
    return Bad(scalp(rng), None)


@kind
def too_coarse(rng: np.random.Generator) -> Bad:
    return Bad(cv2.resize(scalp(rng), None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA), MM / 0.4)


@kind
def out_of_focus(rng: np.random.Generator) -> Bad:
    soft = cv2.GaussianBlur(scalp(rng), (0, 0), float(rng.uniform(0.2, 0.6)) / MM)
    return Bad(jpeg(soft, rng, grain=float(rng.uniform(0.5, 3))))


@kind
def moved(rng: np.random.Generator) -> Bad:
    length = round(float(rng.uniform(1.2, 3)) / MM)
    kernel = np.zeros((length, length), np.float32)
    angle = rng.uniform(0, np.pi)
    middle, reach = length / 2, length / 2 * np.array([np.cos(angle), np.sin(angle)])
    ends = [tuple(int(v) for v in middle + sign * reach) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1)
    return Bad(jpeg(cv2.filter2D(scalp(rng), -1, kernel / kernel.sum()), rng))


@kind
def washed_out(rng: np.random.Generator) -> Bad:
    return Bad(jpeg(scalp(rng).astype(float) * rng.uniform(2.6, 4), rng))


@kind
def nearly_black(rng: np.random.Generator) -> Bad:
    return Bad(jpeg(scalp(rng).astype(float) * rng.uniform(0.02, 0.06), rng))


@kind
def red_at_its_end(rng: np.random.Generator) -> Bad:
    return Bad(jpeg(scalp(rng).astype(float) * [rng.uniform(2.2, 3), 1.0, 0.8] + [60, 0, 0], rng))


@kind
def flash_glare(rng: np.random.Generator) -> Bad:
    rgb = scalp(rng, background=False).astype(float)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    away = np.hypot((x - WIDTH * rng.uniform(0.35, 0.65)) / WIDTH, (y - HEIGHT * rng.uniform(0.35, 0.65)) / HEIGHT)
    spot = np.exp(-((away / rng.uniform(0.25, 0.4)) ** 4))[..., None]
    return Bad(jpeg(rgb + spot * (235 - 0.5 * rgb), rng))


def _haired(rng: np.random.Generator, rgb: Rgb, per_cm2: float, length_mm: tuple[float, float], shade: float = 0.25) -> Rgb:
    """Hair drawn as thin bent lines."""
    canvas = np.zeros(rgb.shape[:2], np.uint8)
    main = rng.uniform(0, np.pi)
    for _ in range(rng.poisson(per_cm2 * rgb.shape[0] * rgb.shape[1] * MM**2 / 100)):
        angle, length = main + 0.5 * rng.standard_normal(), rng.uniform(*length_mm) / MM
        bend = rng.normal(0, 0.35)
        steps = np.linspace(0, 1, 12)
        x = rng.uniform(0, rgb.shape[1]) + np.cumsum(np.cos(angle + bend * steps)) * length / 12
        y = rng.uniform(0, rgb.shape[0]) + np.cumsum(np.sin(angle + bend * steps)) * length / 12
        cv2.polylines(canvas, [np.round(np.stack([x, y], 1) * 16).astype(np.int32)], False, 255, 1, cv2.LINE_AA, 4)
    share = cv2.GaussianBlur(canvas, (0, 0), 0.5).astype(np.float32)[..., None] / 255
    return np.clip(rgb * (1 - share * (1 - shade)), 0, 255).astype(np.uint8)


@kind
def long_hair(rng: np.random.Generator) -> Bad:
    return Bad(jpeg(_haired(rng, scalp(rng), rng.uniform(60, 160), (2.0, 6.0)), rng))


@kind
def head_of_hair(rng: np.random.Generator) -> Bad:
    rgb = np.broadcast_to(skin_tint(rng) * 0.45, (HEIGHT, WIDTH, 3)) * (1 + 0.1 * cloud(rng, 30))[..., None]
    return Bad(jpeg(_haired(rng, np.clip(rgb, 0, 255).astype(np.uint8), 900, (6, 20), 0.3), rng))


@kind
def arm_with_hair(rng: np.random.Generator) -> Bad:
    return Bad(jpeg(_haired(rng, _scalp(int(rng.integers(1, 5)), 1, False, dots_per_cm2=0.0), rng.uniform(15, 40), (4, 12)), rng))


@kind
def hat(rng: np.random.Generator) -> Bad:
    rgb = scalp(rng, background=True).astype(np.float32)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    weave = 12 * np.sin(x * rng.uniform(0.8, 1.4)) * np.sin(y * rng.uniform(0.8, 1.4))
    colour = np.array(rng.choice([[40, 44, 60], [90, 92, 96], [30, 60, 40], [20, 20, 22]]), np.float32)
    covered = (y < HEIGHT * 0.88 + 25 * np.sin(x / 90))[..., None]
    return Bad(jpeg(np.where(covered, colour + weave[..., None], rgb), rng))


@kind
def inset(rng: np.random.Generator) -> Bad:
    rgb = scalp(rng)
    high, wide = int(HEIGHT * rng.uniform(0.3, 0.5)), int(WIDTH * rng.uniform(0.3, 0.5))
    other = cv2.resize(scalp(rng, background=True), (wide, high), interpolation=cv2.INTER_AREA)
    top = int(rng.choice([0, HEIGHT - high, (HEIGHT - high) // 2]))
    left = int(rng.choice([0, WIDTH - wide, (WIDTH - wide) // 3]))
    rgb[top : top + high, left : left + wide] = other
    return Bad(jpeg(rgb, rng))


@kind
def before_and_after(rng: np.random.Generator) -> Bad:
    half = WIDTH // 2
    first, second = scalp(rng)[:, :half], np.clip(scalp(rng)[:, -half:] * rng.choice([0.8, 1.2]), 0, 255).astype(np.uint8)
    gap = np.full((HEIGHT, int(rng.integers(0, 8)), 3), 255, np.uint8)
    return Bad(jpeg(np.hstack([first, gap, second]), rng))


@kind
def one_above_the_other(rng: np.random.Generator) -> Bad:
    half = HEIGHT // 2
    upper, lower = rng.permutation(np.arange(1, 7))[:2]
    return Bad(jpeg(np.vstack([_scalp(int(upper), 0, False)[:half], _scalp(int(lower), 1, bool(rng.integers(2)))[-half:]]), rng))


@kind
def screenshot(rng: np.random.Generator) -> Bad:
    rgb = scalp(rng)
    shade = int(rng.choice([0, 18, 245, 255]))
    for rows in (slice(0, int(rng.integers(36, 60))), slice(HEIGHT - int(rng.integers(40, 90)), HEIGHT)):
        rgb[rows] = shade
        for n in range(5):
            cv2.putText(
                rgb, "9:41 Share", (20 + 140 * n, rows.start + 26), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255 - shade,) * 3, 1, cv2.LINE_AA
            )
    return Bad(rgb if rng.integers(2) else jpeg(rgb, rng, grain=0))


@kind
def framed(rng: np.random.Generator) -> Bad:
    rgb, edge = scalp(rng), int(rng.integers(10, 40))
    colour = tuple(int(v) for v in rng.integers(0, 256, 3))
    return Bad(cv2.copyMakeBorder(rgb[edge:-edge, edge:-edge], edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=colour))


@kind
def captioned(rng: np.random.Generator) -> Bad:
    rgb = scalp(rng)
    row = int(rng.integers(60, HEIGHT - 160))
    colour = (255, 255, 255) if rng.integers(2) else (10, 10, 10)
    if rng.integers(2):
        cv2.rectangle(rgb, (0, row - 60), (WIDTH, row + 70), tuple(255 - c for c in colour), -1)
    for n, text in enumerate(("SCALP MICROPIGMENTATION", "before and after 3 sessions")):
        cv2.putText(rgb, text, (40, row + 45 * n), cv2.FONT_HERSHEY_SIMPLEX, 1.3, colour, 4, cv2.LINE_AA)
    return Bad(jpeg(rgb, rng, grain=0))


@kind
def smoothed_by_a_filter(rng: np.random.Generator) -> Bad:
    rgb = scalp(rng)
    for _ in range(int(rng.integers(2, 4))):
        rgb = cv2.bilateralFilter(rgb, 9, float(rng.uniform(35, 70)), 5)
    return Bad(jpeg(rgb, rng, grain=0))


@kind
def beautified(rng: np.random.Generator) -> Bad:
    rgb = scalp(rng).astype(np.float32)
    soft = cv2.GaussianBlur(rgb, (0, 0), float(rng.uniform(3, 6)))
    detail = np.abs(rgb - soft).max(axis=2, keepdims=True)
    keep = np.clip((detail - rng.uniform(25, 40)) / 15, 0, 1)
    return Bad(jpeg(soft + keep * (rgb - soft), rng, grain=0))


@kind
def median_filtered(rng: np.random.Generator) -> Bad:
    return Bad(jpeg(cv2.medianBlur(scalp(rng), int(rng.choice([7, 9, 11]))), rng, grain=0))


@kind
def enlarged(rng: np.random.Generator) -> Bad:
    by = float(rng.uniform(2.8, 4.5))
    rgb = cv2.resize(scalp(rng), None, fx=1 / by, fy=1 / by, interpolation=cv2.INTER_AREA)
    how = int(rng.choice([cv2.INTER_CUBIC, cv2.INTER_LINEAR, cv2.INTER_LANCZOS4, cv2.INTER_NEAREST]))
    return Bad(jpeg(cv2.resize(rgb, (WIDTH, HEIGHT), interpolation=how), rng, grain=0))


@kind
def crushed_by_jpeg(rng: np.random.Generator) -> Bad:
    return Bad(jpeg(scalp(rng), rng, quality=int(rng.integers(3, 11))))


@kind
def few_colours(rng: np.random.Generator) -> Bad:
    step = int(rng.choice([32, 40, 48]))
    return Bad((scalp(rng) // step * step + step // 2).astype(np.uint8))


@kind
def grey(rng: np.random.Generator) -> Bad:
    return Bad(jpeg(np.repeat(scalp(rng).mean(axis=2, keepdims=True), 3, axis=2), rng, grain=0))


@kind
def wrong_channels(rng: np.random.Generator) -> Bad:
    return Bad(np.ascontiguousarray(scalp(rng)[..., ::-1] if rng.integers(2) else 255 - scalp(rng)))


@kind
def tiled(rng: np.random.Generator) -> Bad:
    part = scalp(rng, background=False)[100 : 100 + HEIGHT // 2, 100 : 100 + WIDTH // 2]
    if rng.integers(2):
        return Bad(jpeg(np.tile(part, (2, 2, 1)), rng, grain=0.5))
    wide = np.hstack([part, part[:, ::-1]])
    return Bad(jpeg(np.vstack([wide, wide[::-1]]), rng, grain=0.5))


@kind
def cloth(rng: np.random.Generator) -> Bad:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    pitch, turn = rng.uniform(4, 16), rng.uniform(0, np.pi)
    u, v = x * np.cos(turn) + y * np.sin(turn) + 3 * cloud(rng, 40), y * np.cos(turn) - x * np.sin(turn) + 3 * cloud(rng, 40)
    weave = np.sin(2 * np.pi * u / pitch) * np.sin(2 * np.pi * v / pitch) if rng.integers(2) else np.sin(2 * np.pi * u / pitch)
    pattern = 1 + rng.uniform(0.06, 0.2) * weave + 0.05 * cloud(rng, 1.0) + 0.05 * cloud(rng, 60)
    return Bad(jpeg(skin_tint(rng) * pattern[..., None], rng))


@kind
def wood(rng: np.random.Generator) -> Bad:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    turn = rng.uniform(0, np.pi)
    across = x * np.cos(turn) + y * np.sin(turn) + 25 * cloud(rng, 90)
    along = y * np.cos(turn) - x * np.sin(turn)
    rings = np.sin(2 * np.pi * across / rng.uniform(20, 60)) + 0.6 * np.sin(2 * np.pi * across / 7.3)
    lines = np.interp(across, np.arange(-900, 1900), cv2.GaussianBlur(rng.standard_normal((1, 2800)), (0, 0), 1.2)[0] * 2)
    pores = cv2.remap(cloud(rng, 1), (across % WIDTH).astype(np.float32), (along / 14 % HEIGHT).astype(np.float32), cv2.INTER_LINEAR)
    pattern = 1 + 0.07 * rings + 0.06 * lines + 0.06 * pores
    return Bad(jpeg(np.array([178, 122, 74], np.float32) * rng.uniform(0.6, 1.2) * pattern[..., None], rng))


@kind
def painted_wall(rng: np.random.Generator) -> Bad:
    plaster = 1 + rng.uniform(0.003, 0.02) * cloud(rng, 3) + 0.08 * cloud(rng, 120)
    return Bad(jpeg(skin_tint(rng) * plaster[..., None], rng, grain=float(rng.uniform(0.5, 3))))


@kind
def grey_wall(rng: np.random.Generator) -> Bad:
    return Bad(jpeg(np.array([205, 209, 214], np.float32) * (1 + 0.06 * cloud(rng, 90))[..., None], rng))


@kind
def noise(rng: np.random.Generator) -> Bad:
    if rng.integers(2):
        return Bad(rng.integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.uint8))
    size = float(rng.uniform(0.3, 2.5))
    grain = np.stack([cloud(rng, size) for _ in range(3)], axis=-1)
    return Bad(jpeg(skin_tint(rng) * (1 + rng.uniform(0.1, 0.3) * grain), rng))


@kind
def sand(rng: np.random.Generator) -> Bad:
    """Warm grains: each its own colour, as cork, sand and gravel have."""
    size = float(rng.uniform(1.5, 4))
    grain = 0.13 * cloud(rng, size)[..., None] + 0.09 * np.stack([cloud(rng, size) for _ in range(3)], axis=-1)
    return Bad(jpeg(np.array([196, 158, 112], np.float32) * (1 + grain), rng))


@kind
def page_of_text(rng: np.random.Generator) -> Bad:
    rgb = np.full((HEIGHT, WIDTH, 3), rng.choice([[250, 250, 250], [242, 232, 205], [228, 196, 160]], axis=0), np.uint8)
    for n in range(22):
        text = "".join(rng.choice(list("abcdefghiklmnoprstuvw    "), 46))
        cv2.putText(rgb, text, (10, 24 + 25 * n), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (35, 30, 30), 1, cv2.LINE_AA)
    return Bad(jpeg(rgb, rng))


@kind
def lawn(rng: np.random.Generator) -> Bad:
    green = np.broadcast_to(np.array([88, 120, 48], np.float32), (HEIGHT, WIDTH, 3)) * (1 + 0.2 * cloud(rng, 20))[..., None]
    return Bad(jpeg(_haired(rng, np.clip(green, 0, 255).astype(np.uint8), 600, (2, 8), 0.5), rng))


@kind
def sky(rng: np.random.Generator) -> Bad:
    share = np.clip(0.5 + 0.4 * cloud(rng, 50), 0, 1)[..., None]
    end = np.array([240, 240, 242] if rng.integers(2) else [250, 180, 120], np.float32)
    return Bad(jpeg(np.array([90, 140, 220], np.float32) * (1 - share) + end * share, rng))


@kind
def crowd(rng: np.random.Generator) -> Bad:
    rgb = np.full((HEIGHT, WIDTH, 3), 70, np.uint8)
    for _ in range(900):
        x, y, r = int(rng.integers(WIDTH)), int(rng.integers(HEIGHT)), int(rng.integers(7, 16))
        cv2.circle(rgb, (x, y + 2 * r), int(1.6 * r), tuple(int(v) for v in rng.integers(20, 230, 3)), -1, cv2.LINE_AA)
        cv2.circle(rgb, (x, y), r, tuple(int(v) for v in skin_tint(rng)), -1, cv2.LINE_AA)
        cv2.ellipse(rgb, (x, y - r // 2), (r, r // 2), 0, 180, 360, (30, 24, 20), -1, cv2.LINE_AA)
    return Bad(jpeg(cv2.GaussianBlur(rgb, (0, 0), 0.8), rng))


@kind
def bricks(rng: np.random.Generator) -> Bad:
    rgb = np.broadcast_to(np.array([200, 190, 175], np.float32), (HEIGHT, WIDTH, 3)).copy()
    high, wide = int(rng.integers(28, 60)), int(rng.integers(70, 140))
    for row, top in enumerate(range(0, HEIGHT, high)):
        for left in range(-wide * (row % 2) // 2, WIDTH, wide):
            colour = np.array([168, 92, 66], np.float32) * rng.uniform(0.8, 1.2)
            cv2.rectangle(rgb, (left + 3, top + 3), (left + wide - 3, top + high - 3), tuple(float(v) for v in colour), -1)
    return Bad(jpeg(rgb * (1 + 0.08 * cloud(rng, 1.5))[..., None], rng))


@kind
def cartoon(rng: np.random.Generator) -> Bad:
    rgb = np.full((HEIGHT, WIDTH, 3), 230, np.uint8)
    cv2.ellipse(rgb, (WIDTH // 2, HEIGHT), (int(WIDTH * 0.48), int(HEIGHT * 0.9)), 0, 0, 360, tuple(int(v) for v in skin_tint(rng)), -1)
    for x, y in rng.uniform([WIDTH * 0.25, HEIGHT * 0.35], [WIDTH * 0.75, HEIGHT], (900, 2)):
        cv2.circle(rgb, (int(x), int(y)), 2, (60, 48, 44), -1, cv2.LINE_AA)
    return Bad(rgb)
