"""From the answer to a pencil beam to the fluence under a real beam.

In tissue whose layers are uniform sideways, a beam is a sum of pencils, so its fluence is the pencil's spread over the beam's profile
(Wang, Jacques and Zheng, CONV, Comput. Methods Programs Biomed. 54 (1997) 141-150). With p(r, z) the pencil's fluence per mm² and
photon, and P(s) the profile over the incident fluence (1 inside a flat-top, 2 exp(-2 s²/w²) for a Gaussian), the fluence at distance
rho from the axis over the incident fluence is the integral of p(r, z) over the plane times the mean of P over the circle of radius r
around that point. On the axis of a flat-top it is simply the pencil's fluence integrated over the disc.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import i0e

from unstipple.errors import BadInput
from unstipple.optics.beam import Beam
from unstipple.optics.run import LightRun

Floats = npt.NDArray[np.float64]

NODES = 32
"""Circles per ring over which a profile is averaged."""
INNER_BINS = 8
"""The spot's radius must hold this many innermost bins, or the unscattered light at the axis would be smeared over the spot's rim."""
GAUSSIAN_REACH = 2.0
"""Radii of a Gaussian within which all but 3e-4 of its energy lies."""


def fluence_on_axis(run: LightRun, beam: Beam) -> Floats:
    """Return the fluence on the beam's axis per unit incident fluence, ``(z,)``, dimensionless (the build-up).

    ``run`` must be of a pencil beam, with radii that reach over the spot; otherwise `BadInput`.
    """
    _refuse_unfit(run, beam)
    return np.asarray(np.cumsum(run.fluence_by_annulus, axis=1)[:, :-1] @ _rim_weights(run, beam))


def fluence_on_axis_error(run: LightRun, beam: Beam) -> Floats:
    """Return a standard error of `fluence_on_axis`, ``(z,)``: exact for a flat-top whose rim is a radius edge, else an upper bound."""
    _refuse_unfit(run, beam)
    return np.asarray(run.fluence_within_error[:, :-1] @ _rim_weights(run, beam))


def fluence_off_axis(run: LightRun, beam: Beam, radii_mm: Sequence[float] | Floats) -> Floats:
    """Return the fluence at distances ``radii_mm`` (mm) from the axis per unit incident fluence, ``(z, radii)``, dimensionless.

    Light that the pencil sent beyond the last radius edge is left out: it cannot come from inside the spot unless the edge is near.
    """
    _refuse_unfit(run, beam)
    rho = np.atleast_1d(np.asarray(radii_mm, dtype=np.float64))
    if rho.ndim != 1 or not np.isfinite(rho).all() or (rho < 0).any():
        raise BadInput("radii_mm", radii_mm, "finite distances from the axis of 0 or more, in mm")
    if rho.size and rho.max() + _reach_mm(beam) > run.radius_edges_mm[-1]:
        raise BadInput("radii_mm", radii_mm, f"at most {run.radius_edges_mm[-1] - _reach_mm(beam):g} mm with these radius edges")
    inner, outer = run.radius_edges_mm[:-1] ** 2, run.radius_edges_mm[1:] ** 2
    shares = (np.arange(NODES) + 0.5) / NODES
    weights = np.zeros((rho.size, inner.size))
    for share in shares:  # circles of equal area share within each ring
        weights += _mean_profile(beam, rho[:, None], np.sqrt(inner + share * (outer - inner))[None, :]) / NODES
    return np.asarray(run.fluence_by_annulus[:, :-1] @ weights.T)


def _reach_mm(beam: Beam) -> float:
    return beam.radius_mm * (GAUSSIAN_REACH if beam.profile == "gaussian" else 1.0)


def _refuse_unfit(run: LightRun, beam: Beam) -> None:
    if run.beam is not None:
        raise BadInput("run", run.beam, "a run of a pencil beam (beam=None)")
    if _reach_mm(beam) > run.radius_edges_mm[-1]:
        raise BadInput("radius_edges_mm", float(run.radius_edges_mm[-1]), f"a last edge of {_reach_mm(beam):g} mm or more for this spot")
    if beam.radius_mm < INNER_BINS * run.radius_edges_mm[1]:
        raise BadInput("radius_edges_mm", float(run.radius_edges_mm[1]), f"a first edge of {beam.radius_mm / INNER_BINS:g} mm or less")


def _rim_weights(run: LightRun, beam: Beam) -> Floats:
    """Weights, all positive, of the fluence within each radius edge: a beam on its axis is a sum of flat-tops around it."""
    inner, outer = run.radius_edges_mm[:-1] ** 2, run.radius_edges_mm[1:] ** 2
    square = beam.radius_mm**2
    if beam.profile == "flat-top":
        ring = np.clip((square - inner) / (outer - inner), 0.0, 1.0)
    else:
        ring = square * (np.exp(-2 * inner / square) - np.exp(-2 * outer / square)) / (outer - inner)
    return np.asarray(ring - np.append(ring[1:], 0.0))


def _mean_profile(beam: Beam, rho: Floats, s: Floats) -> Floats:
    """Mean of the beam's profile, over the incident fluence, on circles of radius ``s`` around points ``rho`` off the axis."""
    radius = beam.radius_mm
    if beam.profile == "gaussian":
        return np.asarray(2 * np.exp(-2 * ((rho - s) / radius) ** 2) * i0e(4 * rho * s / radius**2))
    inside = rho + s <= radius
    product = np.where(inside, 1.0, 2 * rho * s)
    cosine = np.where(product > 0, (rho**2 + s**2 - radius**2) / np.where(product > 0, product, 1.0), 1.0)
    return np.asarray(np.where(inside, 1.0, np.arccos(np.clip(cosine, -1.0, 1.0)) / np.pi))
