"""What one stamp does under the skin: build-up of light at the dots and in the epidermis, for every draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from unstipple.evidence import Draws, number
from unstipple.optics import Beam, LightRun, Profile, fluence_off_axis, simulate, spot_edges_mm
from unstipple.skin import skin_optics, stacks
from unstipple.stamps import Stamps

Array = NDArray[np.float64]
MEMBER_COUNT = 16
PHOTON_COUNT = 10_000
RING_COUNT = 3
SMOOTH_COUNT = 10
"""A depth beneath is averaged over a tenth of itself to either side, against the noise of few photons."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is computed: ``members`` imagined skins share the draws among them, each lit by ``photons``."""

    members: int = MEMBER_COUNT
    photons: int = PHOTON_COUNT


def build_up(
    type_number: int,
    wavelength_nm: float,
    spots_mm: Sequence[float],
    depths_mm: Array,
    draws: Draws,
    *,
    profile: Profile = "flat-top",
    beneath_mm: Array | None = None,
    effort: Effort | None = None,
    progress: Callable[[float], None] | None = None,
) -> xr.Dataset:
    """Fluence inside the skin per incident fluence, at the dots, in the epidermis and at any sites beneath.

    Parameters
    ----------
    type_number : Fitzpatrick type 1-6.
    spots_mm : spot diameters.
    depths_mm : array (draw, level), depths of the dots.
    beneath_mm : array (draw, site), further depths, e.g. of bulges and bulbs.
    progress : called with 1 after each imagined skin.

    Returns
    -------
    Dataset with ``pigment`` (spot, draw, level) and ``epidermis`` (spot, draw), dimensionless. A point of the zone lies anywhere in the
    cell of its nearest stamp, so ``pigment`` is averaged over that cell and not taken on the beam axis, where it is highest;
    ``epidermis`` is on the axis, where harm begins, and so is ``beneath`` (spot, draw, site);
    ``beneath_wide`` (draw, site) and ``epidermis_wide`` (draw,) are the same under an endless field.
    Error: the Monte Carlo noise of a member, one to two per cent at the defaults.
    """
    effort = effort or Effort()
    members = Draws(effort.members, draws.seed)
    skins = stacks(type_number, wavelength_nm, members)
    thickness = skin_optics(type_number, wavelength_nm, members).epidermis_mm
    belongs = np.arange(draws.count) % effort.members
    pigment = np.empty((len(spots_mm), *depths_mm.shape))
    epidermis = np.empty((len(spots_mm), draws.count))
    sites_mm = np.empty((draws.count, 0)) if beneath_mm is None else beneath_mm
    beneath, beneath_wide = np.empty((len(spots_mm), *sites_mm.shape)), np.empty(sites_mm.shape)
    epidermis_wide = np.empty(draws.count)
    for member, stack in enumerate(skins):
        edges = spot_edges_mm(stack)
        run = simulate(stack, effort.photons, draws.seed * effort.members + member, depth_edges_mm=edges[0], radius_edges_mm=edges[1])
        mid = (run.depth_edges_mm[:-1] + run.depth_edges_mm[1:]) / 2
        mine = belongs == member
        beneath_wide[mine] = _around(run, run.fluence_by_depth, sites_mm[mine])
        epidermis_wide[mine] = _mean_to(run.fluence_by_depth, run.depth_edges_mm, float(thickness[member]))
        for place, spot_mm in enumerate(spots_mm):
            beam = Beam(spot_mm, profile)
            rings = fluence_off_axis(run, beam, _cell_radii_mm(spot_mm))
            pigment[place, mine] = np.interp(depths_mm[mine], mid, rings.mean(axis=1))
            axis = fluence_off_axis(run, beam, np.zeros(1))[:, 0]
            beneath[place, mine] = _around(run, axis, sites_mm[mine])
            epidermis[place, mine] = _mean_to(axis, run.depth_edges_mm, float(thickness[member]))
        if progress:
            progress(1)
    return xr.Dataset(
        {
            "pigment": (("spot", "draw", "level"), pigment),
            "epidermis": (("spot", "draw"), epidermis),
            "beneath": (("spot", "draw", "site"), beneath),
            "beneath_wide": (("draw", "site"), beneath_wide),
            "epidermis_wide": (("draw",), epidermis_wide),
        },
        coords={"spot": list(spots_mm)},
        attrs={"units": "fluence per incident fluence", "wavelength_nm": wavelength_nm, "type_number": type_number},
    )


def _cell_radii_mm(spot_mm: float) -> Array:
    """Radii of equal-area rings of the disc that stands for a stamp's own cell in a hexagonal layout."""
    stamps = Stamps(1, spot_mm, number("practice.overlap"), 1, 1)
    outer = spot_mm / 2 / np.sqrt(stamps.mean_hits)
    return np.asarray(outer * np.sqrt((np.arange(RING_COUNT) + 0.5) / RING_COUNT), dtype=np.float64)


def _around(run: LightRun, curve: Array, depth_mm: Array) -> Array:
    """Mean of a curve by depth bin within a tenth of each depth to either side, against the noise of few photons."""
    edges = run.depth_edges_mm
    whole = np.concatenate([[0.0], np.cumsum(curve * np.diff(edges))])
    low, high = depth_mm * (1 - 1 / SMOOTH_COUNT), np.minimum(depth_mm * (1 + 1 / SMOOTH_COUNT), edges[-1])
    return np.asarray((np.interp(high, edges, whole) - np.interp(low, edges, whole)) / (high - low), dtype=np.float64)


def _mean_to(fluence: Array, edges_mm: Array, depth_mm: float) -> float:
    """Mean over 0..depth of a quantity binned in depth."""
    width = np.clip(depth_mm - edges_mm[:-1], 0, np.diff(edges_mm))
    return float((fluence * width).sum() / width.sum())
