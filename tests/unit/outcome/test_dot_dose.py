"""A changed depth, spot, wavelength, shade or pulse moves the forecast clearance in the direction that physics says."""

from __future__ import annotations

import numpy as np

from unstipple.dose import Effort, build_up
from unstipple.evidence import Draws
from unstipple.outcome import clearance, effective_sessions, equivalent_j_cm2, response
from unstipple.pigment import absorption_ratio

DRAWS = Draws(300, 3)
# fluence per incident fluence at 0.35, 0.55 and 0.75 mm under a 3.5 mm spot, from the tabled reference scene
REFERENCE = np.tile([2.9, 2.7, 2.4], (DRAWS.count, 1))


def gone(
    fluence: float, build_up: np.ndarray, *, wavelength_nm: float = 1064, light_left: float = 1.0, picosecond: bool = False
) -> np.ndarray:
    answer = response("typical", DRAWS)
    dose = equivalent_j_cm2(fluence, build_up, REFERENCE, absorption_ratio(wavelength_nm, DRAWS), light_left)
    return clearance(answer, effective_sessions(answer, dose, picosecond=picosecond), 4, interval_weeks=10)[:, -1]


def test_the_reference_light_is_worth_its_own_fluence() -> None:
    dose = equivalent_j_cm2(4.0, REFERENCE, REFERENCE, absorption_ratio(1064, DRAWS))
    assert np.allclose(dose, 4.0)


def test_a_larger_spot_that_builds_up_more_light_clears_more() -> None:
    assert (gone(3, 1.2 * REFERENCE) > gone(3, REFERENCE)).all()


def test_deeper_dots_clear_less() -> None:
    deeper = np.tile([2.4, 2.1, 1.8], (DRAWS.count, 1))
    assert (gone(3, deeper) < gone(3, REFERENCE)).all()


def test_carbon_takes_more_of_a_shorter_wavelength() -> None:
    assert (gone(3, REFERENCE, wavelength_nm=755) > gone(3, REFERENCE)).all()


def test_dots_in_one_anothers_shade_clear_less() -> None:
    assert (gone(3, REFERENCE, light_left=0.7) < gone(3, REFERENCE)).all()


def test_a_picosecond_pulse_never_clears_less() -> None:
    assert (gone(3, REFERENCE, picosecond=True) >= gone(3, REFERENCE)).all()


def test_a_fluence_may_differ_from_draw_to_draw() -> None:
    fluence = np.linspace(1, 9, DRAWS.count)
    dose = equivalent_j_cm2(fluence, REFERENCE, REFERENCE, absorption_ratio(1064, DRAWS))
    assert np.allclose(dose[:, 0], fluence)


def test_with_the_real_engine_deeper_dots_smaller_spots_and_longer_waves_clear_less() -> None:
    draws, effort = Draws(60, 3), Effort(members=2, photons=4000)
    depths = np.tile([0.3, 1.0], (draws.count, 1))
    answer, build_ups = (
        response("typical", draws),
        {nm: build_up(2, nm, [2, 6], depths, draws, effort=effort)["pigment"].values for nm in (755, 1064)},
    )

    def after_four(nm: float, spot: int, depth: int) -> float:
        here = build_ups[nm][spot][:, [depth]]
        dose = equivalent_j_cm2(3.0, here, build_ups[1064][0][:, [0]], absorption_ratio(nm, draws))
        worth = effective_sessions(answer, dose, picosecond=False)
        return float(np.median(clearance(answer, worth, 4, interval_weeks=10)[:, -1]))

    shallow = after_four(1064, 0, 0)
    assert after_four(1064, 0, 1) < shallow, "deeper"
    assert after_four(1064, 1, 0) > shallow, "larger spot"
    assert after_four(755, 0, 0) > shallow, "carbon absorbs more at 755 nm"
