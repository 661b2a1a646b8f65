"""All that one stamp does, per draw: at the dots, in the epidermis, at the follicles, cooled or not, with what others have left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.device import Setting
from unstipple.dose.chill import Chill
from unstipple.dose.follicle import FollicleHeat, epidermis_wide, follicle_heat, follicle_places, join_sites, skin_deposit_k
from unstipple.dose.follicle_light import FollicleLight
from unstipple.dose.hair import Follicles, follicles
from unstipple.dose.heat_left import Site, SiteHeat, cooled_sites, patch, site_heat
from unstipple.dose.particle_dose import PigmentHeat, pigment_heat
from unstipple.dose.passes import PassDose, Passes, pass_dose, passes_volume_mm
from unstipple.dose.skin_heat import skin_classes, still_air
from unstipple.errors import BadInput
from unstipple.evidence import Draws, number
from unstipple.heat import PulseTrain, Surface
from unstipple.skin import SkinOptics, skin_optics

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class StampLight:
    """Light of one spot in one skin per incident fluence, dimensionless: what a run of the light engine leaves for heat.

    ``pigment`` (n, level) at the dots and ``epidermis`` (n,), both as `unstipple.dose.build_up` gives them; ``deep`` at the follicles'
    depths and under an endless field (`unstipple.dose.follicle_light`). Raises `BadInput` for shapes that do not fit.
    """

    pigment: Array
    epidermis: Array
    deep: FollicleLight

    def __post_init__(self) -> None:
        count = self.deep.bulge.size
        for name, shape in (("pigment", np.shape(self.pigment)[:1]), ("epidermis", np.shape(self.epidermis))):
            given = np.asarray(getattr(self, name), dtype=np.float64)
            if shape != (count,) or not np.all(np.isfinite(given) & (given >= 0)):
                raise BadInput(f"light {name}", given.shape, f"finite numbers of 0 or more for {count} draws")
            object.__setattr__(self, name, given)


@dataclass(frozen=True, slots=True, eq=False)
class TissueDose:
    """What a stamp with all its passes does to tissue: arrays (n, p), n draws, p passes, unless said otherwise.

    ``before_c`` temperature of the epidermis just before the own pulse, of which ``neighbours_k`` and ``passes_k`` were left by other
    stamps and earlier passes; ``rise_k`` the own pulse's rise, the epidermis' mean; ``peak_c`` both together. ``injured_volume_mm`` (n,)
    is what all passes injure of the epidermis; ``follicle`` what becomes of hair, ``None`` where none is kept.
    """

    before_c: Array
    neighbours_k: Array
    passes_k: Array
    rise_k: Array
    peak_c: Array
    injured_volume_mm: Array
    follicle: FollicleHeat | None


@dataclass(frozen=True, slots=True, eq=False)
class StampDose:
    """What one stamp of a setting does, n draws: at the dots, and to tissue without and with cooling.

    ``pigment_j_cm2`` (n, level) fluence at the dots in the first pass; ``passes`` how the others compare; ``pigment`` how hot a grain and
    an aggregate of carbon get in it; ``uncooled`` in still air; ``cooled`` under the asked cooling, ``None`` if none was. ``marks`` say
    where the numbers do not hold.
    """

    setting: Setting
    pigment_j_cm2: Array
    passes: PassDose
    pigment: PigmentHeat
    uncooled: TissueDose
    cooled: TissueDose | None
    marks: tuple[str, ...]

    @property
    def tissue(self) -> TissueDose:
        """What holds: the cooled dose where there is one."""
        return self.cooled or self.uncooled


def stamp_dose(
    setting: Setting, light: StampLight, type_number: int, draws: Draws, *, hair: Follicles | None = None, passes: Passes | None = None,
    cooling: Chill | None = None, overlap: float | None = None, light_left: Array | float = 1.0,
) -> StampDose:  # fmt: skip
    """The dose of one stamp in the middle of a patch of its neighbours.

    Parameters
    ----------
    setting : what is dialled; its rate sets how soon neighbours come.
    light : from the light engine for this wavelength, spot and skin.
    hair : follicles that are kept; ``None`` where there are none (the tissue's warmth is then that of hairless skin).
    passes : one if not given.
    cooling : what cools before each own pulse; the dose without it is given in any case.
    overlap : of neighbouring stamps, from evidence ``practice.overlap`` if not given.
    light_left : share of the light that dots and hairs leave each dot: one number, (draw,) or (draw, level).

    Raises `BadInput`. Error: pulses are taken as instantaneous, hairs as straight, bulbs as lit in full in every pass though gas shades
    them.
    """
    if light.deep.bulge.size != draws.count:
        raise BadInput("light", light.deep.bulge.size, f"light of {draws.count} draws")
    plan = passes or Passes()
    share = number("practice.overlap") if overlap is None else overlap
    lead_s = cooling.lead_s if cooling else 0.0
    train = patch(setting.spot_mm, setting.rate_hz, overlap=share, passes=plan.count, wait_s=plan.wait_s, start_s=lead_s)
    case = _Case(setting, light, type_number, skin_optics(type_number, setting.wavelength_nm, draws), hair, draws, train, share)
    dose = pass_dose(plan, draws)
    pigment = setting.fluence_j_cm2 * light.pigment * (light_left if np.ndim(light_left) == 2 else np.reshape(light_left, (-1, 1)))
    grains = pigment_heat(pigment, setting.wavelength_nm, setting.pulse_ns, draws)
    heats = case.heats()
    uncooled = case.tissue(heats, dose)
    return StampDose(
        setting=setting,
        pigment_j_cm2=pigment,
        passes=dose,
        pigment=grains,
        uncooled=uncooled,
        cooled=case.tissue(case.under(cooling.surface(train), heats), dose) if cooling else None,
        marks=tuple(sorted({*grains.marks, *(uncooled.follicle.marks if uncooled.follicle else ())})),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """One stamp in one skin, to be asked under several surfaces."""

    setting: Setting
    light: StampLight
    type_number: int
    skin: SkinOptics
    hair: Follicles | None
    draws: Draws
    train: PulseTrain
    overlap: float

    @property
    def bare(self) -> Follicles:
        """The hair that is kept, or hairless skin."""
        return self.hair or follicles("white", self.draws, density_per_cm2=0)

    @property
    def places(self) -> tuple[Site, ...]:
        """Epidermis, bulge and bulb."""
        bare, deep = self.bare, self.light.deep
        epidermis = Site(self.skin.epidermis_mm / 2, self.light.epidermis, epidermis_wide(bare, deep, self.skin))
        return (epidermis, *follicle_places(bare, deep))

    def heats(self) -> tuple[SiteHeat, ...]:
        """Bulk temperatures at the places in still air."""
        classes = skin_classes(self.draws, still_air())
        warmth = skin_deposit_k(self.bare, self.light.deep, self.skin, self.draws, classes[0].column)
        return site_heat(classes, warmth, self.places, self.setting.spot_mm, self.setting.mode.profile, self.train)

    def under(self, surface: Surface, heats: tuple[SiteHeat, ...]) -> tuple[SiteHeat, ...]:
        """The same under another surface."""
        return cooled_sites(skin_classes(self.draws, surface), heats, self.places, self.train)

    def tissue(self, heats: tuple[SiteHeat, ...], dose: PassDose) -> TissueDose:
        """What becomes of epidermis and follicles."""
        epidermis, bulge, bulb = heats
        follicle, mode = None, self.setting.mode
        if self.hair:
            sites = join_sites(self.hair, self.light.deep, mode.wavelength_nm, self.draws, bulge, bulb)
            follicle = follicle_heat(sites, mode.wavelength_nm, mode.pulse_ns, self.setting.fluence_j_cm2, self.draws)
        return self._epidermis(epidermis, dose, follicle)

    def _epidermis(self, site: SiteHeat, dose: PassDose, follicle: FollicleHeat | None) -> TissueDose:
        fluence, mode = self.setting.fluence_j_cm2, self.setting.mode
        before = site.before_c(fluence)
        rise = fluence * site.own_k[:, 1:2] * dose.to_epidermis
        volume = passes_volume_mm(
            self.type_number,
            mode.wavelength_nm,
            mode.pulse_ns,
            fluence * self.light.epidermis,
            before,
            dose,
            self.draws,
            overlap=self.overlap,
        )
        neighbours, earlier = fluence * site.neighbours_k[:, :, 0], fluence * site.passes_k[:, :, 0]
        return TissueDose(before, neighbours, earlier, rise, before + rise, volume, follicle)
