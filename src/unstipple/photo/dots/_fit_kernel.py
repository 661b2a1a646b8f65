"""Fits all dots of a picture together, each as a Gaussian of its own depth, width and roundness; compiled, for there are thousands."""

from __future__ import annotations

import math

import numba as nb
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PARAMETERS = 6
"""x, y (px), peak, log of the width (px), and the two parts of the stretch; the axes' ratio is exp of the stretch's length."""
REACH = 3.0
"""Widths out to which a dot is drawn."""
SEEN = 2.2
"""Widths out to which a dot's own pixels weigh in its fit."""


@nb.njit(cache=True, fastmath=True, nogil=True)
def shape_of(log_width: float, stretch_x: float, stretch_y: float) -> tuple[float, float, float]:
    """Inverse covariance (xx, xy, yy) in 1/px²; its determinant is width⁻⁴ whatever the stretch, so flux is 2 pi peak width²."""
    inverse = math.exp(-2 * log_width)
    length = math.sqrt(stretch_x * stretch_x + stretch_y * stretch_y)
    even = math.cosh(length) * inverse
    odd = inverse if length < 1e-6 else inverse * math.sinh(length) / length
    return even - odd * stretch_x, -odd * stretch_y, even + odd * stretch_x


@nb.njit(cache=True, fastmath=True, nogil=True)
def add_dots(canvas: NDArray[np.float32], dots: Array, factor: float) -> None:
    """Adds ``factor`` times every dot (n, 6) to the canvas (height, width)."""
    height, width = canvas.shape
    for n in range(dots.shape[0]):
        xx, xy, yy = shape_of(dots[n, 3], dots[n, 4], dots[n, 5])
        reach = REACH * math.exp(dots[n, 3] + 0.5 * math.hypot(dots[n, 4], dots[n, 5]))
        for row in range(max(int(dots[n, 1] - reach), 0), min(int(dots[n, 1] + reach) + 2, height)):
            down = row - dots[n, 1]
            for column in range(max(int(dots[n, 0] - reach), 0), min(int(dots[n, 0] + reach) + 2, width)):
                right = column - dots[n, 0]
                away = xx * right * right + 2 * xy * right * down + yy * down * down
                if away < REACH * REACH:
                    canvas[row, column] += factor * dots[n, 2] * math.exp(-0.5 * away)


