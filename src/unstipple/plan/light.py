"""The light that every candidate setting brings to the dots and the epidermis, computed once a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from unstipple.device import BeamProfile, Laser, Mode
from unstipple.dose import Effort, build_up
from unstipple.dose.follicle_light import FollicleLight, follicle_light
from unstipple.dose.hair import Follicles
from unstipple.dose.shelf import NO_SHELF, Shelf
from unstipple.evidence import Draws, number, value
from unstipple.outcome import equivalent_j_cm2
from unstipple.pigment import absorption_ratio, depths_mm
from unstipple.rules import SkinLight, closed_by
from unstipple.skin import skin_optics, stacks

Array = NDArray[np.float64]
LEVEL_COUNT = 5
REFERENCE_TYPE = 2
LIGHTEST_TYPE = 1
Progress = Callable[[float], None]
FollicleSite = Literal["bulge_depth_mm", "bulb_depth_mm", "bulb_depth_miniaturised_mm"]
SITES: tuple[FollicleSite, ...] = get_args(FollicleSite)
"""Where light matters to hair: evidence ``follicle.*``."""
Beamline = tuple[float, BeamProfile]
"""Wavelength in nm and beam profile: what a run of the light engine is made for."""


@dataclass(frozen=True, slots=True)
class Light:
    """Build-up at the dots for every usable wavelength, and in the tattoos of the series that thresholds were measured with.

    Those lie at a depth of their own, which is in doubt, so that shallower dots than theirs count for more and deeper ones for less.
    """

    by_beam: dict[Beamline, xr.Dataset]
    reference: xr.Dataset
    draws: Draws
    neighbours: dict[str, dict[Beamline, xr.Dataset]] = field(default_factory=dict)
    """By zone, what its dots and hairs leave of the light: ``full`` and ``bare`` (spot, draw, level), see `with_neighbours`."""

    def pick(self, places: NDArray[np.intp]) -> Light:
        """The light of the draws at ``places``."""
        by_beam = {beam: table.isel(draw=places) for beam, table in self.by_beam.items()}
        beside = {zone: {beam: table.isel(draw=places) for beam, table in each.items()} for zone, each in self.neighbours.items()}
        return Light(by_beam, self.reference.isel(draw=places), self.draws.pick(places), beside)

    def pigment(self, mode: Mode, spot_mm: float) -> Array:
        """Fluence at the dots per incident fluence (draw, level)."""
        return np.asarray(self.by_beam[mode.wavelength_nm, mode.profile]["pigment"].sel(spot=spot_mm).values, dtype=np.float64)

    def epidermis(self, mode: Mode, spot_mm: float) -> Array:
        """Fluence in the epidermis per incident fluence (draw,)."""
        return np.asarray(self.by_beam[mode.wavelength_nm, mode.profile]["epidermis"].sel(spot=spot_mm).values, dtype=np.float64)

    def deep(self, mode: Mode, spot_mm: float, *, thin_hair: bool = False) -> FollicleLight:
        """Fluence at bulge and bulb of terminal or miniaturised hair, under the lightest skin."""
        bulb = SITES.index("bulb_depth_miniaturised_mm" if thin_hair else "bulb_depth_mm")
        return follicle_light(self.by_beam[mode.wavelength_nm, mode.profile], spot_mm, bulb_site=bulb)

    def skin_light(self, mode: Mode, spot_mm: float, hair: Follicles | None = None, *, thin_hair: bool = False) -> SkinLight:
        """What the limits of the rules need to know of the light in this skin; ``hair`` is what the zone is to keep."""
        deep = self.deep(mode, spot_mm, thin_hair=thin_hair) if hair else None
        return SkinLight(self.epidermis(mode, spot_mm), self.draws, hair, deep)

    def left(self, zone: str, mode: Mode, spot_mm: float, *, ink: bool = True) -> Array | float:
        """What a zone's dots, with today's ``ink`` or none, and hairs leave of the light (draw, level); 1 where that is not known."""
        if zone not in self.neighbours:
            return 1.0
        table = self.neighbours[zone][mode.wavelength_nm, mode.profile].sel(spot=spot_mm)
        return np.asarray(table["full" if ink else "bare"].values, dtype=np.float64)

    def equivalent_j_cm2(self, mode: Mode, spot_mm: float, fluence_j_cm2: float, left: Array | float = 1.0) -> Array:
        """The incident fluence of the reference laser that gives the dots the same absorbed dose, (draw, level) in J/cm².

        ``left`` is the share of the light that dots and hairs leave each dot.
        """
        ratio = absorption_ratio(mode.wavelength_nm, self.draws)
        delivered = fluence_j_cm2 * mode.delivered_factors(self.draws.shares("device.delivered"))
        return equivalent_j_cm2(delivered, self.pigment(mode, spot_mm) * left, self.reference["pigment"].values[0], ratio)


def usable(lasers: Iterable[Laser], type_number: int) -> dict[Beamline, tuple[float, ...]]:
    """Wavelengths in nm and beam profiles that the rules leave open on this skin, each with the spots in mm that any laser offers there."""
    found: dict[Beamline, set[float]] = {}
    for laser in lasers:
        for mode in laser.modes:
            spots = {spot for spot in mode.spots_mm if closed_by(mode, spot, type_number) is None}
            if spots:
                found.setdefault((mode.wavelength_nm, mode.profile), set()).update(spots)
    return {beam: tuple(sorted(spots)) for beam, spots in sorted(found.items())}


def light_for(
    lasers: Iterable[Laser], type_number: int, draws: Draws, *, effort: Effort | None = None, progress: Progress | None = None,
    reference: xr.Dataset | None = None, shelf: Shelf = NO_SHELF,
) -> Light:  # fmt: skip
    """Run the light engine for every usable wavelength and for the reference setting. ``progress`` is called per imagined skin.

    Follicles are lit as under the lightest skin. ``reference`` saves the last run where it was made before with the same draws and effort:
    it is the same for every skin. ``shelf`` keeps the runs.
    """
    depths = depths_mm(draws, LEVEL_COUNT)
    sites = np.stack([_site_mm(site, draws) for site in SITES], axis=1)
    tables = {}
    for beam, spots in usable(lasers, type_number).items():
        tables[beam] = _lit(type_number, beam, spots, depths, draws, effort, shelf, progress, sites)
        if type_number != LIGHTEST_TYPE:
            tables[beam] = _unsheltered(tables[beam], _lit(LIGHTEST_TYPE, beam, spots, depths, draws, effort, shelf, progress, sites))
    return Light(tables, reference if reference is not None else reference_light(draws, effort, progress, shelf), draws)


def _unsheltered(own: xr.Dataset, lightest: xr.Dataset) -> xr.Dataset:
    """The light of a skin, at the follicles that of the lightest skin.

    Melanin above a follicle shelters it, but how much lies there is only guessed from the skin type: no limit may rise with it.
    """
    return own.assign({name: lightest[name] for name in ("beneath", "beneath_wide")})


def _lit(
    type_number: int, beam: Beamline, spots: Sequence[float], depths: Array, draws: Draws, effort: Effort | None, shelf: Shelf,
    progress: Progress | None, sites: Array | None = None,
) -> xr.Dataset:  # fmt: skip
    """`build_up`, from the shelf where it lies there."""
    effort, (wavelength, profile) = effort or Effort(), beam
    members = Draws(effort.members, draws.seed)
    skins, optics = stacks(type_number, wavelength, members), skin_optics(type_number, wavelength, members)
    told = (
        "build-up", type_number, wavelength, profile, tuple(spots), depths, () if sites is None else sites, draws.count, draws.seed, effort,
        skins, optics.epidermis_mm, number("practice.overlap"),
    )  # fmt: skip
    made = shelf.table(
        told,
        lambda: build_up(type_number, wavelength, spots, depths, draws, profile=profile, beneath_mm=sites, effort=effort),
    )
    if progress:
        progress(effort.members)
    return made


def _site_mm(site: FollicleSite, draws: Draws) -> Array:
    """Depth (n,) of a bulge or bulb; both kinds of bulb share their draw, as in `dose.hair`."""
    name = f"follicle.{site}"
    return value(name).at(draws.shares(name.replace("_miniaturised", "")))


def reference_light(draws: Draws, effort: Effort | None = None, progress: Progress | None = None, shelf: Shelf = NO_SHELF) -> xr.Dataset:
    """Build-up in the tattoos of the series that thresholds were measured with, at depths of their own (draw, 1)."""
    spot, wavelength = number("response.reference_spot_mm"), number("response.reference_wavelength_nm")
    there = draws.of("response.reference_depth_mm")[:, None]
    return _lit(REFERENCE_TYPE, (wavelength, "flat-top"), [spot], there, draws, effort, shelf, progress)


def runs(lasers: Iterable[Laser], type_number: int, zones: int = 0, effort: Effort | None = None) -> int:
    """How many imagined skins `light_for` will light, and `with_neighbours` in so many zones: the length of their progress."""
    skins = 1 if type_number == LIGHTEST_TYPE else 2
    return (len(usable(lasers, type_number)) * (skins + zones) + 1) * (effort or Effort()).members
