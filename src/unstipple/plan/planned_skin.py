"""The skin that is planned for: its type, its light, what its test spots showed, and therefore what each setting may do to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from unstipple.consult import EarlierSession, TestSpot
from unstipple.device import Laser, Mode, Setting
from unstipple.dose import relative_volume, shade
from unstipple.dose.hair import Follicles, HairColour, follicles
from unstipple.dose.injury import melanosomes
from unstipple.dose.stamp_dose import StampDose, StampLight, stamp_dose
from unstipple.evidence import number
from unstipple.outcome import hair_whitening_chance, hypopigmentation, link_chance, melanin_load
from unstipple.pigment import absorption_ratio
from unstipple.plan.light import Light
from unstipple.rules import Bounds, SkinLight, bounds, closed_by, session_limits, spot_gain

Array = NDArray[np.float64]
DARKEST: HairColour = "black"


@dataclass(frozen=True, slots=True)
class VisitHarm:
    """What one visit with a setting lays on the epidermis.

    ``melanin_load_j_cm2`` of model M6; ``relative_volume`` (draw,) injured volume over that of the reference series; ``chance`` the central
    chance of lasting light patches per course, by whichever of the two says more; ``whitening`` that of white hair, 0 where none is kept.
    """

    melanin_load_j_cm2: float
    relative_volume: Array
    chance: float
    whitening: float = 0.0


@dataclass(frozen=True, slots=True)
class Hair:
    """Hair that a zone bears and is to keep: none, terminal, or ``thin`` (miniaturised, with shallower bulbs)."""

    bearing: bool = False
    thin: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PlannedSkin:
    """One person's skin under the lasers of a case. Answers are kept, since zones ask for the same settings.

    ``hair_colour`` is that of the darkest hair to be kept; black, which bears least, where nobody said.
    """

    type_number: int
    light: Light
    test_spots: tuple[TestSpot, ...] = ()
    hair_colour: HairColour = DARKEST
    sessions: tuple[EarlierSession, ...] = ()
    _bounds: dict[tuple[str, str, float, bool, bool, bool], Bounds] = field(default_factory=dict, init=False, repr=False)
    _hair: dict[bool, Follicles] = field(default_factory=dict, init=False, repr=False)
    _harm: dict[tuple[str, str, float, float, Hair], VisitHarm] = field(default_factory=dict, init=False, repr=False)

    def skin_light(self, mode: Mode, spot_mm: float, hair: Hair) -> SkinLight:
        """The light in this skin, and at the follicles of a zone that keeps hair."""
        return self.light.skin_light(mode, spot_mm, self._follicles(hair), thin_hair=hair.thin)

    def _follicles(self, hair: Hair) -> Follicles | None:
        if hair.bearing and hair.thin not in self._hair:
            self._hair[hair.thin] = follicles(self.hair_colour, self.light.draws, kind="miniaturised" if hair.thin else "terminal")
        return self._hair[hair.thin] if hair.bearing else None

    def bounds(self, laser: Laser, mode: Mode, spot_mm: float, hair: Hair, *, first: bool = True) -> Bounds:
        """The limits of this mode and spot, those from the light in this very skin included; ``first`` as in `rules.bounds`."""
        key = (laser.name, mode.label, spot_mm, hair.bearing, hair.thin, first)
        if key not in self._bounds:
            lit = None if closed_by(mode, spot_mm, self.type_number) else self.skin_light(mode, spot_mm, hair)
            found = bounds(
                laser, mode, spot_mm, self.type_number, hair_bearing=hair.bearing, first=first, skin_light=lit, test_spots=self.test_spots
            )
            earlier = () if found.closed_by else tuple(session_limits(self.sessions, laser.name, mode, spot_mm))
            self._bounds[key] = replace(found, limits=(*found.limits, *earlier))
        return self._bounds[key]

    def harm(self, setting: Setting, hair: Hair = Hair()) -> VisitHarm:
        """What one visit with a setting lays on the epidermis, and on the bulbs of hair to be kept."""
        key = (setting.laser.name, setting.mode.label, setting.spot_mm, setting.fluence_j_cm2, hair)
        if key not in self._harm:
            self._harm[key] = self._visit(setting, hair)
        return self._harm[key]

    def dose(self, setting: Setting, hair: Hair, load_od_mm2_per_cm2: float | None = None) -> StampDose:
        """All that one stamp of a setting does in this skin: dots, epidermis, follicles, in still air."""
        mode, spot_mm, draws = setting.mode, setting.spot_mm, self.light.draws
        light = StampLight(
            self.light.pigment(mode, spot_mm), self.light.epidermis(mode, spot_mm), self.light.deep(mode, spot_mm, thin_hair=hair.thin)
        )
        left = shade(load_od_mm2_per_cm2 or 0, absorption_ratio(mode.wavelength_nm, draws))
        return stamp_dose(setting, light, self.type_number, draws, hair=self._follicles(hair), light_left=left)

    def _whitening(self, setting: Setting, hair: Hair) -> float:
        """Central chance of white hair: light at the bulb against what its melanosomes bear."""
        follicles = self._follicles(hair)
        if follicles is None:
            return 0.0
        mode, draws = setting.mode, self.light.draws
        bear = melanosomes(self.type_number, mode.wavelength_nm, mode.pulse_ns, draws).threshold_j_cm2
        lit = setting.fluence_j_cm2 * self.light.deep(mode, setting.spot_mm, thin_hair=hair.thin).bulb
        return float(np.median(hair_whitening_chance(np.where(follicles.shaft_share > 0, lit / bear, 0.0), draws)))

    def _visit(self, setting: Setting, hair: Hair) -> VisitHarm:
        mode, draws = setting.mode, self.light.draws
        overlap, passes = number("practice.overlap"), int(number("practice.passes_default"))
        load = melanin_load(
            setting.fluence_j_cm2, mode.wavelength_nm, self.type_number, picosecond=mode.pulse_class == "ps", passes=passes,
            overlap=overlap, spot_gain=spot_gain(setting.spot_mm, mode.profile),
        )  # fmt: skip
        local = setting.fluence_j_cm2 * self.light.epidermis(mode, setting.spot_mm)
        volume = relative_volume(
            self.type_number, mode.wavelength_nm, mode.pulse_ns, local, draws, overlap=overlap, pass_gains=(1,) * passes
        )
        by_volume = float(np.median(link_chance("hypopigmentation", volume, draws)))
        return VisitHarm(load, volume, max(hypopigmentation(load), by_volume), self._whitening(setting, hair))
