"""Adds Gaussian dots to a canvas; compiled, because a picture holds thousands and each is drawn many times."""

from __future__ import annotations

import math

import numba as nb
import numpy as np
from numpy.typing import NDArray


@nb.njit(cache=True)
def add_dots(
    canvas: NDArray[np.float32], x: NDArray[np.float64], y: NDArray[np.float64], sigma_px: NDArray[np.float64], peak: NDArray[np.float64]
) -> None:
    """Add ``peak * exp(-r^2 / (2 sigma^2))`` around each (x, y) to the canvas (height, width), out to 3.5 sigma."""
    height, width = canvas.shape
    for dot in range(x.size):
        reach = 3.5 * sigma_px[dot]
        falls = 1 / (2 * sigma_px[dot] ** 2)
        for row in range(max(int(y[dot] - reach), 0), min(int(y[dot] + reach) + 2, height)):
            for column in range(max(int(x[dot] - reach), 0), min(int(x[dot] + reach) + 2, width)):
                away = (row - y[dot]) ** 2 + (column - x[dot]) ** 2
                canvas[row, column] += peak[dot] * math.exp(-away * falls)
