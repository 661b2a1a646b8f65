"""Heat at hair follicles: exact limits, the directions that physics demands, and what is refused."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hair_cases import DRAWS, ONES, light

from unstipple.dose.build_up import Effort, build_up
from unstipple.dose.follicle import (
    FollicleLimits,
    FollicleSites,
    beside_shaft,
    follicle_heat,
    follicle_limit_j_cm2,
    follicle_limits,
    follicle_sites,
    hair_rises_k,
    in_matrix,
)
from unstipple.dose.follicle_light import FollicleLight, follicle_light
from unstipple.dose.hair import COLOURS, Follicles, cylinder_shade, follicles
from unstipple.dose.heat_left import patch
from unstipple.errors import BadInput
from unstipple.evidence import number, value
from unstipple.heat import HairShape, Surface, ThermalBody, ThermalLayer, ThermalStack, cool, injury, sphere_rise
from unstipple.heat.particle import Pulse, Substance
from unstipple.skin import skin_optics

BLACK = follicles("black", DRAWS)
SKIN = {nm: skin_optics(2, nm, DRAWS) for nm in (755, 1064)}


def sites(hair: Follicles = BLACK, spot: int = 8, nm: int = 1064, times: float = 1.0, train=None) -> FollicleSites:
    return follicle_sites(hair, light(spot, times), SKIN[nm], spot, "flat-top", DRAWS, train=train)


def limits(hair: Follicles = BLACK, spot: int = 8, nm: int = 1064, ns: float = 6) -> FollicleLimits:
    return follicle_limits(sites(hair, spot, nm), nm, ns, DRAWS)


def test_a_hair_that_hardly_absorbs_has_no_shade_and_a_black_one_takes_what_falls_on_it() -> None:
    thin, thick = cylinder_shade(np.array([0.0, 1e-6, 1e3]))[[0, 1]], cylinder_shade(np.array([1e3]))
    assert thin == pytest.approx(1, rel=1e-5)
    assert thick[0] == pytest.approx(1e-3, rel=0.01), "surface over four volumes: one over the optical diameter"


def test_the_shafts_rise_is_fluence_times_absorption_over_heat_per_volume() -> None:
    faint = replace(BLACK, shaft_share=1e-6 * BLACK.shaft_share)
    rise, _ = hair_rises_k(faint, light(8), 1064, DRAWS)
    expected = 2.3 / 100 * faint.shaft_mua_per_mm(1064, DRAWS) / faint.heat_j_mm3_k
    assert rise == pytest.approx(expected, rel=1e-4)


def test_heat_beside_a_shaft_runs_as_on_the_fine_grid() -> None:
    layer = ThermalLayer(3, 0.4, 1100, 3400)
    hair = replace(BLACK, shaft_diameter_mm=0.07 * ONES, bulge_distance_mm=0.08 * ONES)
    run = cool(ThermalBody(ThermalStack((layer,)), Surface(0.0, 37), 37.0), HairShape(0.07, 0, 2.9), 10.0, 0.06, [(0.08, 1.5)])
    share = beside_shaft(hair, layer.diffusivity_mm2_s * ONES, run.times_s[1:])[0]
    assert np.abs(share - (run.beside_c[0, 1:] - 37) / 10).max() < 0.004


def test_the_middle_of_a_matrix_cools_as_the_exact_sphere() -> None:
    tissue = Substance(0.4, 1100, 3400)
    times = np.array([1e-3, 5e-3, 3e-2])
    hair = replace(BLACK, matrix_diameter_mm=0.15 * ONES)
    mine = in_matrix(hair, tissue.diffusivity_m2_s * 1e6 * ONES, times)[0]
    exact = sphere_rise(0.15e6, Pulse(1.0), times, tissue, tissue, "centre")
    assert mine == pytest.approx(exact, rel=1e-3)


def test_darker_hair_gets_hotter_at_bulge_and_bulb_and_bears_less() -> None:
    found = [follicle_heat(sites(follicles(colour, DRAWS)), 1064, 6, 4.0, DRAWS) for colour in COLOURS]
    for paler, darker in itertools.pairwise(found):
        for name in ("shaft_rise_k", "bulge_rise_k", "bulb_rise_k"):
            assert np.median(getattr(paler, name)) < np.median(getattr(darker, name)), name
    heat = [np.median(limits(follicles(colour, DRAWS)).heat_j_cm2) for colour in COLOURS]
    assert heat == sorted(heat, reverse=True)


def test_white_hair_does_not_warm_by_itself_and_cannot_turn_white() -> None:
    white = sites(follicles("white", DRAWS))
    heat = follicle_heat(white, 1064, 6, 4.0, DRAWS)
    assert not heat.shaft_rise_k.any()
    assert not heat.bulb_over_threshold.any()
    assert heat.bulb_rise_k == pytest.approx(heat.bulb_bulk_rise_k)
    assert np.isinf(follicle_limits(white, 1064, 6, DRAWS).whitening_j_cm2).all()


def test_a_deeper_bulb_under_less_light_stays_cooler() -> None:
    faded = replace(light(8), bulb=0.5 * light(8).bulb)
    deep = follicle_sites(BLACK, faded, SKIN[1064], 8, "flat-top", DRAWS)
    shallow = follicle_heat(sites(), 1064, 6, 4.0, DRAWS)
    assert (follicle_heat(deep, 1064, 6, 4.0, DRAWS).bulb_rise_k < shallow.bulb_rise_k).all()


def test_a_larger_spot_reaches_the_bulb_and_leaves_it_less_to_bear() -> None:
    small, large = (follicle_heat(sites(spot=spot), 1064, 6, 3.0, DRAWS) for spot in (3, 8))
    assert (large.bulb_rise_k > small.bulb_rise_k).all()
    assert (large.bulb_over_threshold > 4 * small.bulb_over_threshold).all()
    assert (limits(spot=8).whitening_j_cm2 < limits(spot=3).whitening_j_cm2 / 4).all()


def test_shorter_waves_heat_hair_more_at_the_same_light() -> None:
    assert (limits(nm=755).lowest_j_cm2 < limits(nm=1064).lowest_j_cm2).all()


def test_without_light_follicles_stay_at_rest() -> None:
    none = follicle_heat(sites(), 1064, 6, 0.0, DRAWS)
    for name in ("shaft_rise_k", "bulge_rise_k", "bulb_rise_k", "bulb_bulk_rise_k", "bulb_left_k", "bulb_over_threshold"):
        assert getattr(none, name) == pytest.approx(0, abs=1e-9), name
    assert not none.bulb_omega.any()
    dark = follicle_heat(sites(times=0.0), 1064, 6, 4.0, DRAWS)
    assert dark.bulb_rise_k == pytest.approx(0, abs=1e-9)
    assert np.isinf(limits_of_dark()).all()


def limits_of_dark() -> np.ndarray:
    return follicle_limits(sites(times=0.0), 1064, 6, DRAWS).lowest_j_cm2


def test_more_fluence_never_injures_less_and_the_limit_lies_where_the_accepted_share_is_reached() -> None:
    watched = sites()
    heats = [follicle_heat(watched, 1064, 6, fluence, DRAWS) for fluence in (1.0, 5.0, 25.0)]
    for less, more in itertools.pairwise(heats):
        assert (more.bulb_omega >= less.bulb_omega).all()
        assert (more.bulge_injured >= less.bulge_injured).all()
    limit = follicle_limits(watched, 1064, 6, DRAWS).bulb_j_cm2 * number("follicle.margin")
    one = int(np.argmin(np.abs(limit - np.median(limit))))
    omega = injury(watched.bulb.after_s, watched.bulb_c(np.full(DRAWS.count, limit[one]))[one]).omega.sum(axis=-1).max()
    assert -np.expm1(-omega) == pytest.approx(number("follicle.injured_share_limit"), rel=0.25)


def test_the_margin_keeps_the_limit_below_what_the_follicle_bears() -> None:
    heat = follicle_heat(sites(), 1064, 6, float(limits().heat_j_cm2.min()), DRAWS)
    accepted = number("follicle.injured_share_limit")
    assert heat.bulb_injured.max() < accepted
    assert heat.bulge_injured.max() < accepted


def test_the_front_function_gives_the_lowest_of_the_three_limits() -> None:
    found = follicle_limit_j_cm2(BLACK, light(8), SKIN[1064], 6, 8, "flat-top", DRAWS)
    three = limits()
    assert found == pytest.approx(np.minimum(np.minimum(three.bulge_j_cm2, three.bulb_j_cm2), three.whitening_j_cm2))


def test_a_picosecond_pulse_may_whiten_hair_at_less_light() -> None:
    assert (limits(ns=0.45).whitening_j_cm2 <= limits().whitening_j_cm2 * (1 + 1e-9)).mean() > 0.9


def test_denser_hair_warms_the_tissue_more() -> None:
    sparse, dense = (follicle_heat(sites(follicles("black", DRAWS, density_per_cm2=n)), 1064, 6, 4.0, DRAWS) for n in (0, 300))
    assert (dense.bulb_bulk_rise_k > sparse.bulb_bulk_rise_k).all()


def test_waiting_longer_between_passes_leaves_less_heat_at_bulge_and_bulb() -> None:
    waited = [sites(train=patch(8, 5.0, passes=2, wait_s=wait)) for wait in (300.0, 1200.0, 3600.0)]
    for site in ("bulge", "bulb"):
        left = [getattr(each, site).passes_k[:, 1, 0] for each in waited]
        assert (left[0] > left[1]).all()
        assert (left[1] > left[2]).all()
        assert (left[2] < 0.1 * left[0]).all()


def test_thinned_hair_lies_shallower_and_is_finer() -> None:
    thin = follicles("black", DRAWS, kind="miniaturised")
    assert np.median(thin.bulb_depth_mm) < np.median(BLACK.bulb_depth_mm)
    assert np.median(thin.shaft_diameter_mm) < np.median(BLACK.shaft_diameter_mm)
    assert (thin.bulge_depth_mm < thin.bulb_depth_mm).all()


def test_the_draws_matter_and_hair_shares_the_skins_draw_of_melanin() -> None:
    rise = follicle_heat(sites(), 1064, 6, 3.0, DRAWS).bulb_rise_k
    assert np.quantile(rise, 0.9) > 2 * np.quantile(rise, 0.1)
    two = follicles("black", DRAWS).shaft_mua_per_mm(1064, DRAWS)
    assert np.array_equal(two, BLACK.shaft_mua_per_mm(1064, DRAWS))


def test_damage_carries_its_marks() -> None:
    marks = follicle_heat(sites(), 1064, 6, 20.0, DRAWS).marks
    assert {"not_measured_on_hair", "second_hand"} <= set(marks)


def test_large_spots_bring_more_light_to_the_bulb_than_to_the_bulge_and_an_endless_field_most() -> None:
    sites = np.stack([np.full(DRAWS.count, 1.3), np.full(DRAWS.count, 4.0)], axis=1)
    table = build_up(2, 1064, (2.0, 8.0), sites[:, :1], DRAWS, beneath_mm=sites, effort=Effort(2, 4000))
    small, large = (follicle_light(table, spot) for spot in (2.0, 8.0))
    gain = {name: float(np.median(getattr(large, name) / getattr(small, name))) for name in ("bulge", "bulb")}
    assert gain["bulb"] > 2 * gain["bulge"] > 2
    assert np.all(large.bulb_wide >= large.bulb)
    assert large.epidermis_wide is not None
    assert np.all(large.epidermis_wide > 1)


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: follicles("green", DRAWS), "hair colour"),
        (lambda: follicles("black", DRAWS, kind="fluff"), "hair kind"),
        (lambda: follicles("black", DRAWS, density_per_cm2=-1), "density_per_cm2"),
        (lambda: follicles("black", DRAWS, bulb_depth_mm=np.zeros(DRAWS.count)), "bulb_depth_mm"),
        (lambda: FollicleLight(ONES, ONES, ONES, -ONES), "bulb_wide"),
        (lambda: FollicleLight(ONES, ONES[:3], ONES, ONES), "bulb"),
        (lambda: follicle_heat(sites(), 1064, 6, -1.0, DRAWS), "fluence_j_cm2"),
        (lambda: follicle_heat(sites(), 1064, 6, float("nan"), DRAWS), "fluence_j_cm2"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, field: str) -> None:
    with pytest.raises(BadInput, match=field):
        call()


def test_published_regrowth_after_q_switched_light_is_kept_with_its_count() -> None:
    regrown = value("follicle.regrown_at_1_month_pct")
    assert regrown.verified
    assert regrown.sources == ("nanni-alster-1997",)
