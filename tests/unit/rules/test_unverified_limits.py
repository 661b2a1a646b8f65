"""Limits on fluence: without its unverified numbers no window is narrower, so none of them had let a higher fluence through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from unstipple import evidence
from unstipple.consult import TestSpot
from unstipple.device import Laser, Mode, laser, laser_names
from unstipple.evidence import _tables
from unstipple.evidence.background import row
from unstipple.rules.bounds import bounds, closed_by

MODES = [(one, mode) for one in (laser(name) for name in laser_names()) for mode in one.modes]
PLACES = [(one, mode, skin, hair) for (one, mode), skin, hair in product(MODES, (1, 4, 6), (False, True))]
GONE = {
    "practice.ceiling_": 1e6, "practice.start_high_": 1e6, "practice.start_low_": 0.0, "practice.spot_low_": 0.0,
    "practice.spot_high_": 1e6, "practice.titration_step": 1e6,
    "practice.scalp_factor": 1.0, "practice.hair_factor": 1.0, "harm.hypopigmentation_limit": 1 - 1e-12, "gate.alexandrite.": 1e6,
}  # fmt: skip
"""Start of the names of unverified numbers -> the value that takes their demand away."""
SERVES_A_LIMIT = ("harm.", "skin.melanin_ratio_", "response.reference_", "practice.overlap", "gate.same_line_nm", "gate.ruby.wavelength_nm")
"""What only computes the limit that harm sets: gone with ``harm.hypopigmentation_limit``."""


def spot_of(mode: Mode) -> float:
    """A spot of the mode that practice knows, else its middle one."""
    inside = [spot for spot in mode.spots_mm if closed_by(mode, spot, 1) is None]
    return (inside or [mode.spots_mm[len(mode.spots_mm) // 2]])[0]


def windows(first: bool = True) -> list[float]:
    """Highest fluence of every mode, skin and zone in J/cm²; 0 where closed."""
    return [
        bounds(one, mode, spot_of(mode), skin, hair_bearing=hair, first=first).high_j_cm2 if mode.spots_mm else 0.0
        for one, mode, skin, hair in PLACES
    ]


def unverified_read() -> list[str]:
    with evidence.ledger() as book:
        windows()
    return sorted(name for name, value in book.used.items() if not value.verified)


def change(patch: pytest.MonkeyPatch, start: str, number: float) -> None:
    for name in evidence.names(start):
        if not evidence.value(name).verified:
            patch.setitem(_tables.values(), name, replace(evidence.value(name), value=number, low=None, high=None, spread="none"))


def test_every_unverified_number_of_the_limits_is_declared() -> None:
    assert not [name for name in unverified_read() if not name.startswith((*GONE, *SERVES_A_LIMIT))]


@pytest.mark.parametrize("start", GONE)
def test_without_an_unverified_number_no_window_is_lower(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = windows()
    change(monkeypatch, start, GONE[start])
    assert all(now >= then * (1 - 1e-9) for now, then in zip(windows(), before, strict=True))


@pytest.mark.parametrize("laser_name", laser_names())
def test_a_test_spot_only_ever_lowers_a_window(laser_name: str) -> None:
    """Whatever the unverified step is, a spot adds a limit and takes none away."""
    one = laser(laser_name)
    for mode, result in product(one.modes, ("good", "injured", "darkened")):
        spot_mm = spot_of(mode)
        spot = TestSpot(
            made_on=date(2027, 1, 1), read_on=date(2027, 2, 20), laser=one.name, wavelength_nm=mode.wavelength_nm, spot_mm=spot_mm,
            fluence_j_cm2=0.5, result=result,
        )  # fmt: skip
        assert high(one, mode, spot_mm, (spot,)) <= high(one, mode, spot_mm, ())


def high(one: Laser, mode: Mode, spot_mm: float, spots: tuple[TestSpot, ...]) -> float:
    return bounds(one, mode, spot_mm, 2, hair_bearing=False, test_spots=spots).high_j_cm2


@pytest.mark.parametrize(("key", "row_id"), [("1064_ns", "L078"), ("1064_ps", "L084"), ("755_ps", "L085")])
def test_a_ceiling_of_practice_never_lies_above_what_a_read_series_used(key: str, row_id: str) -> None:
    """A ceiling is a choice of this program: that a wavelength has one opens nothing that was not published and read."""
    assert row(row_id).read == "yes"
    ceilings = evidence.names(f"practice.ceiling_{key}_")
    assert ceilings
    assert max(evidence.number(name) for name in ceilings) <= (row(row_id).high or 0)


def test_every_wavelength_with_a_ceiling_of_practice_has_a_read_series() -> None:
    keys = {"_".join(name.split("_")[1:3]) for name in evidence.names("practice.ceiling_")}
    assert keys == {"1064_ns", "1064_ps", "755_ps"}
