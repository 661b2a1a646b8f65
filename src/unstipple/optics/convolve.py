"""From the answer to a pencil beam to the fluence under a real beam.

In tissue whose layers are uniform sideways, a beam is a sum of pencils, so its fluence is the pencil's spread over the beam's profile
(Wang, Jacques and Zheng, CONV, Comput. Methods Programs Biomed. 54 (1997) 141-150). With p(r, z) the pencil's fluence per mm² and
photon, and P(s) the profile over the incident fluence (1 inside a flat-top, 2 exp(-2 s²/w²) for a Gaussian, straight pieces where it
was measured), the fluence at distance rho from the axis over the incident fluence is the integral of p(r, z) over the plane times the
mean of P over the circle of radius r around that point. On the axis of a flat-top it is simply the pencil's fluence integrated over the
disc.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.optics.beam import Beam
from unstipple.optics.grids import rising
from unstipple.optics.light_run import LightRun

Floats = npt.NDArray[np.float64]

NODES = 32
"""Circles per ring over which a profile is averaged."""
ANGLES = 64
"""Points per half-circle at which a measured profile is averaged."""
INNER_BINS = 8
"""The spot's radius must hold this many innermost bins, or the unscattered light at the axis would be smeared over the spot's rim."""


def fluence_on_axis(run: LightRun, beam: Beam) -> Floats:
    """Return the fluence on the beam's axis per unit incident fluence, ``(z,)``, dimensionless (the build-up).

    ``run`` must be of a pencil beam, with radii that reach over the spot, and ``beam`` straight; otherwise `BadInput`.
    """
    _refuse_unfit(run, beam)
    return np.asarray(np.cumsum(run.fluence_by_annulus, axis=1)[:, :-1] @ _rim_weights(run, beam))


def fluence_on_axis_error(run: LightRun, beam: Beam) -> Floats:
    """Return a standard error of `fluence_on_axis`, ``(z,)``: exact for a flat-top whose rim is a radius edge, else an upper bound."""
    _refuse_unfit(run, beam)
    return np.asarray(run.fluence_within_error[:, :-1] @ np.abs(_rim_weights(run, beam)))


def fluence_off_axis(run: LightRun, beam: Beam, radii_mm: Sequence[float] | Floats) -> Floats:
    """Return the fluence at distances ``radii_mm`` (mm) from the axis per unit incident fluence, ``(z, radii)``, dimensionless.

    Light that the pencil sent beyond the last radius edge is left out: it cannot come from inside the spot unless the edge is near.
    """
    _refuse_unfit(run, beam)
    rho = np.atleast_1d(np.asarray(radii_mm, dtype=np.float64))
    if rho.ndim != 1 or not np.isfinite(rho).all() or (rho < 0).any():
        raise BadInput("radii_mm", radii_mm, "finite distances from the axis of 0 or more, in mm")
    if rho.size and rho.max() + beam.reach_mm > run.radius_edges_mm[-1]:
        raise BadInput("radii_mm", radii_mm, f"at most {run.radius_edges_mm[-1] - beam.reach_mm:g} mm with these radius edges")
    inner, outer = run.radius_edges_mm[:-1] ** 2, run.radius_edges_mm[1:] ** 2
    shares = (np.arange(NODES) + 0.5) / NODES
    weights = np.zeros((rho.size, inner.size))
    for share in shares:  # circles of equal area share within each ring
        weights += mean_profile(beam, rho[:, None], np.sqrt(inner + share * (outer - inner))[None, :]) / NODES
    return np.asarray(run.fluence_by_annulus[:, :-1] @ weights.T)


def _refuse_unfit(run: LightRun, beam: Beam) -> None:
    if run.beam is not None:
        raise BadInput("run", run.beam, "a run of a pencil beam (beam=None)")
    if not isinstance(beam, Beam):
        raise BadInput("beam", beam, "a round Beam; an array is flown by simulate itself")
    if beam.tilt_deg != 0:
        raise BadInput("tilt_deg", beam.tilt_deg, "0: a tilted beam is no sum of straight pencils and is flown by simulate itself")
    if beam.reach_mm > run.radius_edges_mm[-1]:
        raise BadInput("radius_edges_mm", float(run.radius_edges_mm[-1]), f"a last edge of {beam.reach_mm:g} mm or more for this spot")
    smallest = min(beam.radius_mm, beam.reach_mm)
    if smallest < INNER_BINS * run.radius_edges_mm[1]:
        raise BadInput("radius_edges_mm", float(run.radius_edges_mm[1]), f"a first edge of {smallest / INNER_BINS:g} mm or less")


def _rim_weights(run: LightRun, beam: Beam) -> Floats:
    """Weights of the fluence within each radius edge: a beam on its axis is a sum of flat-tops around it.

    All are positive where the profile falls outwards; a ring brighter than what it surrounds gives negative ones inside it.
    """
    inner, outer = run.radius_edges_mm[:-1] ** 2, run.radius_edges_mm[1:] ** 2
    square = beam.radius_mm**2
    if beam.profile == "flat-top":
        ring = np.clip((square - inner) / (outer - inner), 0.0, 1.0)
    elif beam.profile == "measured":
        ring = np.diff(_enclosed_mm2(beam, run.radius_edges_mm)) / (outer - inner)
    else:
        ring = square * (np.exp(-2 * inner / square) - np.exp(-2 * outer / square)) / (outer - inner)
    return np.asarray(ring - np.append(ring[1:], 0.0))


def mean_profile(beam: Beam, rho: Floats, s: Floats) -> Floats:
    """Mean of the beam's profile, over the incident fluence, on circles of radius ``s`` around points ``rho`` off the axis."""
    radius = beam.radius_mm
    if beam.profile == "gaussian":
        from scipy.special import i0e  # half a second to import, and only a Gaussian needs it

        return np.asarray(2 * np.exp(-2 * ((rho - s) / radius) ** 2) * i0e(4 * rho * s / radius**2))
    if beam.profile == "measured":
        cosines = np.cos((np.arange(ANGLES) + 0.5) * np.pi / ANGLES)
        distances = (np.sqrt(np.maximum(rho**2 + s**2 + 2 * rho * s * cosine, 0.0)) for cosine in cosines)
        return np.asarray(sum(beam.relative(away) for away in distances) / ANGLES)
    inside = rho + s <= radius
    product = np.where(inside, 1.0, 2 * rho * s)
    cosine = np.where(product > 0, (rho**2 + s**2 - radius**2) / np.where(product > 0, product, 1.0), 1.0)
    return np.asarray(np.where(inside, 1.0, np.arccos(np.clip(cosine, -1.0, 1.0)) / np.pi))


def _enclosed_mm2(beam: Beam, radii_mm: Floats) -> Floats:
    """Integral of a measured profile, over the incident fluence, within each radius, over pi, in mm²; exact for its straight pieces."""
    knots = rising([0.0], beam.radii_mm, radii_mm)
    profile = beam.relative(knots)
    slope = np.diff(profile) / np.diff(knots)
    pieces = (profile[:-1] - slope * knots[:-1]) * np.diff(knots**2) + slope * np.diff(knots**3) * 2 / 3
    pieces[knots[:-1] >= beam.radii_mm[-1]] = 0.0  # beyond its last distance the profile drops to nothing at once
    return np.asarray(np.interp(radii_mm, knots, np.concatenate([[0.0], np.cumsum(pieces)])))
