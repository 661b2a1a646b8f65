"""Injured volume: exact limits, and the directions that physics demands."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import lognorm

from unstipple.dose.injury import (
    excess,
    fluence_for_volume_j_cm2,
    injured_share,
    injured_volume_mm,
    melanosomes,
    reference_volume_mm,
    relative_volume,
    stress_confined,
    visit_volume_mm,
)  # fmt: skip
from unstipple.errors import BadInput
from unstipple.evidence import Draws, number

DRAWS = Draws(200, 9)
ONES = np.ones(DRAWS.count)


def volume(local: float, *, skin: int = 4, nm: float = 1064, ns: float = 6, passes: int = 1, overlap: float = 0.1) -> np.ndarray:
    return visit_volume_mm(melanosomes(skin, nm, ns, DRAWS), local * ONES, overlap=overlap, pass_gains=(1,) * passes)


@pytest.mark.parametrize("over", [0.2, 0.8, 1.0, 3.0, 20.0])
@pytest.mark.parametrize("spread", [0.3, 0.8])
def test_the_expected_excess_is_the_integral_over_the_thresholds(over: float, spread: float) -> None:
    found = excess(np.array([over]), np.array([spread]))[0]
    exact, _ = quad(lambda t: (over / t - 1) * lognorm.pdf(t, spread), 0, over, epsabs=1e-12)
    assert found == pytest.approx(exact, rel=1e-6, abs=1e-12)


def test_far_above_threshold_the_excess_is_the_dose_less_one() -> None:
    assert excess(np.array([1e3]), np.array([0.5]))[0] == pytest.approx(1e3 * np.exp(0.125) - 1, rel=1e-6)


def test_at_the_median_threshold_half_of_the_melanosomes_cavitate() -> None:
    assert injured_share(np.array([0.0, 1.0, 1e6]), np.full(3, 0.5)) == pytest.approx([0, 0.5, 1])


def test_without_light_nothing_is_injured_and_hardly_anything_far_below_threshold() -> None:
    assert not volume(0.0).any()
    assert volume(0.05).max() < 1e-4 * volume(10.0).min()


def test_thin_even_skin_gives_share_times_thickness_times_excess() -> None:
    layer = melanosomes(2, 1064, 6, DRAWS)
    thin = type(layer)(layer.share, layer.threshold_j_cm2, layer.spread_ln, layer.epidermis_mm, np.full(DRAWS.count, 1e-9))
    exact = layer.share * layer.epidermis_mm * excess(8.0 / layer.threshold_j_cm2, layer.spread_ln)
    assert injured_volume_mm(thin, 8.0 * ONES) == pytest.approx(exact, rel=1e-6)


def test_uneven_light_at_the_same_mean_injures_no_less() -> None:
    layer = melanosomes(6, 755, 50, DRAWS)
    even = type(layer)(layer.share, layer.threshold_j_cm2, layer.spread_ln, layer.epidermis_mm, np.full(DRAWS.count, 1e-9))
    assert (injured_volume_mm(layer, 2.0 * ONES) >= injured_volume_mm(even, 2.0 * ONES) * (1 - 1e-9)).all()


def test_more_light_more_passes_and_more_overlap_each_injure_more_in_every_draw() -> None:
    base = volume(8.0)
    for more in (volume(9.0), volume(8.0, passes=2), volume(8.0, overlap=0.2)):
        assert (more > base).all()
    assert volume(8.0, passes=4) == pytest.approx(4 * base)


def test_a_pass_over_frosting_lays_more_than_a_pass_over_quiet_skin() -> None:
    layer = melanosomes(4, 1064, 6, DRAWS)
    quiet, frosted = (visit_volume_mm(layer, 8.0 * ONES, overlap=0.1, pass_gains=gains) for gains in ((1, 1), (1, 1.4)))
    assert (frosted > quiet).all()


def test_darker_skin_a_shorter_wavelength_and_a_shorter_pulse_each_injure_more_at_the_same_local_light() -> None:
    assert (volume(8.0, skin=5) > volume(8.0, skin=3)).all()
    assert (volume(8.0, nm=755) > volume(8.0)).all()
    assert (volume(8.0, ns=0.45) >= volume(8.0)).mean() > 0.9, "wide doubt: the stress may help nothing"


def test_warm_skin_bears_less_and_cooled_skin_more() -> None:
    cool, warm = (melanosomes(4, 1064, 6, DRAWS, start_c=start).threshold_j_cm2 for start in (15.0, 45.0))
    assert (warm < cool).all()


def test_stress_confinement_fades_from_picoseconds_to_nanoseconds() -> None:
    shares = [stress_confined(ns) for ns in (0.01, 0.45, 0.75, 6.0)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.99
    assert shares[-1] < 0.02


def test_the_published_threshold_of_guinea_pig_skin_lies_inside_the_draws() -> None:
    # whitening at 1.0 J/cm² incident, 1064 nm, 10-12 ns; epidermal build-up of about 2 under a small spot
    local = melanosomes(4, 1064, 11, DRAWS).threshold_j_cm2 / 2.0
    assert np.quantile(local, 0.02) < 1.0 < np.quantile(local, 0.98)


def test_the_reference_series_is_its_own_measure_and_shared_doubt_cancels() -> None:
    row = "clinic.thai_1064_a"
    local = number(f"{row}.fluence_j_cm2") * number("harm.epidermal_build_up_3_mm") * ONES
    same = relative_volume(4, 1064, number(f"{row}.pulse_ns"), local, DRAWS, overlap=number("harm.reference_overlap"))
    assert same == pytest.approx(1.0)
    stronger = relative_volume(4, 1064, 6, 1.3 * local, DRAWS, overlap=0.1)
    assert np.std(np.log(stronger)) < 0.25 * np.std(np.log(reference_volume_mm(DRAWS)))


def test_the_fluence_for_a_volume_lays_that_volume() -> None:
    layer, build_up = melanosomes(5, 755, 50, DRAWS), np.linspace(1.5, 3, DRAWS.count)
    asked = reference_volume_mm(DRAWS)
    fluence = fluence_for_volume_j_cm2(layer, build_up, asked, overlap=0.1)
    assert visit_volume_mm(layer, fluence * build_up, overlap=0.1) == pytest.approx(asked, rel=1e-6)


def test_the_draws_matter() -> None:
    low, high = np.quantile(volume(8.0), (0.05, 0.95))
    assert high > 3 * low


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("pulse_ns", lambda: melanosomes(2, 1064, 0, DRAWS)),
        ("start_c", lambda: melanosomes(2, 1064, 6, DRAWS, start_c=400.0)),
        ("local_j_cm2", lambda: injured_volume_mm(melanosomes(2, 1064, 6, DRAWS), -ONES)),
        ("local_j_cm2", lambda: injured_volume_mm(melanosomes(2, 1064, 6, DRAWS), np.ones(3))),
        ("pass_gains", lambda: visit_volume_mm(melanosomes(2, 1064, 6, DRAWS), ONES, overlap=0.1, pass_gains=(1, 0.5))),
        ("volume_mm", lambda: fluence_for_volume_j_cm2(melanosomes(2, 1064, 6, DRAWS), ONES, 0 * ONES, overlap=0.1)),
    ],
)
def test_impossible_input_is_refused_by_name(field: str, call: object) -> None:
    with pytest.raises(BadInput, match=field):
        call()  # type: ignore[operator]
