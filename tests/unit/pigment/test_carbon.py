"""From a dot's look to its carbon: the light identity, a dot's own shadow, the way looks go, and honest doubt."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.evidence import Draws, value
from unstipple.optics import Layer, Stack, simulate
from unstipple.pigment import BandLight, Look, Seen, band_light, carbon, depths_mm, look, zone_depth_mm
from unstipple.pigment.look import all_round, channels, drop_kernel, self_shadow, sphere_mm3
from unstipple.skin import band_stacks

Array = NDArray[np.float64]
NAMES = ("ink.depth_mean_mm", "ink.dot_diameter_mm", "ink.dot_mua_1064_per_mm")
BLUR_MM = 0.06
DRAWS = Draws(200, 1)


@pytest.fixture(scope="module")
def skins() -> list[BandLight]:
    return [band_light(stacks, n) for n, stacks in enumerate(band_stacks(2, Draws(6, 1)))]


def seen_of(light: BandLight, dots: Array, exponent: float = 1.0) -> Look:
    depth, size, absorption = dots[:, None]
    return look(light, depth, size, absorption, BLUR_MM, exponent)


def _sheet(absorption_per_mm: float) -> Stack:
    layers = [Layer(thickness, 0.03 + more, 3.4, 0.0, 1.4) for thickness, more in ((0.275, 0), (0.05, absorption_per_mm), (np.inf, 0))]
    return Stack(tuple(layers))


@pytest.mark.slow
def test_a_thin_sheet_darkens_the_skin_as_reciprocity_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Direct runs without and with the sheet, beside `drop_kernel` at the lowest frequency; isotropic scattering is the exact case."""
    monkeypatch.setattr(sys.modules["unstipple.pigment.look"], "FREQUENCIES_PER_MM", np.array([1e-6]))
    edges, radii, absorption = [0, 0.275, 0.325, 3], [0, 5, 50], 0.8
    bare, dark = (
        simulate(_sheet(more), 400_000, seed, depth_edges_mm=edges, radius_edges_mm=radii) for seed, more in ((5, 0.0), (6, absorption))
    )
    direct = bare.diffuse_reflectance - dark.diffuse_reflectance
    light, shaded = (drop_kernel(run)[1, 0] * run.diffuse_reflectance for run in (bare, dark))
    predicted = np.sqrt(light * shaded) * absorption * 0.05
    error = np.hypot(bare.diffuse_reflectance_error, dark.diffuse_reflectance_error) / predicted
    assert error < 0.01
    assert direct / predicted == pytest.approx(1, abs=0.04)


def test_a_lamp_from_all_sides_reaches_less_deep_than_one_from_above() -> None:
    ratio = all_round(_sheet(0.0), np.array([0.02, 0.1, 0.3, 1.0, 5.0]))
    assert (np.diff(ratio) < 0).all()
    assert 0.9 < ratio[-1] < 0.92
    matched = Stack((Layer(np.inf, 0.03, 3.4, 0.0, 1.0),))
    assert all_round(matched, np.array([50.0])) == pytest.approx(4 / 5, abs=1e-3)  # without a surface: (2/3 + 2/3) / (1 + 2/3)


def test_a_weak_dot_has_no_shadow_and_a_black_one_takes_what_falls_on_its_outline() -> None:
    assert self_shadow(np.array([0.0, 1e-4])) == pytest.approx(1, abs=1e-3)
    diameter, absorption = 0.3, 1e5
    area = absorption * sphere_mm3(np.array([diameter])) * self_shadow(np.array([absorption * diameter]))
    assert area == pytest.approx(np.pi * diameter**2 / 4, rel=1e-6)
    assert (np.diff(self_shadow(np.geomspace(1e-2, 1e3, 50))) < 0).all()


def test_deeper_is_wider_and_fainter_and_more_carbon_is_darker(skins: list[BandLight]) -> None:
    for light in skins:
        seen = look(light, np.array([0.2, 0.45, 0.8, 1.2]), np.array([0.28]), np.array([0.3, 1.0, 3.0]), BLUR_MM, 1.0)
        assert (np.diff(seen.width_mm, axis=0) > 0).all()
        assert (np.diff(seen.flux_od_mm2 / seen.width_mm**2, axis=0) < 0).all()
        assert (np.diff(seen.flux_od_mm2, axis=2) > 0).all()


