"""Passes of one visit: less for the dots, no less for the epidermis, and the warmth of earlier ones."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hair_cases import DRAWS, ONES

from unstipple.dose.heat_left import Site, SiteHeat, own_index, own_times_s, patch, site_heat
from unstipple.dose.injury import melanosomes, visit_volume_mm
from unstipple.dose.passes import Passes, cheapest_wait_min, pass_dose, passes_volume_mm
from unstipple.dose.skin_heat import conductivity_w_mm_k, deposit_k, skin_classes, still_air
from unstipple.errors import BadInput
from unstipple.evidence import number
from unstipple.heat import PulseTrain, Stamp, train_heat
from unstipple.skin import skin_optics

SKIN = skin_optics(4, 1064, DRAWS)
DEPTHS = np.stack([SKIN.epidermis_mm / 2, 1.3 * ONES, 4.0 * ONES], axis=1)
WIDE = np.tile([4.2, 2.84, 1.18], (DRAWS.count, 1))


def deposit() -> np.ndarray:
    classes = skin_classes(DRAWS, still_air())
    return deposit_k(classes[0].column, SKIN, DEPTHS, WIDE, 0 * ONES, ONES)


def heat(train: PulseTrain, depth_mm: float = 0.05, axis: float = 4.2, wide: float = 4.2, spot: float = 4.0) -> SiteHeat:
    site = Site(depth_mm * ONES, axis * ONES, wide * ONES)
    return site_heat(skin_classes(DRAWS, still_air()), deposit(), [site], spot, "flat-top", train)[0]


def test_one_pass_is_the_measure() -> None:
    one = pass_dose(Passes(), DRAWS)
    assert one.to_dots == pytest.approx(1)
    assert one.to_epidermis == pytest.approx(1)
    assert Passes().waiting_min == 0


def test_a_second_pass_at_once_gives_the_dots_less_and_costs_the_epidermis_more() -> None:
    two = pass_dose(Passes(2), DRAWS)
    assert (two.to_dots[:, 1] < two.to_dots[:, 0]).all()
    assert (two.to_epidermis[:, 1] >= 1).all()
    assert (two.dots_total < 2).all()
    assert (two.epidermis_total >= 2).all()


def test_waiting_and_perfluorodecalin_give_the_second_pass_its_light_back() -> None:
    none, some, all_of_it = (pass_dose(Passes(4, wait), DRAWS).dots_total for wait in (0.0, 10.0, 25.0))
    assert (none <= some).all()
    assert (some <= all_of_it).all()
    assert all_of_it == pytest.approx(4)
    assert (pass_dose(Passes(4, 1.0, "perfluorodecalin"), DRAWS).dots_total >= pass_dose(Passes(4, 1.0), DRAWS).dots_total).all()


def test_every_pass_adds_its_own_injury_and_none_spares_the_epidermis() -> None:
    local, calm = 8.0 * ONES, 34.0 * ONES
    volumes = []
    for count in (1, 2, 4):
        plan = Passes(count)
        volumes.append(passes_volume_mm(4, 1064, 6, local, np.tile(calm[:, None], (1, count)), pass_dose(plan, DRAWS), DRAWS, overlap=0.1))
    assert (volumes[1] >= 2 * volumes[0] * (1 - 1e-9)).all()
    assert (volumes[2] > volumes[1]).all()
    exact = visit_volume_mm(melanosomes(4, 1064, 6, DRAWS, start_c=calm), local, overlap=0.1)
    assert volumes[0] == pytest.approx(exact)


def test_warm_skin_is_injured_more_and_cooled_skin_less() -> None:
    one = pass_dose(Passes(), DRAWS)
    cold, calm, warm = (
        passes_volume_mm(4, 1064, 6, 8.0 * ONES, np.full((DRAWS.count, 1), start), one, DRAWS, overlap=0.1) for start in (15.0, 34.0, 42.0)
    )
    assert (cold < calm).all()
    assert (calm < warm).all()


def test_the_shortest_wait_that_is_enough_is_found_or_none() -> None:
    assert cheapest_wait_min([0, 5, 20, 30], "none", 0.95, DRAWS) == 20
    assert cheapest_wait_min([0.5, 5, 20], "perfluorodecalin", 0.85, DRAWS) == 0.5
    assert cheapest_wait_min([0, 1], "none", 0.99, DRAWS) is None


def test_heat_left_by_neighbours_and_passes_is_that_of_the_pulse_train() -> None:
    train = patch(4.0, 5.0, passes=2, wait_s=20.0)
    found = heat(train)
    for each in skin_classes(DRAWS, still_air())[::2]:
        stamp = Stamp(4.0, each.column.edges_mm, deposit()[each.members].mean(axis=0))
        exact = train_heat(each.body, stamp, train, [(*train.positions_mm[own_index(train)], 0.05)])
        when = np.searchsorted(exact.times_s, own_times_s(train))
        for name, of in (("neighbours_k", exact.left_by_neighbours_k), ("passes_k", exact.left_by_passes_k)):
            mine = getattr(found, name)[each.members][:, :, 0].mean(axis=0)
            assert mine == pytest.approx(of[0, when], rel=0.03, abs=0.003), name


def test_soft_light_reaches_a_site_from_its_neighbours_and_all_stamps_together_make_the_endless_field() -> None:
    train = patch(3.0, 1000.0)
    deep = heat(train, depth_mm=4.0, axis=0.15, wide=1.18, spot=3.0)
    half_a_second = int(np.argmin(np.abs(deep.after_s - 0.58)))
    together = (deep.own_k + deep.neighbours_k[:, 0])[:, half_a_second] / deep.own_k[:, half_a_second]
    hits = 1 / (1 - number("practice.overlap")) ** 2 * np.pi / (2 * np.sqrt(3))
    assert np.median(together) == pytest.approx(hits * 1.18 / 0.15, rel=0.15), "but for light from beyond the patch"


def test_a_longer_wait_leaves_less_of_the_earlier_pass() -> None:
    left = [heat(patch(4.0, 5.0, passes=2, wait_s=wait)).passes_k[:, 1, 0] for wait in (0.0, 30.0, 1200.0)]
    assert (left[0] > left[1]).all()
    assert (left[1] > left[2]).all()


def test_a_faster_handpiece_leaves_its_neighbours_warmer() -> None:
    slow, fast = (heat(patch(4.0, rate), axis=3.0).neighbours_k[:, 0, 0] for rate in (1.0, 10.0))
    assert (fast > slow).all()


def test_draws_conduct_each_in_its_own_class_and_every_one_once() -> None:
    classes = skin_classes(DRAWS, still_air())
    assert sorted(np.concatenate([each.members for each in classes])) == list(range(DRAWS.count))
    conducts = [each.body.stack.layers[1].conductivity_w_m_k for each in classes]
    assert conducts == sorted(conducts)
    own = conductivity_w_mm_k(DRAWS)
    assert all(own[one.members].max() <= own[two.members].min() for one, two in itertools.pairwise(classes))


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: Passes(0), "passes"),
        (lambda: Passes(9), "passes"),
        (lambda: Passes(2, -1.0), "wait_min"),
        (lambda: Passes(2, 1.0, "ice"), "frosting agent"),
        (lambda: Passes(2, 1.0, "none", 2.0), "whitened"),
        (lambda: patch(3.0, 5.0, overlap=1.0), "overlap"),
        (lambda: patch(3.0, 0.0), "rate_hz"),
        (lambda: cheapest_wait_min([5], "none", 0.0, DRAWS), "share"),
        (
            lambda: passes_volume_mm(4, 1064, 6, ONES, np.ones((DRAWS.count, 3)), pass_dose(Passes(2), DRAWS), DRAWS, overlap=0.1),
            "before_c",
        ),
        (lambda: deposit_k(skin_classes(DRAWS, still_air())[0].column, SKIN, DEPTHS[:, ::-1], WIDE, ONES, ONES), "known_mm"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, field: str) -> None:
    with pytest.raises(BadInput, match=field):
        call()