@nb.njit(cache=True, fastmath=True, nogil=True)
def fit_dots(rest: NDArray[np.float32], dots: Array, expected: Array, spread: Array, noise: Array, limits: Array, sweeps: int) -> Array:
    """Fits the dots (n, 6) in place, one after the other on what the others leave, and returns each one's misfit (n,).

    ``rest`` (height, width) is the density minus all dots as given and is kept so; ``expected`` and ``spread`` (6,) are the mean and the
    standard deviation of what such parameters are (infinite spread where nothing is expected); ``noise`` (n,) is the standard deviation of
    the skin's own structure at each dot, ``limits`` (2,) the least and the largest log width. The misfit is the root mean square of what
    the fit leaves within the dot.
    """
    height, width = rest.shape
    misfit = np.zeros(dots.shape[0])
    normal = np.empty((PARAMETERS, PARAMETERS))
    right_hand, slope = np.empty(PARAMETERS), np.empty(PARAMETERS)
    for _sweep in range(sweeps):
        for n in range(dots.shape[0]):
            x, y, peak = dots[n, 0], dots[n, 1], dots[n, 2]
            xx, xy, yy = shape_of(dots[n, 3], dots[n, 4], dots[n, 5])
            inverse = math.exp(-2 * dots[n, 3])
            reach = REACH * math.exp(dots[n, 3] + 0.5 * math.hypot(dots[n, 4], dots[n, 5]))
            top, bottom = max(int(y - reach), 0), min(int(y + reach) + 2, height)
            left, right = max(int(x - reach), 0), min(int(x + reach) + 2, width)
            normal[:] = 0.0
            right_hand[:] = 0.0
            square, weights = 0.0, 1e-9
            for row in range(top, bottom):
                v = row - y
                for column in range(left, right):
                    u = column - x
                    away = xx * u * u + 2 * xy * u * v + yy * v * v
                    if away >= REACH * REACH:
                        continue
                    bell = math.exp(-0.5 * away)
                    left_over = rest[row, column]
                    rest[row, column] = left_over + peak * bell
                    if away >= SEEN * SEEN:
                        continue
                    square += left_over * left_over
                    weights += 1.0
                    here = peak * bell
                    slope[0] = here * (xx * u + xy * v)
                    slope[1] = here * (xy * u + yy * v)
                    slope[2] = bell
                    slope[3] = here * away
                    slope[4] = 0.5 * here * inverse * (u * u - v * v)
                    slope[5] = here * inverse * u * v
                    for i in range(PARAMETERS):
                        right_hand[i] += slope[i] * left_over
                        for j in range(i + 1):
                            normal[i, j] += slope[i] * slope[j]
            misfit[n] = math.sqrt(square / weights)
            for i in range(PARAMETERS):
                for j in range(i):
                    normal[j, i] = normal[i, j]
                stiff = (noise[n] / spread[i]) ** 2
                normal[i, i] = normal[i, i] * 1.03 + stiff + 1e-9
                right_hand[i] += stiff * (expected[i] - dots[n, i]) if i > 2 else 0.0
            step = np.linalg.solve(normal, right_hand)
            least_width = math.exp(dots[n, 3])
            dots[n, 0] += min(max(step[0], -0.4 * least_width), 0.4 * least_width)
            dots[n, 1] += min(max(step[1], -0.4 * least_width), 0.4 * least_width)
            dots[n, 2] = max(peak + min(max(step[2], -0.5 * peak), peak + noise[n]), 0.0)
            dots[n, 3] = min(max(dots[n, 3] + min(max(step[3], -0.3), 0.3), limits[0]), limits[1])
            dots[n, 4] += min(max(step[4], -0.3), 0.3)
            dots[n, 5] += min(max(step[5], -0.3), 0.3)
            length = math.hypot(dots[n, 4], dots[n, 5])
            if length > 1.4:
                dots[n, 4] *= 1.4 / length
                dots[n, 5] *= 1.4 / length
            dots[n, 0] = min(max(dots[n, 0], 0.0), width - 1.0)
            dots[n, 1] = min(max(dots[n, 1], 0.0), height - 1.0)
            _subtract(rest, dots, n)
    return misfit


@nb.njit(cache=True, fastmath=True, nogil=True)
def _subtract(rest: NDArray[np.float32], dots: Array, n: int) -> None:
    add_dots(rest, dots[n : n + 1], -1.0)


@nb.njit(cache=True, fastmath=True, nogil=True)
def fit_peaks(rest: NDArray[np.float32], dots: Array, sweeps: int) -> None:
    """Fits the peaks alone of the dots (n, 6) in place, their shapes kept; ``rest`` is the density minus all dots and is kept so."""
    height, width = rest.shape
    for _sweep in range(sweeps):
        for n in range(dots.shape[0]):
            x, y = dots[n, 0], dots[n, 1]
            xx, xy, yy = shape_of(dots[n, 3], dots[n, 4], dots[n, 5])
            reach = REACH * math.exp(dots[n, 3] + 0.5 * math.hypot(dots[n, 4], dots[n, 5]))
            top, bottom = max(int(y - reach), 0), min(int(y + reach) + 2, height)
            left, right = max(int(x - reach), 0), min(int(x + reach) + 2, width)
            product, square = 0.0, 1e-9
            for row in range(top, bottom):
                v = row - y
                for column in range(left, right):
                    u = column - x
                    away = xx * u * u + 2 * xy * u * v + yy * v * v
                    if away < SEEN * SEEN:
                        bell = math.exp(-0.5 * away)
                        product += bell * rest[row, column]
                        square += bell * bell
            step = product / square
            before = dots[n, 2]
            dots[n, 2] = step
            add_dots(rest, dots[n : n + 1], -1.0)
            dots[n, 2] = before + step