def test_a_wider_dot_or_a_blurred_picture_looks_wider(skins: list[BandLight]) -> None:
    axes = np.array([0.4]), np.array([0.15, 0.3, 0.5]), np.array([1.0])
    sharp, blurred = (look(skins[0], *axes, blur, 1.0).width_mm for blur in (0.05, 0.12))
    assert (np.diff(sharp, axis=1) > 0).all()
    assert (blurred > sharp).all()


def test_the_same_skin_is_lit_once() -> None:
    stacks = band_stacks(2, Draws(1, 9))[0]
    assert band_light(stacks, 4, 64) is band_light(list(stacks), 4, 64)
    assert band_light(stacks, 4, 64) is not band_light(stacks, 5, 64)


def test_where_nothing_was_measured_every_draw_is_what_the_evidence_gives(skins: list[BandLight]) -> None:
    nothing = np.array([np.nan])
    told = carbon(Seen(nothing, nothing, nothing), skins, DRAWS, blur_mm=BLUR_MM)
    for got, name in zip((told.depth_mm, told.diameter_mm, told.mua_1064_per_mm), NAMES, strict=True):
        inner = np.abs(DRAWS.shares(name) - 0.5) < 0.49
        np.testing.assert_allclose(got[inner, 0], DRAWS.of(name)[inner], rtol=0.01)
    assert np.abs(told.information_bits).max() < 1e-9


def test_a_measured_dot_narrows_the_doubt_and_a_darker_one_holds_more(skins: list[BandLight]) -> None:
    looks = seen_of(skins[0], np.array([0.45, 0.28, 1.0]))
    flux, width, blueness = (row.ravel() for row in (looks.flux_od_mm2, looks.width_mm, looks.blueness))
    both = Seen(np.concatenate([flux, flux * 2]), np.repeat(width, 2), np.repeat(blueness, 2))
    told = carbon(both, skins, DRAWS, blur_mm=BLUR_MM)
    assert (told.information_bits > 0.02).all()
    faint, dark = np.median(told.mass_ng, axis=0)
    assert dark > 1.3 * faint
    assert np.std(np.log(told.mass_ng[:, 0])) < 0.7 * np.std(np.log(DRAWS.of(NAMES[2])))


@pytest.mark.slow
def test_nine_in_ten_intervals_hold_the_truth_of_dots_in_other_skins(skins: list[BandLight]) -> None:
    rng = np.random.default_rng(23)
    shares = rng.uniform(size=(5, 320))
    dots = np.array([value(name).at(share) for name, share in zip(NAMES, shares[:3], strict=True)])
    exponents, per_gram = (
        value(f"ink.{n}").at(s) for n, s in zip(("absorption_exponent", "carbon_mass_absorption_1064_m2_per_g"), shares[3:], strict=True)
    )
    others = [band_light(stacks, 900 + n) for n, stacks in enumerate(band_stacks(2, Draws(10, 77)))]
    looks = [seen_of(others[n % len(others)], dots[:, n], float(exponents[n])) for n in range(dots.shape[1])]
    table = np.array([[x.flux_od_mm2.item(), x.width_mm.item(), x.blueness.item()] for x in looks]).T
    spread = np.array([0.25, 0.15, 0.30])[:, None]
    told = carbon(Seen(*(table * np.exp(spread * rng.normal(size=table.shape)))), skins, DRAWS, blur_mm=BLUR_MM)
    truths = (dots[0], dots[1], dots[2] * sphere_mm3(dots[1]) / per_gram * 1000)
    for draws, truth in zip((told.depth_mm, told.diameter_mm, told.mass_ng), truths, strict=True):
        low, high = np.percentile(draws, [5, 95], axis=0)
        assert np.mean((low <= truth) & (truth <= high)) >= 0.85
    assert np.corrcoef(np.log(np.median(told.mass_ng, axis=0)), np.log(truths[2]))[0, 1] > 0.85


def test_a_look_that_no_dot_has_is_told_and_its_doubt_widened(skins: list[BandLight]) -> None:
    odd = Seen(np.array([0.002]), np.array([0.3]), np.array([30.0]))
    assert carbon(odd, skins, DRAWS, blur_mm=BLUR_MM).misfit[0] > 10


