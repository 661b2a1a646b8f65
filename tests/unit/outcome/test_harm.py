"""Harm: the published points that the models claim, and the directions that physics and caution demand."""

from __future__ import annotations

import pytest

from unstipple.outcome import (
    darkening_risk,
    hyperpigmentation_risk,
    hypopigmentation,
    hypopigmentation_risk,
    load_at,
    melanin_load,
    scar_risk,
    unknown,
)  # fmt: skip


def chance(fluence: float, wavelength: float, skin: int, **changes: float) -> float:
    facts = {"picosecond": False, "passes": 1, "overlap": 0.10, "spot_gain": 1.0, **changes}
    return hypopigmentation(melanin_load(fluence, wavelength, skin, **facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fluence", "wavelength", "skin", "expected"),
    [(5.5, 1064, 4, 0.039), (6, 755, 5, 0.285), (7.5, 1064, 2, 0.014), (4, 1064, 6, 0.094), (2, 532, 4, 0.19)],
)
def test_the_model_passes_the_points_it_was_fitted_to(fluence: float, wavelength: float, skin: int, expected: float) -> None:
    assert chance(fluence, wavelength, skin) == pytest.approx(expected, rel=0.06)


def test_harm_rises_with_everything_that_adds_light_to_the_epidermis() -> None:
    base = chance(4, 1064, 4)
    assert chance(5, 1064, 4) > base
    assert chance(4, 755, 4) > base
    assert chance(4, 1064, 5) > base
    assert chance(4, 1064, 4, passes=4) > base
    assert chance(4, 1064, 4, overlap=0.2) > base
    assert chance(4, 1064, 4, spot_gain=1.3) > base
    assert chance(4, 1064, 4, picosecond=True) > base


def test_the_inverse_gives_the_load_back() -> None:
    assert load_at(hypopigmentation(20.0)) == pytest.approx(20.0)


def test_no_light_does_no_harm() -> None:
    assert hypopigmentation(0) == 0


def test_a_risk_is_a_band_around_its_centre() -> None:
    risk = hypopigmentation_risk(20)
    assert risk.low is not None
    assert risk.mid is not None
    assert risk.high is not None
    assert risk.low < risk.mid < risk.high <= 1


def test_scar_odds_multiply_and_are_never_clipped_downward() -> None:
    plain, keloid, both = scar_risk(()), scar_risk(("keloid",)), scar_risk(("keloid", "blister"))
    assert plain.mid is not None
    assert keloid.mid is not None
    assert both.mid is not None
    assert plain.mid < keloid.mid < both.mid < 1
    assert keloid.mid / (1 - keloid.mid) == pytest.approx(4 * plain.mid / (1 - plain.mid))


def test_no_rate_known_is_a_legal_answer() -> None:
    assert unknown("blister", "no-rate").mid is None
    assert darkening_risk("carbon", True).mid is None
    assert darkening_risk("unknown", False).mid is not None


def test_dark_skin_at_755_nm_carries_the_published_hyperpigmentation() -> None:
    risk = hyperpigmentation_risk(755, 5)
    assert risk.mid == pytest.approx(0.38)
    light = hyperpigmentation_risk(1064, 5)
    assert light.mid is not None
    assert light.mid < 0.1
