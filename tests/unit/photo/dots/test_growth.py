"""Two photographs: what grew a tail is hair, what stayed is pigment."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.photo.dots import told_by_growth
from unstipple.pigment import Dots, Kind

PX_PER_MM = 15.0
Image = NDArray[np.float32]


def pictures(grown_mm: float) -> tuple[Dots, Image, Image]:
    """A grid of dots, every third of which grows a hair."""
    rng = np.random.default_rng(5)
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(40, 560, 26.0), np.arange(40, 560, 26.0)))
    before = np.zeros((600, 600), dtype=np.float32)
    for place in zip(x, y, strict=True):
        cv2.circle(before, (int(place[0]), int(place[1])), 2, 0.4, -1)
    after = before.copy()
    for n in range(0, x.size, 3):
        turn = rng.uniform(0, 2 * np.pi)
        end = (round(x[n] + np.cos(turn) * grown_mm * PX_PER_MM), round(y[n] + np.sin(turn) * grown_mm * PX_PER_MM))
        cv2.line(after, (int(x[n]), int(y[n])), end, 0.35, 1)
    first, second = (cv2.GaussianBlur(one, (0, 0), 0.8) + rng.normal(0, 0.02, one.shape).astype(np.float32) for one in (before, after))
    ones = np.ones(x.size)
    dots = Dots(x, y, 0.3 * ones, 0.3 * ones, 0.02 * ones, ones, ones, 0 * ones, np.zeros(x.size, dtype=np.int8))
    return dots, np.asarray(first, dtype=np.float32), np.asarray(second, dtype=np.float32)


def test_grown_hairs_are_called_hair_and_pigment_is_not() -> None:
    dots, before, after = pictures(0.9)
    told = told_by_growth(dots, before, after, 1 / PX_PER_MM, 0.9)
    grew = np.arange(dots.count) % 3 == 0
    assert (told.kind[grew] == Kind.HAIR).mean() > 0.8
    assert (told.kind[~grew] == Kind.HAIR).mean() < 0.03


def test_two_photographs_of_the_same_day_call_nothing_hair() -> None:
    dots, before, _ = pictures(0.9)
    again = before + np.random.default_rng(6).normal(0, 0.02, before.shape).astype(np.float32)
    told = told_by_growth(dots, before, again.astype(np.float32), 1 / PX_PER_MM, 0.9)
    assert (told.kind == Kind.HAIR).mean() < 0.02


def test_a_fading_tail_is_no_growth() -> None:
    dots, before, after = pictures(0.9)
    told = told_by_growth(dots, after, before, 1 / PX_PER_MM, 0.9)
    assert (told.kind == Kind.HAIR).mean() < 0.05


def test_pictures_of_different_size_and_too_short_a_wait_are_refused() -> None:
    dots, before, after = pictures(0.9)
    with pytest.raises(BadInput, match="after"):
        told_by_growth(dots, before, after[:-1], 1 / PX_PER_MM, 0.9)
    with pytest.raises(BadInput, match="grown_mm"):
        told_by_growth(dots, before, after, 1 / PX_PER_MM, 0.1)
