"""The therapeutic window shows the order that practice knows, and closes where it should."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from unstipple.device import laser
from unstipple.dose import Effort
from unstipple.evidence import Draws
from unstipple.outcome import response
from unstipple.plan import Hair, PlannedSkin, WindowRow, light_for, reference_light, window_rows
from unstipple.rules import harm_limit

DRAWS = Draws(40, 2)
EFFORT = Effort(4, 2000)
LASERS = tuple(laser(name) for name in ("picosure-pro", "picoway", "qs-ndyag"))


@cache
def reference():  # type: ignore[no-untyped-def]
    return reference_light(DRAWS, EFFORT)


@cache
def rows(skin: int, hair: bool = False) -> tuple[WindowRow, ...]:
    light = light_for(LASERS, skin, DRAWS, effort=EFFORT, reference=reference())
    return tuple(window_rows(LASERS, PlannedSkin(skin, light), response("typical", DRAWS), hair=Hair(hair)))


def one(name: str, wavelength_nm: float, spot_mm: float, skin: int, *, hair: bool = False, longest: bool = True) -> WindowRow:
    found = [
        row for row in rows(skin, hair) if (row.laser.name, row.mode.wavelength_nm, row.spot_mm) == (name, wavelength_nm, spot_mm)
    ]  # fmt: skip
    return (max if longest else min)(found, key=lambda row: row.mode.pulse_ns)


def limit(row: WindowRow, code: str) -> float:
    return next(each.fluence_j_cm2 for each in row.within.limits if each.code == code)


def middle(row: WindowRow) -> float:
    assert row.effective_from is not None
    assert row.effective_from.mid is not None
    return row.effective_from.mid


@pytest.mark.parametrize("skin", range(1, 5))
def test_1064_nm_leaves_more_room_between_useful_and_harmful_than_755_nm(skin: int) -> None:
    long, short = one("qs-ndyag", 1064, 4, skin), one("picosure-pro", 755, 4, skin)
    for code in ("harm-limit", "injury-limit"):
        assert limit(long, code) / middle(long) > 1.5 * limit(short, code) / middle(short)


@pytest.mark.parametrize("skin", range(1, 7))
def test_532_nm_harms_first_and_has_no_window(skin: int) -> None:
    green = next(mode for mode in laser("qs-ndyag").modes if mode.wavelength_nm == 532)
    blue_end = harm_limit(green, 4, skin).fluence_j_cm2
    assert blue_end < harm_limit(laser("picosure-pro").modes[0], 4, skin).fluence_j_cm2
    closed = [row for row in rows(skin) if row.mode.wavelength_nm == 532]
    assert closed
    assert all(row.closed_by and not row.useful and row.effective_from is None and row.safe_up_to is None for row in closed)


def test_darker_skin_lowers_what_is_safe_and_raises_what_is_needed_until_755_nm_closes() -> None:
    before: WindowRow | None = None
    for skin in range(1, 5):
        row = one("picosure-pro", 755, 3, skin)
        if before is not None:
            assert row.within.high_j_cm2 <= before.within.high_j_cm2
            assert middle(row) > middle(before)
        before = row
    assert one("picosure-pro", 755, 3, 1).useful
    assert not one("picosure-pro", 755, 3, 4).useful
    assert one("picosure-pro", 755, 3, 5).closed_by == "wavelength-gate"


@pytest.mark.slow
@pytest.mark.parametrize("hair", [False, True])
def test_darker_skin_never_raises_what_is_safe_for_the_same_setting(hair: bool) -> None:
    skins = (1, 4, 6) if hair else range(1, 7)
    for same in zip(*(rows(skin, hair) for skin in skins), strict=True):
        assert len({(row.laser.name, row.mode.label, row.spot_mm) for row in same}) == 1
        bands = [row.safe_up_to for row in same]
        for end in ("low", "mid", "high"):
            safe = [0.0 if band is None else getattr(band, end) for band in bands]
            assert safe == sorted(safe, reverse=True)


def test_a_first_treatment_starts_at_or_below_the_ceiling() -> None:
    started = [(row, row.start_j_cm2) for row in rows(3) if row.start_j_cm2]
    assert started
    for row, (low, high) in started:  # type: ignore[misc]
        assert 0 < low <= high <= row.within.high_j_cm2
    assert all(row.start_j_cm2 is None for row in rows(3) if row.within.closed_by)


def test_1064_nm_stays_open_in_every_skin_with_an_ever_smaller_window() -> None:
    found = [one("qs-ndyag", 1064, 5, skin) for skin in range(1, 7)]
    assert all(row.useful for row in found)
    room = [row.within.high_j_cm2 / middle(row) for row in found]
    assert room == sorted(room, reverse=True)


@pytest.mark.parametrize("skin", [1, 3, 6])
def test_a_larger_spot_needs_less_fluence_and_reaches_the_bulbs(skin: int) -> None:
    need = [middle(one("qs-ndyag", 1064, spot, skin)) for spot in (4, 5, 6)]
    assert need == sorted(need, reverse=True)
    light = light_for((laser("qs-ndyag"),), skin, DRAWS, effort=EFFORT, reference=reference())
    mode = laser("qs-ndyag").modes[0]
    bulbs = [float(np.median(light.deep(mode, spot).bulb)) for spot in (4, 5, 6)]
    dots = [float(np.median(light.pigment(mode, spot))) for spot in (4, 5, 6)]
    assert bulbs == sorted(bulbs)
    # the bulbs gain more than the dots do
    assert bulbs[-1] / bulbs[0] > 1.2 * dots[-1] / dots[0]


@pytest.mark.slow
def test_hair_in_the_field_never_raises_what_is_safe() -> None:
    for bare, hairy in zip(rows(3), rows(3, True), strict=True):
        assert hairy.within.high_j_cm2 <= bare.within.high_j_cm2


def test_a_window_whose_safe_end_lies_below_its_useful_end_is_no_window() -> None:
    for row in rows(4):
        if row.closed_by == "below-effective":
            assert row.effective_j_cm2 is not None
            assert float(np.median(row.effective_j_cm2)) >= row.within.high_j_cm2
            assert row.bound_by == row.within.binding.code
    assert any(row.closed_by == "below-effective" for row in rows(4))


def test_bands_are_in_order_and_the_middle_of_the_safe_one_is_what_a_plan_keeps() -> None:
    for row in rows(3):
        safe, need = row.safe_up_to, row.effective_from
        if safe is None or need is None:
            continue
        assert safe.low <= safe.mid <= safe.high  # type: ignore[operator]
        assert safe.mid == row.within.high_j_cm2
        assert need.low <= need.mid  # type: ignore[operator]
