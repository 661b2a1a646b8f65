"""Heat without steps: homogeneous tissue by cosine transform, and stamps in it in closed form.

The part of a round stamp in the plane and that in depth are independent in homogeneous tissue: the rise is one times the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy.fft import dctn, idctn
from scipy.special import erf, erfcx, i0e

from unstipple.errors import BadInput
from unstipple.heat.layers import W_PER_MM2_K, ThermalLayer, real

Floats = npt.NDArray[np.float64]
Profile = Literal["flat-top", "gaussian"]

NODES, FEW_NODES, SMOOTH = 24, 8, 2.0
"""Nodes across a disc; few do where it is narrower than so many standard deviations of the heat's spread."""
REACH = 7.0
"""Beyond so many standard deviations nothing arrives that double precision would notice."""
WIDEST_SPOT_MM = 1000.0


def spread(
    rise_k: npt.NDArray[np.floating],
    cell_mm: tuple[float, ...],
    diffusivity_mm2_s: float,
    lasting_s: float,
    *,
    perfusion_per_s: float = 0.0,
    workers: int | None = None,
) -> npt.NDArray[np.floating]:
    """A field of rises after ``lasting_s`` seconds in homogeneous tissue with insulated faces, in one exact step of any length.

    ``rise_k`` has any number of axes, ``cell_mm`` the cells' size along each. Cosine transform, decay of every wave, and back; blood
    makes all of it decay. The answer has the precision of ``rise_k``. Raises `BadInput` for impossible numbers.
    """
    if len(cell_mm) != rise_k.ndim:
        raise BadInput("cell_mm", cell_mm, f"{rise_k.ndim} sizes in mm, one an axis")
    real("diffusivity_mm2_s", diffusivity_mm2_s, 0, 1e6, "0 to 1e6 mm2/s")
    real("lasting_s", lasting_s, 0, 1e12, "0 s or longer")
    waves = dctn(rise_k, type=2, norm="ortho", workers=workers)
    for axis, (count, cell) in enumerate(zip(rise_k.shape, cell_mm, strict=True)):
        rate = diffusivity_mm2_s * (np.pi * np.arange(count) / (count * real("cell_mm", cell, 1e-9, 1e6, "above 0 mm"))) ** 2
        waves *= np.exp(-rate * lasting_s).reshape(-1, *(1,) * (rise_k.ndim - 1 - axis)).astype(rise_k.dtype)
    waves *= rise_k.dtype.type(np.exp(-perfusion_per_s * lasting_s))
    return np.asarray(idctn(waves, type=2, norm="ortho", overwrite_x=True, workers=workers), dtype=rise_k.dtype)


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """The rise that one pulse leaves: round in the plane, by depth on its axis.

    ``spot_mm`` is the diameter (1/e² for ``"gaussian"``), ``rise_k`` (z,) the rise on the axis between ``depth_edges_mm`` (z + 1,).
    ``blur_mm`` softens the edge by a normal law of that standard deviation, as scattered light does. Raises `BadInput` by name.
    """

    spot_mm: float
    depth_edges_mm: Floats
    rise_k: Floats
    profile: Profile = "flat-top"
    blur_mm: float = 0.0

    def __post_init__(self) -> None:
        real("spot_mm", self.spot_mm, 1e-4, WIDEST_SPOT_MM, f"above 0, at most {WIDEST_SPOT_MM:g} mm")
        real("blur_mm", self.blur_mm, 0, WIDEST_SPOT_MM, f"0 to {WIDEST_SPOT_MM:g} mm")
        if self.profile not in get_args(Profile):
            raise BadInput("profile", self.profile, " or ".join(get_args(Profile)))
        edges, rise = np.asarray(self.depth_edges_mm, dtype=np.float64), np.asarray(self.rise_k, dtype=np.float64)
        if edges.ndim != 1 or edges.size < 2 or edges[0] < 0 or not (np.diff(edges) > 0).all() or not np.isfinite(edges).all():
            raise BadInput("depth_edges_mm", self.depth_edges_mm, "two edges or more in mm, rising, from 0 or deeper")
        if rise.shape != (edges.size - 1,) or not np.isfinite(rise).all():
            raise BadInput("rise_k", self.rise_k, f"{edges.size - 1} finite rises in K, one between each two edges")
        object.__setattr__(self, "depth_edges_mm", edges)
        object.__setattr__(self, "rise_k", rise)

    @property
    def radius_mm(self) -> float:
        """Half of the spot."""
        return self.spot_mm / 2

    def at_rest_mm2(self) -> float:
        """Variance per axis of the light's own softness, mm2."""
        return self.blur_mm**2


