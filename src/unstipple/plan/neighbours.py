"""What a zone's own dots and hairs leave of the light that reaches each dot: with all of today's ink in place, and with none.

Computed by the light engine in a square that stands for the zone, with its dots where the photograph shows them. Between the two states
the planner goes straight in the share of pigment that is left; `benchmarks/dots_between.py` measures what that costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from unstipple.device import Laser
from unstipple.dose import Effort
from unstipple.dose.dot_light import DotEffort, dot_light, stamp_name
from unstipple.dose.hair import HairColour, follicles
from unstipple.dose.light_left import DotLight
from unstipple.dose.shelf import NO_SHELF, Shelf
from unstipple.dose.zone_patch import Patch, zone_patch
from unstipple.evidence import Draws
from unstipple.optics import Beam, Hairs
from unstipple.plan.light import LEVEL_COUNT, Beamline, Light, usable
from unstipple.plan.target import Target
from unstipple.skin import stacks

Array = NDArray[np.float64]
STATES = (0.5, 1.0)
"""Shares of today's ink at which the engine is run, besides none."""
PHOTON_COUNT = 100
"""Of `Effort`'s photons, how many for one in each mm² of the square."""


@dataclass(frozen=True, slots=True)
class ZoneDots:
    """A zone's dots on the photograph: ``places_mm`` (n, 2) in any flat frame where they are known."""

    target: Target
    places_mm: Array | None = field(default=None, compare=False)

    def patch(self, hair_colour: HairColour, draws: Draws) -> Patch:
        """The square that stands for the zone; ``draws`` of the members."""
        density = self.target.density_in_settings
        assert density is not None
        hair = None
        if self.target.hair_bearing:
            hair = follicles(hair_colour, draws, kind="miniaturised" if self.target.thin_hair else "terminal")
        return zone_patch(density, draws, places_mm=self.places_mm, hair=hair)


def with_neighbours(
    light: Light, zones: Iterable[ZoneDots], lasers: Iterable[Laser], type_number: int, hair_colour: HairColour, *,
    effort: Effort | None = None, shelf: Shelf = NO_SHELF, progress: Callable[[float], None] | None = None,
) -> Light:  # fmt: skip
    """The light with what dots and hairs leave of it in every zone whose dots count in settings.

    Error: on the mean over imagined skins about 1 per cent of the dose at the dots, in any one about 2, of the photons' noise and of the
    emulator together (benchmark ``dots_between``). ``progress`` is called per imagined skin.
    """
    effort = effort or Effort()
    members = Draws(effort.members, light.draws.seed)
    found: dict[str, dict[Beamline, xr.Dataset]] = {}
    beamlines = usable(lasers, type_number)
    for zone in zones:
        if not zone.target.density_in_settings:
            continue
        patch = zone.patch(hair_colour, members)
        found[zone.target.zone] = {
            beam: _left(patch, type_number, beam, spots, light.draws.count, effort, shelf, progress) for beam, spots in beamlines.items()
        }
    return replace(light, neighbours={**light.neighbours, **found})


def _left(
    patch: Patch, type_number: int, beamline: Beamline, spots_mm: tuple[float, ...], count: int, effort: Effort, shelf: Shelf,
    progress: Callable[[float], None] | None,
) -> xr.Dataset:  # fmt: skip
    """``full`` and ``bare`` (spot, draw, level): what is left of the light with all of today's ink and with none."""
    wavelength_nm, profile = beamline
    beams = tuple(Beam(spot, profile) for spot in spots_mm)
    much = DotEffort(max(effort.photons // PHOTON_COUNT, 1), 2, STATES, patch.draws.seed)
    skins = stacks(type_number, wavelength_nm, patch.draws)
    hairs = [_told(patch.lit_hairs(member, skin, wavelength_nm)) for member, skin in enumerate(skins)]
    told = (
        "dots", type_number, wavelength_nm, beams, much, skins, patch.field, patch.places_mm, patch.depth_mm,
        patch.radius_mm, patch.ink_mua_per_mm(wavelength_nm), hairs,
    )  # fmt: skip
    made = DotLight(shelf.table(told, lambda: dot_light(patch, type_number, wavelength_nm, beams, effort=much).table))
    if progress:
        progress(patch.members)
    levels = min(LEVEL_COUNT, patch.count)
    full, bare = (np.stack([_by_level(made.for_draws(count, ink, stamp_name(beam), levels)) for beam in beams]) for ink in (1.0, 0.0))
    axes = ("spot", "draw", "level")
    return xr.Dataset({"full": (axes, np.minimum(full, bare)), "bare": (axes, bare)}, {"spot": list(spots_mm)})


def _told(hairs: Hairs | None) -> list[Array]:
    return [] if hairs is None else [getattr(hairs, each.name) for each in fields(hairs)]


def _by_level(left: Array) -> Array:
    """All levels from fewer, where a square holds fewer dots than there are levels."""
    return left[:, np.arange(LEVEL_COUNT) * left.shape[1] // LEVEL_COUNT]