def test_what_all_bands_see_alike_no_overlap_of_channels_can_colour(skins: list[BandLight]) -> None:
    grey = replace(skins[0], kernel=np.repeat(skins[0].kernel[:1], 3, axis=0))
    look_ = look(grey, np.array([0.5]), np.array([0.28]), np.array([1.0]), BLUR_MM, 1e-9)
    np.testing.assert_allclose(channels().sum(axis=1), 1)
    assert look_.blueness == pytest.approx(1, abs=1e-6)


def test_a_dot_that_takes_twice_the_green_light_looks_about_half_as_blue(skins: list[BandLight]) -> None:
    dot = np.array([0.5]), np.array([0.28]), np.array([0.3])
    plain = look(skins[0], *dot, BLUR_MM, 1.0)
    greener = look(replace(skins[0], kernel=skins[0].kernel * np.array([1, 2, 1])[:, None, None]), *dot, BLUR_MM, 1.0)
    assert 0.35 < (greener.blueness / plain.blueness).item() < 0.6


def two_zones(skins: list[BandLight]) -> tuple[Seen, NDArray[np.bool_]]:
    """Thirty dots as of 0.3 mm, then thirty as of 0.75 mm, measured with the usual error."""
    looks = [seen_of(skins[n % len(skins)], np.array([depth, 0.28, 1.0])) for depth in (0.3, 0.75) for n in range(30)]
    table = np.array([[one.flux_od_mm2.item(), one.width_mm.item(), one.blueness.item()] for one in looks]).T
    noise = np.array([0.25, 0.15, 0.30])[:, None] * np.random.default_rng(4).normal(size=table.shape)
    return Seen(*(table * np.exp(noise))), np.arange(60) < 30


def test_a_zone_of_deeper_dots_is_deeper_in_most_draws_though_no_depth_is_sure(skins: list[BandLight]) -> None:
    seen, shallow = two_zones(skins)
    told = carbon(seen, skins, DRAWS, blur_mm=BLUR_MM)
    means = [zone_depth_mm(told, zone) for zone in (shallow, ~shallow)]
    assert np.mean(means[1] >= means[0]) > 0.8
    assert np.median(means[1]) > 1.2 * np.median(means[0])
    low, high = np.quantile(means[0], [0.05, 0.95])
    assert np.log(high / low) > 0.6
    depths = depths_mm(DRAWS, 5, means[1])
    assert depths.shape == (200, 5)
    np.testing.assert_allclose(depths.mean(axis=1), means[1], rtol=0.15)
    assert (np.diff(depths, axis=1) >= 0).all()


def test_a_zone_without_dots_or_with_other_draws_is_refused(skins: list[BandLight]) -> None:
    nothing = np.array([np.nan, np.nan])
    told = carbon(Seen(nothing, nothing, nothing), skins, Draws(20, 1), blur_mm=BLUR_MM)
    with pytest.raises(BadInput):
        zone_depth_mm(told, np.zeros(2, dtype=bool))
    with pytest.raises(BadInput):
        depths_mm(DRAWS, 5, zone_depth_mm(told, np.ones(2, dtype=bool)))
    with pytest.raises(BadInput):
        depths_mm(Draws(20, 1), 5, np.zeros(20))


@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan])
def test_dots_that_cannot_be_are_refused(skins: list[BandLight], axis: int, bad: float) -> None:
    dot = np.array([0.4, 0.28, 1.0])
    dot[axis] = bad
    with pytest.raises(BadInput):
        seen_of(skins[0], dot)


def test_bad_input_is_refused(skins: list[BandLight]) -> None:
    one, two = np.array([0.1]), np.array([0.1, 0.2])
    good = Seen(one, one, one)
    for bad in (Seen(one, two, one), replace(good, flux_error=0.0), replace(good, width_error=-1.0), Seen(one[None], one[None], one[None])):
        with pytest.raises(BadInput):
            carbon(bad, skins, DRAWS, blur_mm=BLUR_MM)
    with pytest.raises(BadInput):
        carbon(good, [], DRAWS, blur_mm=BLUR_MM)
    with pytest.raises(BadInput):
        carbon(good, skins, DRAWS, blur_mm=0.0)
    with pytest.raises(BadInput):
        band_light(band_stacks(2, Draws(1, 1))[0][:2], 1)
