"""The sphere in a medium beside closed forms, its authors' own integral, and a fine grid."""

from __future__ import annotations

import numpy as np
import pytest
from oracles.sphere_twin import stepped_rise
from scipy.integrate import quad
from scipy.special import erf, erfc

from unstipple.heat import Pulse, Substance, published_substance, sphere_rise, tissue

EVEN = Substance(0.5, 1100, 3500)
CARBON, MELANOSOME, DERMIS = published_substance("carbon"), published_substance("melanosome"), tissue()
SUBSTANCES = {"carbon": CARBON, "melanosome": MELANOSOME, "soft": Substance(0.2, 1700, 740), "hard": Substance(2.2, 1900, 2100)}

EVERY = 14
"""Of the grid's 1,400 times, one in so many is compared."""


def after_an_impulse(r: float, t: float, a: float, diffusivity: float) -> float:
    """A sphere of its medium's own substance, t after it was warmed by 1 K at once (Carslaw and Jaeger)."""
    far = 2 * np.sqrt(diffusivity * t)
    if r < 1e-6 * a:
        return float(erf(a / far) - 2 * a / (far * np.sqrt(np.pi)) * np.exp(-((a / far) ** 2)))
    waves = np.exp(-(((a - r) / far) ** 2)) - np.exp(-(((a + r) / far) ** 2))
    return float((erf((a + r) / far) + erf((a - r) / far)) / 2 - far / (2 * r * np.sqrt(np.pi)) * waves)


def ierfc(x: float) -> float:
    """Integral of the complementary error function from x to infinity."""
    return float(np.exp(-(x**2)) / np.sqrt(np.pi) - x * erfc(x))


@pytest.mark.parametrize("share", [0.01, 0.3, 1.0, 5.0, 100.0])
def test_with_one_substance_a_short_pulse_leaves_the_error_function(share: float) -> None:
    a = 100e-9
    t = share * a**2 / EVEN.diffusivity_m2_s
    tiny = t * 1e-5
    found = sphere_rise(2e9 * a, Pulse(tiny * 1e9), np.array([t + tiny / 2]), EVEN, EVEN, "centre")[0]
    assert found == pytest.approx(after_an_impulse(0, t, a, float(EVEN.diffusivity_m2_s)), rel=2e-4, abs=1e-6)


@pytest.mark.parametrize("ratio", [0.0, 0.4, 1.0, 1.7])
@pytest.mark.parametrize("share", [0.05, 1.0, 8.0])
def test_with_one_substance_a_square_pulse_is_the_integral_of_error_functions(ratio: float, share: float) -> None:
    a, diffusivity = 50e-9, float(EVEN.diffusivity_m2_s)
    pulse = share * a**2 / diffusivity
    for when in (0.5, 1.0, 1.6):
        ago = [max(when - 1, 0) * pulse, when * pulse]
        exact = quad(lambda t: after_an_impulse(ratio * a, t, a, diffusivity), *ago, epsabs=0, epsrel=1e-8, limit=200)[0] / pulse
        found = sphere_rise(2e9 * a, Pulse(pulse * 1e9), np.array([when * pulse]), EVEN, EVEN, ratio * a * 1e9)[0]
        assert found == pytest.approx(exact, rel=1e-6, abs=1e-9)


def test_heat_that_just_began_to_leave_a_large_sphere_leaves_it_as_a_wall() -> None:
    """At the wall between two half-spaces of one substance the rise is half; a little inside it follows the integrated error function."""
    a, t = 1e-3, 1e-6
    far = 2 * np.sqrt(float(EVEN.diffusivity_m2_s) * t)
    for inside in (0.0, 0.5, 1.5):
        # mean over the pulse of 1 - erfc(x / far(t)) / 2 is 1 - 2 i2erfc(x / far)
        i2erfc = (erfc(inside) - 2 * inside * ierfc(inside)) / 4
        found = sphere_rise(2e9 * a, Pulse(t * 1e9), np.array([t]), EVEN, EVEN, (a - inside * far) * 1e9)[0]
        assert found == pytest.approx(1 - 2 * i2erfc, rel=2e-3)


@pytest.mark.parametrize("name", ["carbon", "melanosome"])
@pytest.mark.parametrize("share", [0.2, 3.0])
def test_it_is_goldenbergs_and_tranters_integral(name: str, share: float) -> None:
    inside, a = SUBSTANCES[name], 60e-9
    k = float(DERMIS.conductivity_w_m_k / inside.conductivity_w_m_k)
    b = k * float(np.sqrt(inside.diffusivity_m2_s / DERMIS.diffusivity_m2_s))
    t = share * a**2 / float(inside.diffusivity_m2_s)

    def within(y: float, ratio: float) -> float:
        top = np.exp(-(y**2) * share) * (np.sin(y) - y * np.cos(y)) * np.sin(ratio * y)
        return float(top / (y**2 * (((1 - k) * np.sin(y) - y * np.cos(y)) ** 2 + (b * y * np.sin(y)) ** 2)))

    for ratio in (0.3, 0.9):
        integral = quad(within, 0, 60, args=(ratio,), epsabs=0, epsrel=1e-9, limit=2000)[0]
        steady = 1 / (3 * k) + (1 - ratio**2) / 6
        exact = a**2 / float(inside.diffusivity_m2_s) * (steady - 2 * b / (ratio * np.pi) * integral) / t
        found = sphere_rise(2e9 * a, Pulse(t * 1e9), np.array([t]), inside, DERMIS, ratio * a * 1e9)[0]
        assert found == pytest.approx(exact, rel=1e-5)