def across(stamp: Stamp, distance_mm: npt.ArrayLike, spread_mm2: npt.ArrayLike) -> Floats:
    """The stamp's shape in the plane after it spread: 1 on the axis of a fresh flat-top or Gaussian, broadcast over both arrays.

    ``spread_mm2`` is the variance per axis that heat has added: twice diffusivity times time. Exact: for a disc the integral of the kernel
    over its radius, by Gauss-Legendre nodes; for a Gaussian in closed form.
    """
    distance, variance = np.broadcast_arrays(np.asarray(distance_mm, float), np.asarray(spread_mm2, float) + stamp.at_rest_mm2())
    if stamp.profile == "gaussian":
        own = stamp.radius_mm**2 / 4
        return np.asarray(own / (own + variance) * np.exp(-(distance**2) / (2 * (own + variance))))
    shape = np.where(distance < stamp.radius_mm, 1.0, np.where(distance == stamp.radius_mm, 0.5, 0.0))
    warm = variance > 0
    reached = warm & (distance - stamp.radius_mm < REACH * np.sqrt(variance)) & (stamp.radius_mm - distance < REACH * np.sqrt(variance))
    shape[reached] = _disc(stamp.radius_mm, distance[reached], variance[reached])
    return shape


def _disc(radius: float, distance: Floats, variance: Floats) -> Floats:
    """Share of a two-dimensional normal law of that variance per axis, at that distance, which falls into the disc; flat arrays."""
    sd = np.sqrt(variance)
    low, high = np.clip(distance - REACH * sd, 0, radius), np.minimum(distance + REACH * sd, radius)
    share, smooth = np.empty_like(distance), high - low < SMOOTH * sd
    for some, nodes in ((smooth, FEW_NODES), (~smooth, NODES)):
        share[some] = _quadrature(nodes, low[some], high[some], distance[some], variance[some])
    return share


@cache
def _legendre(nodes: int) -> tuple[Floats, Floats]:
    return np.polynomial.legendre.leggauss(nodes)


def _quadrature(nodes: int, low: Floats, high: Floats, distance: Floats, variance: Floats) -> Floats:
    """The normal law's mass between two radii around the origin, Gauss and Legendre's way."""
    total = np.zeros_like(distance)
    for x, w in zip(*_legendre(nodes), strict=True):
        r = (low + high) / 2 + x * (high - low) / 2
        total += w * np.exp(-((r - distance) ** 2) / (2 * variance)) * i0e(r * distance / variance) * r
    return np.asarray(total * (high - low) / 2 / variance)


def half_space(stamp: Stamp, depth_mm: npt.ArrayLike, spread_mm2: npt.ArrayLike, robin_per_mm: float = 0.0) -> Floats:
    """The stamp's rise by depth in a half-space, times the plane's shape still to come, (t, d) in K.

    ``depth_mm`` (d,), ``spread_mm2`` (t,) twice diffusivity times time, ``robin_per_mm`` the surface's heat transfer coefficient over the
    conductivity (0: insulated). Carslaw and Jaeger, Conduction of Heat in Solids (1959), 14.2, integrated over slabs.
    """
    z, variance = np.atleast_1d(np.asarray(depth_mm, float)), np.atleast_1d(np.asarray(spread_mm2, float))
    top, bottom = stamp.depth_edges_mm[:-1], stamp.depth_edges_mm[1:]
    w = np.sqrt(2 * np.maximum(variance, 1e-18))[:, None, None]
    z = z[None, :, None]
    part = (erf((z - top) / w) - erf((z - bottom) / w) + erf((z + bottom) / w) - erf((z + top) / w)) / 2
    if robin_per_mm > 0:
        part -= _lost(z + bottom, w, robin_per_mm) - _lost(z + top, w, robin_per_mm)
    return np.asarray(part @ stamp.rise_k)


def _lost(s: Floats, w: Floats, robin_per_mm: float) -> Floats:
    """Integral over s of the surface's part of the Green's function; w is the square root of 4 diffusivity times time."""
    return np.asarray(erfcx(s / w + robin_per_mm * w / 2) * np.exp(-((s / w) ** 2)) + erf(s / w))


def cooled_half_space(depth_mm: npt.ArrayLike, spread_mm2: npt.ArrayLike, robin_per_mm: float) -> Floats:
    """How far a half-space of even temperature has come towards that of what cools it, 0 to 1, broadcast over both arrays."""
    z, w = np.asarray(depth_mm, float), np.sqrt(2 * np.maximum(np.asarray(spread_mm2, float), 1e-18))
    return np.asarray(1 - _lost(z, w, robin_per_mm))


def stamp_history(
    layer: ThermalLayer, stamp: Stamp, point_mm: tuple[float, float], times_s: npt.ArrayLike, coefficient_w_m2_k: float = 0.0
) -> Floats:
    """Rise (t,) in K at a distance from the axis and a depth, ``times_s`` after one pulse, in homogeneous tissue; closed form.

    The surface is at the temperature of what touches it before the pulse, or insulated (coefficient 0). Blood makes the rise decay.
    """
    times = np.asarray(times_s, dtype=np.float64)
    if (times < 0).any():
        raise BadInput("times_s", float(times.min()), "0 s or later")
    distance, depth = point_mm
    variance = 2 * layer.diffusivity_mm2_s * times
    robin = coefficient_w_m2_k * W_PER_MM2_K / layer.conductivity_w_mm_k
    down = half_space(stamp, depth, variance, robin)[:, 0]
    return down * across(stamp, distance, variance) * np.exp(-layer.perfusion_per_s * times)
