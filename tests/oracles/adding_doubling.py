"""Adding-doubling for any stack of layers, with refraction at every boundary: deterministic, and no kin of any photon walk.

Light is sorted by q = n sin(angle), which no plane boundary changes: a boundary then reflects and passes each sort by itself (Fresnel),
and a layer of index n carries the sorts with q < n. Nodes lie so that no square root of refraction at grazing or critical angles
falls inside an interval. One more node of no weight stands for the collimated beam. All quantities are fluxes through a
horizontal plane, so that energy balance is a plain sum.

A thin slice of a layer is solved exactly by a matrix exponential and then doubled; peaked scattering is tamed by Wiscombe's delta-M
(J. Atmos. Sci. 34 (1977) 1408). The adding formulas are those of van de Hulst, Multiple Light Scattering (1980), chapter 4.
`tests/reference` holds it against iadpython, a program by others, for single layers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import expm

from unstipple.optics.layers import Layer, Stack

Floats = npt.NDArray[np.float64]

POINTS = 24
"""Nodes for each interval between refractive indices."""
OPAQUE = 1e-14
TRAPPED = 1 - 1e-13
"""Total reflection: a hair less than 1, so that sorts of light which a clear layer keeps for ever leave the equations solvable."""


@dataclass(frozen=True, slots=True)
class Slab:
    """What a part of the stack does to fluxes: reflection from above, transmission downwards, and the same from below."""

    r_above: Floats
    t_down: Floats
    r_below: Floats
    t_up: Floats

    def on(self, below: Slab) -> Slab:
        """This part on top of another."""
        one = np.eye(len(self.r_above))
        down = np.linalg.solve(one - self.r_below @ below.r_above, self.t_down)
        up = np.linalg.solve(one - below.r_above @ self.r_below, below.t_up)
        return Slab(
            self.r_above + self.t_up @ below.r_above @ down,
            below.t_down @ down,
            below.r_below + below.t_down @ self.r_below @ up,
            self.t_up @ up,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Shares of the incident energy."""

    reflectance: float
    transmittance: float
    absorbed_by_layer: Floats
    unscattered_transmittance: float

    @property
    def rows(self) -> Floats:
        """Reflectance, transmittance, then the layers."""
        return np.array([self.reflectance, self.transmittance, *self.absorbed_by_layer])


def solve(stack: Stack, points: int = POINTS, *, tilt_deg: float = 0.0) -> Shares:
    """Shares of the energy of a collimated beam at ``tilt_deg`` from the vertical; what the surface mirrors counts as reflected."""
    n = stack.indices
    q, area = _nodes(sorted({float(k) for k in n}), points, float(n[0]) * math.sin(math.radians(tilt_deg)))
    parts = [_boundary(n[0], n[1], q)]
    for number, layer in enumerate(stack.layers):
        parts += [_layer(layer, q, area, 2 * points), _boundary(n[number + 1], n[number + 2], q)]
    below = [parts[-1]]
    for part in parts[-2::-1]:
        below.insert(0, part.on(below[0]))
    net, above = [1.0 - below[0].r_above[:, 0].sum()], parts[0]
    for part, rest in zip(parts[1:], below[1:], strict=True):
        down = np.linalg.solve(np.eye(len(q)) - above.r_below @ rest.r_above, above.t_down[:, 0])
        net.append(float((down - rest.r_above @ down).sum()))
        above = above.on(part)
    absorbed = [net[k] - net[k + 1] for k in range(1, len(net) - 1, 2)]
    whole = below[0]
    return Shares(float(whole.r_above[:, 0].sum()), float(whole.t_down[:, 0].sum()), np.array(absorbed), float(whole.t_down[0, 0]))


