"""The skin that is planned for: its type, its light, what its test spots showed, and therefore what each setting may do to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from unstipple.consult import EarlierSession, TestSpot
from unstipple.device import Laser, Mode, Setting
from unstipple.dose import relative_volume
from unstipple.dose.hair import Follicles, HairColour, follicles
from unstipple.dose.injury import melanosomes
from unstipple.dose.passes import Passes
from unstipple.dose.stamp_dose import StampDose, StampLight, stamp_dose
from unstipple.evidence import number
from unstipple.outcome import hair_whitening_chance, hypopigmentation, link_chance, melanin_load
from unstipple.plan.light import Light
from unstipple.rules import Bounds, SkinLight, begun_j_cm2, bounds, closed_by, session_limits, spot_gain

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


@dataclass(frozen=True, slots=True, eq=False)
class Harms:
    """What one visit at each of f fluences lays: `VisitHarm`'s ``melanin_load_j_cm2`` (f,), ``relative_volume`` (draw, f), ``chances``
    (draw, f) of lasting light patches by that volume, the central ``chance`` (f,) and ``whitening`` (f,).
    """

    melanin_load_j_cm2: Array
    relative_volume: Array
    chances: Array
    chance: Array
    whitening: Array

    def at(self, place: int) -> VisitHarm:
        """That of one fluence."""
        return VisitHarm(
            float(self.melanin_load_j_cm2[place]), self.relative_volume[:, place], float(self.chance[place]), float(self.whitening[place])
        )


@dataclass(frozen=True, slots=True)
class Hair:
    """Hair that a zone bears and is to keep: none, terminal, or ``thin`` (miniaturised, with shallower bulbs)."""

    bearing: bool = False
    thin: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PlannedSkin:
    """One person's skin under the lasers of a case. Answers are kept, since zones ask for the same settings.

    ``hair_colour`` is that of the darkest hair to be kept; black, which bears least, where nobody said. ``unlearnt`` is the skin before
    anything was learnt of it: what was learnt lowers a limit and never raises one.
    """

    type_number: int
    light: Light
    test_spots: tuple[TestSpot, ...] = ()
    hair_colour: HairColour = DARKEST
    sessions: tuple[EarlierSession, ...] = ()
    unlearnt: PlannedSkin | None = None
    _bounds: dict[tuple[object, ...], Bounds] = field(default_factory=dict, init=False, repr=False)
    _hair: dict[bool, Follicles] = field(default_factory=dict, init=False, repr=False)
    _harm: dict[tuple[object, ...], VisitHarm] = field(default_factory=dict, init=False, repr=False)
    _harms: dict[tuple[object, ...], Harms] = field(default_factory=dict, init=False, repr=False)

    def skin_light(self, mode: Mode, spot_mm: float, hair: Hair) -> SkinLight:
        """The light in this skin, and at the follicles of a zone that keeps hair."""
        return self.light.skin_light(mode, spot_mm, self._follicles(hair), thin_hair=hair.thin)

    def _follicles(self, hair: Hair) -> Follicles | None:
        if hair.bearing and hair.thin not in self._hair:
            self._hair[hair.thin] = follicles(self.hair_colour, self.light.draws, kind="miniaturised" if hair.thin else "terminal")
        return self._hair[hair.thin] if hair.bearing else None

    @property
    def reached(self) -> Array:
        """Share of the dots (draw,) that a visit's stamps hit at all."""
        return np.ones(self.light.draws.count)

    def begun(self, laser: Laser, mode: Mode, spot_mm: float) -> bool:
        """Whether an earlier treatment with this laser, wavelength and spot healed without harm."""
        return begun_j_cm2(self.sessions, laser.name, mode, spot_mm) is not None

    def bounds(self, laser: Laser, mode: Mode, spot_mm: float, hair: Hair, *, first: bool = True, passes: int = 1) -> Bounds:
        """The limits of this mode and spot, those from the light in this very skin included.

        ``first`` asks for those of the next treatment: the starting range, or a step above an earlier treatment that healed; else for those
        of treatments after it.
        """
        key = (laser.name, mode.label, spot_mm, hair, first, passes)
        if key not in self._bounds:
            lit = None if closed_by(mode, spot_mm, self.type_number) else self.skin_light(mode, spot_mm, hair)
            found = bounds(
                laser, mode, spot_mm, self.type_number, hair_bearing=hair.bearing, skin_light=lit,
                first=first and not self.begun(laser, mode, spot_mm), test_spots=self.test_spots, passes=passes,
            )  # fmt: skip
            earlier = [] if found.closed_by else list(session_limits(self.sessions, laser.name, mode, spot_mm))
            # a later treatment rises by steps from the one before it, whatever the last one of the past was
            kept = [limit for limit in earlier if first or limit.code != "session-step"]
            found = replace(found, limits=(*found.limits, *kept))
            if self.unlearnt is not None:
                found = stricter_of(self.unlearnt.bounds(laser, mode, spot_mm, hair, first=first, passes=passes), found)
            self._bounds[key] = found
        return self._bounds[key]

    def harm(self, setting: Setting, hair: Hair = Hair(), passes: int = 1) -> VisitHarm:
        """What one visit with a setting lays on the epidermis, and on the bulbs of hair to be kept."""
        key = (setting.laser.name, setting.mode.label, setting.spot_mm, setting.fluence_j_cm2, hair, passes)
        if key not in self._harm:
            self._harm[key] = self.harms_of(setting, hair, passes).at(0)
        return self._harm[key]

    def harms_of(self, setting: Setting, hair: Hair = Hair(), passes: int = 1) -> Harms:
        """The same with the chances of every draw."""
        return self._lay(setting.mode, setting.spot_mm, np.array([setting.fluence_j_cm2]), hair, passes)

    def harms(self, laser: Laser, mode: Mode, spot_mm: float, dials_j_cm2: Array, hair: Hair, passes: int = 1) -> Harms:
        """The same for the fluences of a dial (f,)."""
        key = (laser.name, mode.label, spot_mm, dials_j_cm2.size, hair, passes)
        if key not in self._harms:
            self._harms[key] = self._lay(mode, spot_mm, dials_j_cm2, hair, passes)
        return self._harms[key]

    def dose(self, setting: Setting, hair: Hair, zone: str = "", *, passes: int = 1, wait_min: float = 0) -> StampDose:
        """All that one stamp of a setting does in a zone of this skin: dots, epidermis, follicles, in still air."""
        mode, spot_mm, draws = setting.mode, setting.spot_mm, self.light.draws
        light = StampLight(
            self.light.pigment(mode, spot_mm), self.light.epidermis(mode, spot_mm), self.light.deep(mode, spot_mm, thin_hair=hair.thin)
        )
        left = self.light.left(zone, mode, spot_mm)
        many = Passes(passes, wait_min) if passes > 1 else None
        return stamp_dose(setting, light, self.type_number, draws, hair=self._follicles(hair), light_left=left, passes=many)

    def _whitening(self, mode: Mode, spot_mm: float, fluences_j_cm2: Array, hair: Hair) -> Array:
        """Central chance of white hair at each fluence (f,): light at the bulb against what its melanosomes bear."""
        follicles = self._follicles(hair)
        if follicles is None:
            return np.zeros(fluences_j_cm2.size)
        draws = self.light.draws
        bear = melanosomes(self.type_number, mode.wavelength_nm, mode.pulse_ns, draws).threshold_j_cm2
        over = np.where(follicles.shaft_share > 0, self.light.deep(mode, spot_mm, thin_hair=hair.thin).bulb / bear, 0.0)
        return np.array([np.median(hair_whitening_chance(fluence * over, draws)) for fluence in fluences_j_cm2])

    def _lay(self, mode: Mode, spot_mm: float, fluences_j_cm2: Array, hair: Hair, passes: int) -> Harms:
        draws, overlap = self.light.draws, number("practice.overlap")
        unit = melanin_load(
            1, mode.wavelength_nm, self.type_number, picosecond=mode.pulse_class == "ps", passes=passes, overlap=overlap,
            spot_gain=spot_gain(spot_mm, mode.profile),
        )  # fmt: skip
        volume = relative_volume(
            self.type_number, mode.wavelength_nm, mode.pulse_ns, self.light.epidermis(mode, spot_mm)[:, None] * fluences_j_cm2, draws,
            overlap=overlap, pass_gains=(1,) * passes,
        )  # fmt: skip
        chances = link_chance("hypopigmentation", volume, draws)
        by_load = np.array([hypopigmentation(load) for load in unit * fluences_j_cm2])
        return Harms(
            unit * fluences_j_cm2, volume, chances, np.maximum(by_load, np.median(chances, axis=0)),
            self._whitening(mode, spot_mm, fluences_j_cm2, hair),
        )  # fmt: skip


def stricter_of(before: Bounds, learnt: Bounds) -> Bounds:
    """Each limit as it was, or as it was learnt where that is lower."""
    lower = {limit.code: limit for limit in learnt.limits}
    return replace(before, limits=tuple(min(each, lower.get(each.code, each), key=lambda one: one.fluence_j_cm2) for each in before.limits))
