"""The typology angle from a card in the picture, before cameras whose spectra, tone and colours are not the program's."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[4] / "benchmarks"))

from reading.colour_scenes import ColourScene, colour_scene, ink_spectra, linear_of, smooth_spectra
from reading_colour import angle, measured, metered

from unstipple.photo.card import patches
from unstipple.photo.skin.ita import angle_deg

ASKED = np.array([patch.reflectance for patch in patches()])


@cache
def scene(skin_type: int) -> ColourScene:
    return colour_scene(skin_type, 40 + skin_type)


def test_spectra_have_the_colours_that_were_asked() -> None:
    np.testing.assert_allclose(linear_of(ink_spectra(ASKED, np.random.default_rng(1))), ASKED, rtol=0.01)
    np.testing.assert_allclose(linear_of(smooth_spectra(ASKED)), ASKED, rtol=0.05, atol=0.005)
    np.testing.assert_allclose(linear_of(np.ones(10)), 1)


@pytest.mark.parametrize("skin_type", [2, 5])
def test_the_angle_is_within_its_interval_with_the_card_and_not_given_without(skin_type: int) -> None:
    seen = scene(skin_type)
    true = float(angle_deg(seen.skin_linear[None])[0])
    read = angle(seen, None)
    assert read is not None
    assert read.low_deg <= true <= read.high_deg
    assert read.high_deg - read.low_deg < 60
    assert angle(seen, None, card=False) is None


def test_a_measured_print_makes_the_interval_narrower() -> None:
    plain, own = angle(scene(5), None), angle(scene(5), metered(scene(5), 45))
    assert plain is not None
    assert own is not None
    assert own.high_deg - own.low_deg < 0.9 * (plain.high_deg - plain.low_deg)


@pytest.mark.slow
def test_most_intervals_hold_the_truth() -> None:
    answers = [measured((1 + n % 6, 600 + n)) for n in range(9)]
    for way in ("as printed", "measured"):
        read = [(one["true"], one[way]) for one in answers if "ita" in one[way]]
        assert len(read) >= 7
        assert np.mean([said["low"] <= true <= said["high"] for true, said in read]) >= 0.75
        assert np.sqrt(np.mean([(said["ita"] - true) ** 2 for true, said in read])) < 12
