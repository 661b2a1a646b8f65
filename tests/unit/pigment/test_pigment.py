"""The pigment map counts every dot once; inks absorb as published."""

from __future__ import annotations

import numpy as np
import pytest

from unstipple.evidence import Draws
from unstipple.pigment import Dots, absorption_ratio, depths_mm, ink_class, pigment_map, poisson_interval


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
