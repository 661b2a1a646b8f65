"""The truth table of the limits: what each one is, which one closes a window, and what doubt in the laser takes away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp, log
from typing import Any

import numpy as np
import pytest
from cases import sound_case
from planted import QS, good_spot
from test_skin_limits import DRAWS, spot, with_hair

from unstipple import evidence
from unstipple.consult import EarlierSession
from unstipple.device import Laser, Mode, Setting, laser
from unstipple.evidence import number, value
from unstipple.rules import Bounds, Limit, bounds, closed_by, gates, spot_gain
from unstipple.rules.bounds import harm_limit, practice_key, skin_group, zone_factor
from unstipple.rules.last_setting import session_limits
from unstipple.stamps import mean_hits

NS, PS, ALEX = QS.modes[0], laser("picoway").modes[0], laser("picosure-pro").modes[0]
GROUPS = {1: "light", 2: "light", 3: "light", 4: "medium", 5: "dark", 6: "dark"}
STARTS = {("1064_ns", "light"): (3, 4), ("1064_ns", "medium"): (2.5, 3.5), ("1064_ns", "dark"): (2, 3), ("1064_ps", "light"): (1.5, 3)}
CEILINGS = {("1064_ns", "light"): 6, ("1064_ns", "medium"): 5, ("1064_ns", "dark"): 4}


def by_code(found: Bounds) -> dict[str, Limit]:
    return {limit.code: limit for limit in found.limits}


def test_skin_groups_and_keys() -> None:
    assert {skin: skin_group(skin) for skin in GROUPS} == GROUPS
    assert [practice_key(mode) for mode in (NS, PS, ALEX)] == ["1064_ns", "1064_ps", "755_ps"]
    assert zone_factor(False) == pytest.approx(0.9)
    assert zone_factor(True) == pytest.approx(0.72)


@pytest.mark.parametrize("skin", range(1, 7))
@pytest.mark.parametrize("hair", [False, True])
def test_the_limits_of_a_nanosecond_laser_are_the_dossiers(skin: int, hair: bool) -> None:
    found = bounds(QS, NS, 5, skin, hair_bearing=hair)
    group, factor = GROUPS[skin], 0.72 if hair else 0.9
    low, high = STARTS["1064_ns", group]
    limits = by_code(found)
    assert list(limits) == ["laser-energy", "practice-ceiling", "harm-limit", "starting-band"]
    assert found.low_j_cm2 == pytest.approx(low * factor)
    assert limits["laser-energy"] == Limit("laser-energy", NS.reach_j_cm2(5), NS.sources)
    start, ceiling = value(f"practice.start_high_1064_ns_{group}_j_cm2"), value(f"practice.ceiling_1064_ns_{group}_j_cm2")
    assert limits["starting-band"] == Limit("starting-band", pytest.approx(high * factor), start.sources)  # type: ignore[arg-type]
    assert limits["practice-ceiling"] == Limit(
        "practice-ceiling", pytest.approx(CEILINGS["1064_ns", group] * factor), ceiling.sources  # type: ignore[arg-type]
    )  # fmt: skip
    assert all(limit.spread_j_cm2 is None for limit in found.limits)
    assert found.closed_by is None
    assert found.high_j_cm2 == min(limit.fluence_j_cm2 for limit in found.limits) == found.binding.fluence_j_cm2


def test_after_the_first_treatment_the_starting_band_is_gone_and_the_rest_stays() -> None:
    first, later = (bounds(QS, NS, 5, 3, hair_bearing=False, first=each) for each in (True, False))
    assert "starting-band" not in by_code(later)
    assert later.limits == first.limits[:-1]
    assert bounds(QS, NS, 5, 3, hair_bearing=False) == first


@pytest.mark.parametrize(
    ("mode", "spot_mm", "skin", "because"),
    [
        (NS, 5, 6, None), (NS, 4, 1, None), (NS, 6, 1, None), (NS, 3, 3, "spot-outside-practice"), (NS, 8, 3, "spot-outside-practice"),
        (ALEX, 3, 3, None), (ALEX, 3, 5, "wavelength-gate"), (QS.modes[1], 3, 4, "wavelength-gate"),
        (QS.modes[1], 3, 2, "no-published-practice"), (PS, 3, 4, None), (PS, 5, 4, None), (PS, 2, 4, "spot-outside-practice"),
        (replace(NS, skin_types=(1, 2)), 5, 2, None), (replace(NS, skin_types=(1, 2)), 5, 3, "skin-type-not-cleared"),
        (replace(NS, skin_types=None), 5, 3, None), (replace(NS, wavelength_nm=2940), 5, 2, "wavelength-gate"),
    ],
)  # fmt: skip
def test_what_closes_a_window(mode: Mode, spot_mm: float, skin: int, because: str | None) -> None:
    assert closed_by(mode, spot_mm, skin) == because
    found = bounds(replace(QS, modes=(mode,)), mode, spot_mm, skin, hair_bearing=False)
    assert found.closed_by == because
    assert bool(found.limits) is (because is None)
    if because:
        assert found == Bounds(0, (), because)
        assert found.high_j_cm2 == 0


# model M6, from its formula ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("profile", "peak"), [("flat-top", 1), ("gaussian", 2)])
@pytest.mark.parametrize("spot_mm", [3, 4, 5.5, 8])
def test_the_gain_of_a_spot_is_its_build_up_over_the_reference_spots(profile: str, peak: float, spot_mm: float) -> None:
    table = {float(name.split("_")[-2]): number(name) for name in evidence.names("harm.epidermal_build_up_")}
    at = np.interp([spot_mm, number("harm.reference_spot_mm")], sorted(table), [table[each] for each in sorted(table)])
    assert spot_gain(spot_mm, profile) == pytest.approx(peak * at[0] / at[1])


@pytest.mark.parametrize("skin", range(1, 7))
@pytest.mark.parametrize(("mode", "pulse"), [(NS, 1.0), (PS, 2.5), (ALEX, 2.5)])
@pytest.mark.parametrize("profile", ["flat-top", "gaussian"])
def test_the_harm_limit_is_where_model_m6_reaches_its_chance(skin: int, mode: Mode, pulse: float, profile: str) -> None:
    shaped, chance = replace(mode, profile=profile), number("harm.hypopigmentation_limit")  # type: ignore[arg-type]
    load = exp((log(chance / (1 - chance)) - number("harm.hypopigmentation_intercept")) / number("harm.hypopigmentation_slope"))
    wave = (1064 / mode.wavelength_nm) ** number("harm.melanin_exponent")
    hits = mean_hits(number("practice.overlap")) / mean_hits(number("harm.reference_overlap"))
    unit = wave * pulse * hits * spot_gain(4, profile) * number(f"skin.melanin_ratio_type_{skin}")
    found = harm_limit(shaped, 4, skin)
    expected = Limit("harm-limit", pytest.approx(load / unit), value("harm.hypopigmentation_limit").sources)  # type: ignore[arg-type]
    assert found == expected
    assert found.spread_j_cm2 is None
    if closed_by(shaped, 4, skin) is None:
        same = by_code(bounds(replace(QS, modes=(shaped,)), shaped, 4, skin, hair_bearing=False))["harm-limit"]
        assert same.fluence_j_cm2 == found.fluence_j_cm2


def test_the_harm_limits_spread_is_the_fits_doubt() -> None:
    found = harm_limit(NS, 5, 4, DRAWS)
    assert found.spread_j_cm2 is not None
    expected = found.fluence_j_cm2 * np.exp(-DRAWS.of("harm.hypopigmentation_doubt") / number("harm.hypopigmentation_slope"))
    assert found.spread_j_cm2 == pytest.approx(expected)


def test_with_light_every_doubtful_limit_brings_its_draws() -> None:
    found = bounds(QS, NS, 5, 3, hair_bearing=True, skin_light=with_hair("black"))
    limits = by_code(found)
    assert list(limits) == ["laser-energy", "practice-ceiling", "harm-limit", "injury-limit", "harm-tail", "hair-limit", "starting-band"]
    assert [limits[code].spread_j_cm2 is not None for code in limits] == [False, False, True, True, False, True, False]
    rows = [limits[code].spread_j_cm2 for code in ("harm-limit", "injury-limit", "hair-limit")]
    certain = min(limits[code].fluence_j_cm2 for code in ("laser-energy", "practice-ceiling", "harm-tail", "starting-band"))
    expected = np.minimum(np.min(rows, axis=0), certain)  # type: ignore[arg-type]
    assert found.high_draws_j_cm2(DRAWS) == pytest.approx(expected)
    assert found.high_draws_j_cm2(DRAWS).dtype == np.float64
    for code in ("injury-limit", "hair-limit"):
        draws = limits[code].spread_j_cm2
        assert draws is not None
        assert float(np.mean(draws < limits[code].fluence_j_cm2)) <= number("practice.physics_margin")
    both = value("harm.hypopigmentation_limit").sources + value("practice.physics_margin").sources
    assert limits["injury-limit"].sources == tuple(dict.fromkeys(both))
    assert limits["hair-limit"].sources == value("follicle.injured_share_limit").sources


@pytest.mark.parametrize("missing", ["hair", "deep"])
def test_hair_without_its_light_is_no_limit(missing: str) -> None:
    part = replace(with_hair("black"), **{missing: None})
    assert "hair-limit" not in by_code(bounds(QS, NS, 5, 3, hair_bearing=True, skin_light=part))


def test_hair_that_no_light_reaches_is_no_limit() -> None:
    dark = with_hair("white", 1e-30)
    assert "hair-limit" not in by_code(bounds(QS, NS, 5, 3, hair_bearing=True, skin_light=dark))


# doubt in the laser ------------------------------------------------------------------------------------------------------------------


def drifting(share: float) -> tuple[Laser, Mode]:
    mode = replace(NS, doubt_share=share)
    return replace(QS, modes=(mode,)), mode


def test_doubt_in_what_the_laser_delivers_lowers_every_limit_but_its_own_energy() -> None:
    (steady, one), (loose, two) = drifting(0.0), drifting(0.25)
    assert (one.doubt_share, two.doubt_share) == (0, 0.25)
    spots = [spot(2.0, "good"), spot(3.0, "injured")]
    lit_hair = with_hair("black")
    before = bounds(steady, one, 5, 3, hair_bearing=True, skin_light=lit_hair, test_spots=spots)
    after = bounds(loose, two, 5, 3, hair_bearing=True, skin_light=lit_hair, test_spots=spots)
    assert [limit.code for limit in before.limits] == [limit.code for limit in after.limits]
    for plain, lowered in zip(before.limits, after.limits, strict=True):
        over = 1.0 if plain.code == "laser-energy" else 1.25
        assert lowered.fluence_j_cm2 == pytest.approx(plain.fluence_j_cm2 / over), plain.code
        assert lowered.sources == plain.sources
        assert (lowered.spread_j_cm2 is None) == (plain.spread_j_cm2 is None)
        if plain.spread_j_cm2 is not None:
            assert lowered.spread_j_cm2 == pytest.approx(plain.spread_j_cm2 / over)


# what this person's test spots and treatments say ------------------------------------------------------------------------------------


def spot_limits(mode: Mode, *spots: Any, spot_mm: float = 5) -> dict[str, list[float]]:
    found = bounds(replace(QS, modes=(mode,)), mode, spot_mm, 3, hair_bearing=False, test_spots=spots)
    return {code: [limit.fluence_j_cm2 for limit in found.limits if limit.code == code] for code in ("test-spot-injured", "test-spot-step")}


def test_every_spot_that_hurt_is_a_limit_and_of_the_good_ones_the_strongest() -> None:
    found = spot_limits(NS, spot(2.0, "injured"), spot(3.0, "darkened"), spot(1.0, "good"), spot(1.5, "good"), spot(9, "no-effect"))
    assert found["test-spot-injured"] == pytest.approx([2.0 / 1.2, 3.0 / 1.2])
    assert found["test-spot-step"] == pytest.approx([1.5 * 1.2])
    sources = value("practice.titration_step").sources
    limits = bounds(QS, NS, 5, 3, hair_bearing=False, test_spots=[spot(2.0, "injured"), spot(1.0, "good")]).limits
    assert [limit.sources for limit in limits if limit.code.startswith("test-spot")] == [sources, sources]


def test_a_spot_read_too_soon_allows_nothing_and_one_of_another_wavelength_neither() -> None:
    assert spot_limits(NS, spot(2.0, "good", weeks=3))["test-spot-step"] == []
    assert spot_limits(NS, spot(2.0, "good", wavelength=755))["test-spot-step"] == []
    assert spot_limits(NS, spot(2.0, "good", one="picoway"))["test-spot-step"] == []


@pytest.mark.parametrize("profile", ["flat-top", "gaussian"])
def test_a_spot_of_another_width_counts_by_the_light_it_built_up(profile: str) -> None:
    mode = replace(NS, profile=profile)  # type: ignore[arg-type]
    ratio = spot_gain(4, profile) / spot_gain(6, profile)
    assert ratio < 1
    assert spot_limits(mode, spot(2.0, "good", diameter=4), spot_mm=6)["test-spot-step"] == pytest.approx([2.0 * ratio * 1.2])
    # a good wide spot does not allow more on a narrow one
    assert spot_limits(mode, spot(2.0, "good", diameter=6), spot_mm=4)["test-spot-step"] == pytest.approx([2.0 * 1.2])
    assert spot_limits(mode, spot(2.0, "injured", diameter=4), spot_mm=6)["test-spot-injured"] == pytest.approx([2.0 * ratio / 1.2])


def test_another_lasers_spot_hurt_with_a_flat_beam_and_a_nanosecond_pulse_at_least() -> None:
    round_ = replace(NS, profile="gaussian")
    assert spot_limits(round_, spot(2.0, "injured", one="x"))["test-spot-injured"] == pytest.approx([2.0 / 2 / 1.2])
    short = replace(PS, profile="flat-top")
    pico = replace(laser("picoway"), modes=(short,))
    own, other = (
        bounds(pico, short, 5, 3, hair_bearing=False, test_spots=[spot(2.0, "injured", one=name)]) for name in ("picoway", "x")
    )  # fmt: skip
    assert by_code(own)["test-spot-injured"].fluence_j_cm2 == pytest.approx(2.0 / 1.2)
    assert by_code(other)["test-spot-injured"].fluence_j_cm2 == pytest.approx(2.0 / 2.5 / 1.2)


def session(fluence: float | None, on: date, *, adverse: tuple[str, ...] = (), **parts: Any) -> EarlierSession:
    told = {"on": on, "laser": "qs-ndyag", "wavelength_nm": 1064, "spot_mm": 5, "fluence_j_cm2": fluence, "adverse": adverse, **parts}
    return EarlierSession.model_validate(told)


ONE, TWO = date(2026, 1, 1), date(2026, 4, 1)


def last_limits(*sessions: EarlierSession, mode: Mode = NS, spot_mm: float = 5, laser_name: str = "qs-ndyag") -> list[Limit]:
    return list(session_limits(sessions, laser_name, mode, spot_mm))


def test_the_last_treatment_with_this_laser_allows_one_step_more() -> None:
    sources = value("practice.titration_step").sources
    assert last_limits(session(2.0, ONE), session(3.0, TWO)) == [Limit("session-step", pytest.approx(3.6), sources)]  # type: ignore[arg-type]
    assert last_limits(session(3.0, TWO), session(2.0, ONE))[0].fluence_j_cm2 == pytest.approx(3.6)
    assert last_limits(session(2.0, ONE, laser="picoway")) == []
    assert last_limits(session(2.0, ONE, wavelength_nm=755)) == []
    for name in ("wavelength_nm", "spot_mm", "fluence_j_cm2"):
        assert last_limits(session(2.0, ONE).model_copy(update={name: None})) == []


@pytest.mark.parametrize("profile", ["flat-top", "gaussian"])
def test_a_treatment_with_another_spot_counts_by_its_light(profile: str) -> None:
    mode = replace(NS, profile=profile)  # type: ignore[arg-type]
    ratio = spot_gain(4, "flat-top") / spot_gain(6, "flat-top")
    (wider,) = last_limits(session(2.0, ONE, spot_mm=4), mode=mode, spot_mm=6)
    (narrower,) = last_limits(session(2.0, ONE, spot_mm=6), mode=mode, spot_mm=4)
    assert (wider.fluence_j_cm2, narrower.fluence_j_cm2) == (pytest.approx(2.0 * ratio * 1.2), pytest.approx(2.0 * 1.2))


@pytest.mark.parametrize("adverse", ["blister", "darkening", "scar", "light-patch", "dark-patch", "hair-loss"])
def test_a_treatment_that_did_harm_keeps_every_laser_of_its_wavelength_a_step_below(adverse: str) -> None:
    sources = value("practice.titration_step").sources
    (harm,) = last_limits(session(2.4, ONE, adverse=(adverse,), laser="another"))
    assert harm == Limit("session-harm", pytest.approx(2.0), sources)  # type: ignore[arg-type]
    round_ = last_limits(session(2.4, ONE, adverse=(adverse,), laser="another"), mode=replace(NS, profile="gaussian"))
    assert round_[0].fluence_j_cm2 == pytest.approx(1.0)
    assert last_limits(session(2.4, ONE, adverse=(adverse,), wavelength_nm=755)) == []


# where a test spot is asked for ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fluence", "first"), [(3.0, False), (3.0 * (1 + 1e-10), False), (3.0 * (1 + 1e-8), True), (4.0, True)])
def test_a_good_spot_speaks_up_to_one_step_above_its_fluence(fluence: float, first: bool) -> None:
    case = sound_case(skin="IV", more=good_spot(1064))
    assert gates.spot_must_come_first(case, Setting(QS, NS, 5, fluence, 5)) is first


def test_a_good_spot_of_the_same_day_does_not_undo_a_bad_one() -> None:
    bad = good_spot(1064).replace("'good'", "'injured'")
    override = "[[override]]\nrule = 'test-spot-bad'\nclinician = 'Dr Invented'\nreason = 'seen'\ntest_spot_on = 2026-09-01"
    same_day = sound_case(skin="IV", more=f"{bad}\n{good_spot(1064)}\n{override}")
    assert gates.test_spot_state(same_day, 1064) == "read-bad"
    later = good_spot(1064).replace("made_on = 2026-09-01", "made_on = 2026-09-02")
    named = override.replace("2026-09-01", "2026-09-02")
    assert gates.test_spot_state(sound_case(skin="IV", more=f"{bad}\n{later}\n{named}"), 1064) == "read-good"


def test_a_spot_limit_needs_no_light() -> None:
    assert by_code(bounds(QS, NS, 5, 3, hair_bearing=False, test_spots=[spot(1, "good")]))["test-spot-step"]
