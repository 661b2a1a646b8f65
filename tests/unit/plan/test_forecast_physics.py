"""A changed spot, wavelength, depth, pulse or skin moves the forecast clearance in the direction that physics says."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from unstipple.device import Laser, Mode, Setting, laser
from unstipple.dose import Effort
from unstipple.evidence import Draws
from unstipple.outcome import melanin_load, response
from unstipple.plan import Aim, Forecast, PlannedSkin, Target, choose, light_for

DRAWS = Draws(60, 3)
QS, PICO755 = laser("qs-ndyag"), laser("picosure-pro")
TARGET = Target("zone-1", "front", 50, False, 80, 2.0)


@cache
def planned(skin: int) -> PlannedSkin:
    return PlannedSkin(skin, light_for((QS, PICO755), skin, DRAWS, effort=Effort(4, 3000)))


def mode_of(one: Laser, wavelength_nm: float) -> Mode:
    return next(mode for mode in one.modes if mode.wavelength_nm == wavelength_nm)


def seen(one: Laser, wavelength_nm: float, spot_mm: float, fluence: float, skin: int = 2) -> Forecast:
    setting = Setting(one, mode_of(one, wavelength_nm), spot_mm, fluence, 5)
    return choose(TARGET, (one,), planned(skin), response("typical", DRAWS), Aim(0.9, 8), setting).forecast


def middle(found: Forecast) -> float:
    return float(np.median(found.clearance[:, 2]))


@pytest.mark.parametrize("fluence", [1.5, 2.5])
def test_a_larger_spot_clears_more(fluence: float) -> None:
    found = [middle(seen(QS, 1064, spot, fluence)) for spot in (4, 5, 6)]
    assert found == sorted(found)


def test_more_fluence_clears_more() -> None:
    found = [middle(seen(QS, 1064, 4, fluence)) for fluence in (0.5, 1, 2, 3, 3.6)]
    assert found == sorted(found)


def test_deeper_dots_clear_less_at_every_wavelength() -> None:
    for one, nm in ((QS, 1064), (PICO755, 755)):
        worth = np.median(seen(one, nm, 4, 0.5).worth, axis=0)
        assert list(worth) == sorted(worth, reverse=True), nm


def test_shorter_wavelengths_lose_more_of_their_light_on_the_way_to_deep_dots() -> None:
    left = []
    for one, nm in ((PICO755, 755), (QS, 1064)):
        at = np.median(planned(2).light.pigment(mode_of(one, nm), 4), axis=0)
        left.append(at[-1] / at[0])
    assert left[0] < left[1]


def test_carbon_takes_more_of_a_shorter_wavelength_so_that_shallow_dots_in_fair_skin_get_a_higher_dose() -> None:
    settings = [(PICO755, 755), (QS, 1064)]
    short, long = (
        np.median(planned(2).light.equivalent_j_cm2(mode_of(one, nm), 4, 1.0), axis=0) for one, nm in settings
    )  # fmt: skip
    assert short[0] > long[0]
    # the gain shrinks with depth
    assert short[-1] / long[-1] < short[0] / long[0]


def test_darker_skin_leaves_less_for_the_dots_and_costs_755_more_than_1064() -> None:
    kept = []
    for one, nm in ((PICO755, 755), (QS, 1064)):
        fair, dark = (np.median(planned(skin).light.pigment(mode_of(one, nm), 4)[:, 0]) for skin in (1, 4))
        assert dark < fair
        kept.append(dark / fair)
    assert kept[0] < kept[1]


def test_the_same_fluence_harms_more_the_shorter_the_wavelength_and_the_darker_the_skin() -> None:
    long, short = (planned(2).harm(Setting(one, mode_of(one, nm), 4, 0.5, 5)) for one, nm in ((QS, 1064), (PICO755, 755)))
    assert np.median(long.relative_volume) < np.median(short.relative_volume)
    loads = [
        melanin_load(1, nm, skin, picosecond=False, passes=1, overlap=0.1, spot_gain=1) for skin in (1, 2, 3) for nm in (1064, 755, 532)
    ]  # fmt: skip
    assert all(loads[n] < loads[n + 1] < loads[n + 2] for n in (0, 3, 6))
    by_skin = [float(np.median(planned(skin).harm(Setting(QS, mode_of(QS, 1064), 4, 3, 5)).relative_volume)) for skin in (1, 3, 6)]
    assert by_skin == sorted(by_skin)


def test_a_larger_spot_lays_more_on_the_epidermis_too() -> None:
    found = [float(np.median(planned(3).harm(Setting(QS, mode_of(QS, 1064), spot, 2, 5)).relative_volume)) for spot in (4, 6)]
    assert found[1] > found[0]
