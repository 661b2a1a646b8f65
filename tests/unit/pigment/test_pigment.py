"""The pigment map counts every dot once; inks absorb as published."""

from __future__ import annotations

import numpy as np
import pytest

from unstipple.evidence import Draws
from unstipple.pigment import Counting, Dots, absorption_ratio, depths_mm, ink_class, pigment_map, poisson_interval


def dots(count: int, size: int, seed: int = 1) -> Dots:
    rng = np.random.default_rng(seed)
    ones = np.ones(count)
    return Dots(
        rng.uniform(0, size, count),
        rng.uniform(0, size, count),
        0.3 * ones,
        0.2 * ones,
        0.02 * ones,
        ones,
        ones,
        0 * ones,
        np.zeros(count, dtype=np.int8),
    )


def test_the_maps_totals_are_the_dots_the_area_and_the_load() -> None:
    some = dots(500, 290)
    found = pigment_map(some, np.ones((290, 290), dtype=bool), 0.1, tile_mm=5, level=0.95)
    assert float(found["dots"].sum()) == 500
    assert float(found["scalp_cm2"].sum()) == pytest.approx(29.0**2 / 100)
    load = found["load_od_mm2_per_cm2"] * found["scalp_cm2"]
    assert float(load.sum()) == pytest.approx(some.flux_od_mm2.sum())
    assert found["density_per_cm2"].attrs["units"] == "per_cm2"


def test_the_interval_encloses_the_density_in_every_tile() -> None:
    found = pigment_map(dots(300, 300), np.ones((300, 300), dtype=bool), 0.1, tile_mm=5, level=0.95)
    assert bool((found["density_low"] <= found["density_per_cm2"]).all())
    assert bool((found["density_high"] >= found["density_per_cm2"]).all())


def test_the_poisson_interval_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(3)
    low, high = poisson_interval(rng.poisson(7.3, 4000).astype(float), 0.95)
    assert 0.945 <= ((low <= 7.3) & (high >= 7.3)).mean() <= 0.985


def test_tiles_without_scalp_have_no_density() -> None:
    mask = np.zeros((200, 200), dtype=bool)
    mask[:100] = True
    found = pigment_map(dots(50, 100), mask, 0.1, tile_mm=5, level=0.95)
    assert np.isnan(found["density_per_cm2"].values[2:]).all()


def test_carbon_absorbs_more_at_shorter_wavelengths_about_as_one_over_the_wavelength() -> None:
    ratio = absorption_ratio(755, Draws(200, 1))
    assert np.median(ratio) == pytest.approx(1064 / 755, rel=0.05)
    assert absorption_ratio(1064, Draws(5, 1)) == pytest.approx(1)


def test_depths_stay_below_the_surface_and_inside_what_is_assumed() -> None:
    depths = depths_mm(Draws(300, 1), 5)
    assert depths.shape == (300, 5)
    assert depths.min() >= 0.12
    assert depths.max() <= 1.3
    assert 0.45 < np.median(depths) < 0.65


def test_body_tattoo_ink_is_its_own_class_whatever_it_looks_like() -> None:
    assert ink_class("body-tattoo", "faded") == "body_tattoo"
    assert ink_class("carbon", "faded") == "faded"


def half_found(count: int) -> Counting:
    return Counting(np.full(count, 2.0), np.full(count, 2.0), 0.05)


def test_a_dot_that_is_found_every_second_time_counts_twice() -> None:
    some = dots(400, 290)
    found = pigment_map(some, np.ones((290, 290), dtype=bool), 0.1, tile_mm=5, level=0.95, counting=half_found(400))
    assert float((found["density_per_cm2"] * found["scalp_cm2"]).sum()) == pytest.approx(800)
    assert float((found["load_od_mm2_per_cm2"] * found["scalp_cm2"]).sum()) == pytest.approx(2 * some.flux_od_mm2.sum())
    assert bool((found["load_low"] <= found["load_od_mm2_per_cm2"]).all() and (found["load_high"] >= found["load_od_mm2_per_cm2"]).all())


def test_the_counting_interval_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    inside = 0
    for _ in range(2000):
        seen = rng.binomial(300, 0.5 * np.exp(0.05 * rng.standard_normal()))
        _, low, high = half_found(seen).total(0.95)
        inside += low <= 300 <= high
    assert 0.93 <= inside / 2000 <= 0.98


def test_an_empty_tile_may_still_hold_a_few_dots() -> None:
    one = dots(1, 20)
    found = pigment_map(one, np.ones((200, 200), dtype=bool), 0.1, tile_mm=5, level=0.95, counting=half_found(1))
    empty = found["dots"].values == 0
    assert (found["density_per_cm2"].values[empty] == 0).all()
    assert (found["density_high"].values[empty] > 0).all()