def largest_error(name: str, diameter_nm: float, pulse_ns: float, *, gaussian: bool = False, contact: float | None = None) -> float:
    """Over centre, surface, mean and surroundings, beside the fine grid; over the grid's largest value in each place."""
    inside, radius, width = SUBSTANCES[name], diameter_nm / 2e9, pulse_ns * 1e-9
    end = width * (4 if gaussian else 1) + 3 * radius**2 / float(DERMIS.diffusivity_m2_s)
    twin = stepped_rise(radius, width, end, inside, DERMIS, gaussian=gaussian, contact_w_m2_k=np.inf if contact is None else contact)
    pulse = Pulse(pulse_ns, "gaussian" if gaussian else "square")
    worst = 0.0
    for place in ("mean", "centre", "surface"):
        grid = getattr(twin, place)[::EVERY]
        ours = sphere_rise(diameter_nm, pulse, twin.times_s[::EVERY], inside, DERMIS, place, contact_w_m2_k=contact)  # type: ignore[arg-type]
        worst = max(worst, float(np.abs(ours - grid).max() / grid.max()))
    around = np.array([1.2, 2.0, 4.0]) * radius
    grid = np.interp(around, twin.radii_m, twin.at_end)
    ours = np.array([sphere_rise(diameter_nm, pulse, np.array([end]), inside, DERMIS, r * 1e9, contact_w_m2_k=contact)[0] for r in around])
    return max(worst, float(np.abs(ours - grid).max() / grid.max()))


@pytest.mark.parametrize("name", ["carbon", "melanosome"])
@pytest.mark.parametrize(("diameter_nm", "pulse_ns"), [(10.0, 0.3), (100.0, 6.0), (10_000.0, 0.3)])
def test_it_agrees_with_a_fine_grid_within_half_a_per_cent(name: str, diameter_nm: float, pulse_ns: float) -> None:
    assert largest_error(name, diameter_nm, pulse_ns) < 0.0025


def test_a_gaussian_pulse_agrees_with_the_grid_too() -> None:
    assert largest_error("carbon", 10.0, 10.0, gaussian=True) < 0.005


def test_a_contact_that_resists_agrees_with_the_grid_too() -> None:
    assert largest_error("carbon", 100.0, 0.75, contact=2e7) < 0.0025


@pytest.mark.slow
@pytest.mark.parametrize("name", list(SUBSTANCES))
@pytest.mark.parametrize("diameter_nm", [10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0, 10_000.0])
def test_every_size_and_pulse_agrees_with_the_grid_within_half_a_per_cent(name: str, diameter_nm: float) -> None:
    for pulse_ns in (0.3, 0.75, 2.0, 6.0, 10.0):
        assert largest_error(name, diameter_nm, pulse_ns) < 0.005


def test_under_endless_heating_the_centre_reaches_its_steady_state() -> None:
    a, contact = 50e-9, 3e7
    long_s = 1e7 * a**2 / DERMIS.diffusivity_m2_s
    # heated at 1 K/s: a^2 rho c (1 / (3 K_out) + 1 / (6 K_in) + 1 / (3 a contact))
    steady = a**2 * CARBON.heat_j_m3_k * (1 / (3 * DERMIS.conductivity_w_m_k) + 1 / (6 * CARBON.conductivity_w_m_k) + 1 / (3 * a * contact))
    rise = sphere_rise(100.0, Pulse(float(long_s) * 1e9), np.array([long_s]), CARBON, DERMIS, "centre", contact_w_m2_k=contact)[0]
    assert rise * long_s == pytest.approx(steady, rel=1e-3)


@pytest.mark.parametrize("contact", [None, 2e7])
def test_all_heat_is_found_in_the_medium_later(contact: float | None) -> None:
    pulse, a, t = Pulse(1.0), 50.0, np.array([2e-7])
    radii = np.concatenate([np.linspace(1e-3, a, 60), np.geomspace(a * 1.0001, 60 * a, 500)])
    rise = np.array([sphere_rise(2 * a, pulse, t, CARBON, DERMIS, float(r), contact_w_m2_k=contact)[0] for r in radii])
    heat = np.where(radii <= a, CARBON.heat_j_m3_k, DERMIS.heat_j_m3_k)
    held = np.trapezoid(4 * np.pi * radii**2 * rise * heat, radii)
    assert held == pytest.approx(4 / 3 * np.pi * a**3 * CARBON.heat_j_m3_k, rel=3e-3)
