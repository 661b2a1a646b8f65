"""The simple twin of `heat.particle`: a heated sphere in a medium, on a fine radial grid of finite volumes with implicit steps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_banded

from unstipple.heat import Substance

Floats = npt.NDArray[np.float64]


def stepped_rise(
    radius_m: float, pulse_s: float, end_s: float, inside: Substance, outside: Substance, *, cells: int = 400, steps: int = 1500
) -> tuple[Floats, Floats, Floats, Floats]:  # fmt: skip
    """Times (t,), and rises over the adiabatic one of the whole square pulse: mean (t,), centre (t,), and all cells at the end (r,)."""
    reach = radius_m + 9 * np.sqrt(outside.diffusivity_m2_s * end_s)
    inner = np.linspace(0, radius_m, cells + 1)
    growth = np.geomspace(1, (reach / radius_m) ** 1.0, 3 * cells + 1)[1:] * radius_m
    edges = np.concatenate([inner, growth])
    middle = (edges[:-1] + edges[1:]) / 2
    volume = 4 / 3 * np.pi * np.diff(edges**3)
    within = np.arange(middle.size) < cells
    heat = np.where(within, inside.heat_j_m3_k, outside.heat_j_m3_k) * volume
    half = np.where(within, inside.conductivity_w_m_k, outside.conductivity_w_m_k)
    near, far = edges[1:-1] - middle[:-1], middle[1:] - edges[1:-1]
    flow = 4 * np.pi * edges[1:-1] ** 2 / (near / half[:-1] + far / half[1:])
    # short steps in the pulse and after it, then longer ones
    during = np.linspace(0, pulse_s, steps // 3 + 1)
    after = pulse_s + np.geomspace(min(pulse_s, end_s - pulse_s) / 5000, end_s - pulse_s, steps)
    times = np.concatenate([during, after])
    rise, mean, centre = np.zeros(middle.size), [0.0], [0.0]
    for begin, stop in pairwise(times):
        dt = stop - begin
        power = np.where(within, inside.heat_j_m3_k / pulse_s, 0.0) * volume if stop <= pulse_s * (1 + 1e-12) else 0.0
        bands = np.zeros((3, middle.size))
        bands[1] = heat / dt
        bands[1, :-1] += flow
        bands[1, 1:] += flow
        bands[0, 1:], bands[2, :-1] = -flow, -flow
        rise = solve_banded((1, 1), bands, heat / dt * rise + power)
        mean.append(float((rise * volume)[within].sum() / volume[within].sum()))
        centre.append(float(rise[0]))
    return times, np.array(mean), np.array(centre), rise