def solve_with_error(stack: Stack, points: int = 32, *, tilt_deg: float = 0.0) -> tuple[Shares, Floats]:
    """The shares, and for each of their `rows` by how much it moves when a quarter of the nodes is left out."""
    fine = solve(stack, points, tilt_deg=tilt_deg)
    return fine, np.abs(fine.rows - solve(stack, points * 3 // 4, tilt_deg=tilt_deg).rows)


def lambertian_transmittance(stack: Stack, points: int = POINTS, angles: int = 16) -> float:
    """Share of diffuse light (equal radiance from everywhere above) that a stack passes."""
    cosines, weights = np.polynomial.legendre.leggauss(angles)
    cosines, weights = (cosines + 1) / 2, weights / 2
    passed = [solve(stack, points, tilt_deg=math.degrees(math.acos(c))).transmittance for c in cosines]
    return float(2 * (weights * cosines * np.array(passed)).sum())


def _nodes(indices: list[float], points: int, beam_q: float) -> tuple[Floats, Floats]:
    """The beam's q, then nodes of q, and d(q²)/2 at each node (0 for the beam)."""
    t, w = np.polynomial.legendre.leggauss(points)
    t, w = (t + 1) / 2, w / 2
    q, area = [np.array([beam_q])], [np.zeros(1)]
    for low, high in zip([0.0, *indices[:-1]], indices, strict=True):
        q.append(np.sqrt(high**2 - (high**2 - low**2) * t**2))
        area.append((high**2 - low**2) * t * w)
    return np.concatenate(q), np.concatenate(area)


def _boundary(n1: float, n2: float, q: Floats) -> Slab:
    """Fresnel reflection of each sort of light at a plane boundary; nothing of what one side cannot carry passes."""
    both = q < min(n1, n2)
    c1, c2 = (np.sqrt(np.where(both, 1 - (q / n) ** 2, 1.0)) for n in (n1, n2))
    s, p = (n1 * c1 - n2 * c2) / (n1 * c1 + n2 * c2), (n1 * c2 - n2 * c1) / (n1 * c2 + n2 * c1)
    r = np.where(both, (s**2 + p**2) / 2, TRAPPED)
    return Slab(np.diag(r), np.diag(1 - r), np.diag(r), np.diag(1 - r))


def _layer(layer: Layer, q: Floats, area: Floats, moments: int) -> Slab:
    """A uniform layer: an exact thin slice, doubled until it is thick enough."""
    carried = q < layer.n
    cosine = np.sqrt(1 - (q[carried] / layer.n) ** 2)
    peak = layer.g**moments
    mus = layer.mus_per_mm * (1 - peak)
    r, t = _thin(cosine, area[carried] / layer.n**2 / cosine, mus, layer, moments, peak)
    size = len(q)
    back, through = np.zeros((size, size)), np.zeros((size, size))
    back[np.ix_(carried, carried)], through[np.ix_(carried, carried)] = r, t
    return Slab(back, through, back, through)


def _thin(cosine: Floats, weight: Floats, mus: float, layer: Layer, moments: int, peak: float) -> tuple[Floats, Floats]:
    forward, backward = _redistribution(cosine, weight, layer.g, moments, peak)
    out = np.diag((layer.mua_per_mm + mus) / cosine)
    a = out - 0.5 * mus * weight[:, None] * forward / cosine
    b = 0.5 * mus * weight[:, None] * backward / cosine
    endless = layer.thickness_mm == math.inf
    slice_mm = 1.0 / layer.mut_per_mm if endless else layer.thickness_mm
    doublings = max(0, math.ceil(math.log2(max(1e-30, slice_mm * float(out.max()) / 0.5))))
    both = expm(np.block([[-a, b], [-b, a]]) * slice_mm / 2**doublings)
    k = len(cosine)
    r = -np.linalg.solve(both[k:, k:], both[k:, :k])
    t = both[:k, :k] + both[:k, k:] @ r
    while doublings > 0 or (endless and t.max() > OPAQUE):
        down = np.linalg.solve(np.eye(k) - r @ r, t)
        r, t, doublings = r + t @ r @ down, t @ down, doublings - 1
    return r, t


def _redistribution(cosine: Floats, weight: Floats, g: float, moments: int, peak: float) -> tuple[Floats, Floats]:
    """Henyey-Greenstein scattering from cosine j to ±cosine i, averaged over azimuth, without its peak; columns conserve energy."""
    order = np.arange(moments)
    legendre = np.polynomial.legendre.legvander(cosine, moments - 1)
    strength = (2 * order + 1) * (float(g) ** order - peak) / (1 - peak)
    forward, backward = (legendre * strength) @ legendre.T, (legendre * strength * (-1.0) ** order) @ legendre.T
    share = 2.0 / (weight @ (forward + backward))
    return forward * share, backward * share
