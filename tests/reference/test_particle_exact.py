"""The sphere in a medium beside closed forms and beside a fine grid."""

from __future__ import annotations

import numpy as np
import pytest
from oracles.sphere_twin import stepped_rise
from scipy.special import erf

from unstipple.heat import Pulse, Substance, published_substance, sphere_rise, tissue

EVEN = Substance(0.5, 1100, 3500)
CARBON, MELANOSOME, DERMIS = published_substance("carbon"), published_substance("melanosome"), tissue()


@pytest.mark.parametrize("share", [0.01, 0.3, 1.0, 5.0, 100.0])
def test_with_one_substance_a_short_pulse_leaves_the_error_function(share: float) -> None:
    diameter_nm = 200.0
    a = diameter_nm / 2 * 1e-9
    t = share * a**2 / EVEN.diffusivity_m2_s
    tiny = t * 1e-5
    x = a / (2 * np.sqrt(EVEN.diffusivity_m2_s * t))
    exact = erf(x) - 2 * x / np.sqrt(np.pi) * np.exp(-(x**2))
    found = sphere_rise(diameter_nm, Pulse(tiny * 1e9), np.array([t + tiny / 2]), EVEN, EVEN, "centre")[0]
    assert found == pytest.approx(exact, rel=2e-4, abs=1e-6)


@pytest.mark.parametrize("inside", [CARBON, MELANOSOME], ids=["carbon", "melanosome"])
@pytest.mark.parametrize(("diameter_nm", "pulse_ns"), [(10.0, 0.3), (100.0, 0.75), (100.0, 6.0), (1000.0, 6.0), (10_000.0, 10.0)])
def test_it_agrees_with_a_fine_grid_within_half_a_per_cent(inside: Substance, diameter_nm: float, pulse_ns: float) -> None:
    radius, pulse = diameter_nm / 2 * 1e-9, pulse_ns * 1e-9
    end = pulse + 3 * radius**2 / DERMIS.diffusivity_m2_s
    times, mean, centre, _ = stepped_rise(radius, pulse, end, inside, DERMIS)
    keep = times > pulse / 4
    for place, twin in (("mean", mean), ("centre", centre)):
        ours = sphere_rise(diameter_nm, Pulse(pulse_ns), times[keep], inside, DERMIS, place)  # type: ignore[arg-type]
        assert np.abs(ours - twin[keep]).max() < 0.005 * twin.max()


def test_under_endless_heating_the_centre_reaches_its_steady_state() -> None:
    diameter_nm = 100.0
    a = diameter_nm / 2 * 1e-9
    long_s = 1e7 * a**2 / DERMIS.diffusivity_m2_s
    # heated at 1 K/s: a^2 rho c (1 / (3 K_out) + 1 / (6 K_in))
    steady = a**2 * CARBON.heat_j_m3_k * (1 / (3 * DERMIS.conductivity_w_m_k) + 1 / (6 * CARBON.conductivity_w_m_k))
    found = sphere_rise(diameter_nm, Pulse(long_s * 1e9), np.array([long_s]), CARBON, DERMIS, "centre")[0] * long_s
    assert found == pytest.approx(steady, rel=1e-3)


def test_all_heat_is_found_in_the_medium_later() -> None:
    diameter_nm, pulse = 100.0, Pulse(1.0)
    a = diameter_nm / 2
    t = np.array([2e-7])
    radii = np.concatenate([np.linspace(1e-3, a, 60), np.geomspace(a * 1.001, 60 * a, 600)])
    rise = np.array([sphere_rise(diameter_nm, pulse, t, CARBON, DERMIS, float(r))[0] for r in radii])
    heat = np.where(radii <= a, CARBON.heat_j_m3_k, DERMIS.heat_j_m3_k)
    held = np.trapezoid(4 * np.pi * radii**2 * rise * heat, radii)
    assert held == pytest.approx(4 / 3 * np.pi * a**3 * CARBON.heat_j_m3_k, rel=3e-3)
