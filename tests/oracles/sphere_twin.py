"""The simple twin of `heat.particle`: a heated sphere in a medium, on a fine radial grid of finite volumes with Crank-Nicolson steps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_banded

from unstipple.heat import Substance

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SphereTwin:
    """Rises over the adiabatic one of the whole pulse: in time (t,), and in all cells (r,) at the end."""

    times_s: Floats
    mean: Floats
    centre: Floats
    surface: Floats
    radii_m: Floats
    at_end: Floats


def stepped_rise(
    radius_m: float, pulse_s: float, end_s: float, inside: Substance, outside: Substance, *, gaussian: bool = False,
    contact_w_m2_k: float = math.inf, cells: int = 300, steps: int = 700,
) -> SphereTwin:  # fmt: skip
    """Step a square pulse, or a Gaussian one whose middle lies two widths at half maximum after the start."""
    edges, middle, volume, within = _cells(radius_m, end_s, outside, cells)
    heat = np.where(within, float(inside.heat_j_m3_k), float(outside.heat_j_m3_k)) * volume
    conducts = np.where(within, float(inside.conductivity_w_m_k), float(outside.conductivity_w_m_k))
    near, far = edges[1:-1] - middle[:-1], middle[1:] - edges[1:-1]
    resists = near / conducts[:-1] + far / conducts[1:]
    resists[cells - 1] += 1 / contact_w_m2_k
    flow = 4 * np.pi * edges[1:-1] ** 2 / resists
    times = _times(pulse_s * (4 if gaussian else 1), end_s, steps)
    rise, mean, centre, surface = np.zeros(middle.size), [0.0], [0.0], [0.0]
    outflow = np.concatenate([flow, [0.0]]) + np.concatenate([[0.0], flow])
    for begin, stop in pairwise(times):
        dt = stop - begin
        power = (_given(stop, pulse_s, gaussian) - _given(begin, pulse_s, gaussian)) / dt * np.where(within, heat, 0.0)
        now = -outflow * rise
        now[:-1] += flow * rise[1:]
        now[1:] += flow * rise[:-1]
        bands = np.zeros((3, middle.size))
        bands[1] = heat / dt + outflow / 2
        bands[0, 1:], bands[2, :-1] = -flow / 2, -flow / 2
        rise = solve_banded((1, 1), bands, heat / dt * rise + now / 2 + power)
        mean.append(float((rise * volume)[within].sum() / volume[within].sum()))
        centre.append(float(rise[0]))
        leaving = flow[cells - 1] * (rise[cells - 1] - rise[cells]) / (4 * np.pi * radius_m**2)
        surface.append(float(rise[cells - 1] - leaving * near[cells - 1] / conducts[cells - 1]))
    return SphereTwin(times, np.array(mean), np.array(centre), np.array(surface), middle, rise)


def _cells(radius_m: float, end_s: float, outside: Substance, cells: int) -> tuple[Floats, Floats, Floats, npt.NDArray[np.bool_]]:
    """Even cells inside that grow outwards, as far as heat gets."""
    reach = radius_m + 9 * np.sqrt(float(outside.diffusivity_m2_s) * end_s)
    inner = radius_m * np.sin(np.linspace(0, np.pi / 2, cells + 1))
    first = inner[-1] - inner[-2]
    depth = (reach - radius_m) / first
    growth = first * np.expm1(np.linspace(0, 1, 3 * cells + 1)[1:] * np.log1p(depth))
    edges = np.concatenate([inner, radius_m + growth])
    middle = (edges[:-1] + edges[1:]) / 2
    return edges, middle, 4 / 3 * np.pi * np.diff(edges**3), np.arange(middle.size) < cells


def _times(heating_s: float, end_s: float, steps: int) -> Floats:
    """Short steps after the start and after the end of the heating, then longer ones."""
    during = heating_s * np.linspace(0, 1, steps + 1) ** 2
    after = heating_s + (end_s - heating_s) * np.linspace(0, 1, steps + 1)[1:] ** 3
    return np.concatenate([during, after])


def _given(time_s: float, pulse_s: float, gaussian: bool) -> float:
    """Share of the pulse's energy that has come in."""
    if not gaussian:
        return min(time_s / pulse_s, 1.0)
    return 0.5 + 0.5 * math.erf(2 * math.sqrt(math.log(2)) * (time_s / pulse_s - 2))
