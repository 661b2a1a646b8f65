"""Which eyewear a plan's lasers demand (model M11); without a sourced limit for a wavelength and pulse the plan holds."""

from __future__ import annotations

import math
from collections.abc import Iterator

from unstipple.consult import CaseFile
from unstipple.device import Laser, Mode, spot_area_cm2
from unstipple.evidence import number, value
from unstipple.rules.finding import Finding
from unstipple.rules.proposal import Proposal

SECONDS_PER_NS = 1e-9
CM2_PER_M2 = 1e4


def ocular_limit_j_cm2(wavelength_nm: float, pulse_ns: float) -> float | None:
    """Exposure limit of the eye for one pulse in J/cm²: the lower of the European and the American one.

    ``None`` where no source gives a limit for that wavelength and pulse duration.
    """
    band = _band(wavelength_nm)
    if band is None or not number("eye.shortest_pulse_ns") <= pulse_ns <= number(f"eye.longest_{band}_pulse_ns"):
        return None
    correction = 1.0
    if band == "visible":
        correction = 10 ** (number("eye.correction_per_nm") * max(wavelength_nm - number("eye.correction_from_nm"), 0))
    european = number(f"eye.eu_{band}_j_cm2")
    if pulse_ns < 1:
        seconds = pulse_ns * SECONDS_PER_NS
        european = number(f"eye.eu_{band}_short_j_m2") * seconds ** number("eye.short_pulse_exponent") / CM2_PER_M2
    return correction * min(european, number(f"eye.ansi_{band}_j_cm2"))


def _band(wavelength_nm: float) -> str | None:
    if number("eye.infrared_from_nm") <= wavelength_nm <= number("eye.infrared_to_nm"):
        return "infrared"
    if number("eye.visible_from_nm") <= wavelength_nm < number("eye.infrared_from_nm"):
        return "visible"
    return None


def eyewear_od(mode: Mode) -> float | None:
    """Optical density that eyewear needs at a mode's wavelength, for the highest fluence the laser can give, fired as a train."""
    spot_mm = min(mode.spots_mm)
    top_j_cm2 = max(max(mode.energy_j, mode.rated_energy_j) / spot_area_cm2(spot_mm), *(mode.reach_j_cm2(each) for each in mode.spots_mm))
    return _density(mode.wavelength_nm, mode.pulse_ns, top_j_cm2, mode.rate_hz)


def _density(wavelength_nm: float, pulse_ns: float, top_j_cm2: float, rate_hz: float) -> float | None:
    limit = ocular_limit_j_cm2(wavelength_nm, pulse_ns)
    if limit is None:
        return None
    pulses = max(rate_hz * number("eye.train_s"), 1)
    return math.log10(number("eye.margin") * top_j_cm2 / (limit * pulses ** -number("eye.train_exponent")))


def eyewear_needs(laser: Laser) -> dict[float, float | None]:
    """Density needed at every wavelength in nm of a laser's modes: the largest of its pulses, ``None`` where one has no sourced limit."""
    needed: dict[float, float | None] = {}
    for mode in laser.modes:
        needed[mode.wavelength_nm] = _graver(needed.get(mode.wavelength_nm, 0.0), eyewear_od(mode))
    return needed


def other_eyewear_needs(laser: Laser) -> dict[float, float | None]:
    """Density at wavelengths that only handpieces outside every plan give: an upper bound, for their energy may not be on record.

    A handpiece gives at most what the laser puts in, so the laser's highest energy on its smallest spot stands in, at every pulse of it.
    """
    top_j = max(max(mode.energy_j, mode.rated_energy_j) for mode in laser.modes)
    top_j_cm2 = top_j / spot_area_cm2(min(min(mode.spots_mm) for mode in laser.modes))
    needed: dict[float, float | None] = {}
    for wavelength_nm in laser.other_wavelengths_nm:
        for mode in laser.modes:
            density = _density(wavelength_nm, mode.pulse_ns, top_j_cm2, mode.rate_hz)
            needed[wavelength_nm] = _graver(needed.get(wavelength_nm, 0.0), density)
    return needed


def _graver(one: float | None, two: float | None) -> float | None:
    return None if one is None or two is None else max(one, two)


def eyewear_findings(proposal: Proposal, case: CaseFile) -> Iterator[Finding]:
    """For every wavelength that the plan's lasers can emit: the eyewear needed, and whether the clinic's is enough."""
    lasers = {dose.setting.laser.name: dose.setting.laser for visit in proposal.visits for dose in visit.doses}
    needed: dict[float, float | None] = {}
    for laser in lasers.values():
        for wavelength, density in eyewear_needs(laser).items():
            needed[wavelength] = _graver(needed.get(wavelength, 0.0), density)
    sources = value("eye.eu_infrared_j_cm2").sources + value("eye.ansi_infrared_j_cm2").sources
    given = {float(nm): density for nm, density in case.treatment.eyewear_od.items()}
    for wavelength, density in sorted(needed.items()):
        facts = {"wavelength": wavelength, "density": density, "given": given.get(wavelength)}
        if density is None:
            yield Finding("eyewear-unknown", "hold", sources, facts, absolute=True)
        elif wavelength not in given:
            yield Finding("eyewear-needed", "caution", sources, facts)
        elif given[wavelength] < density:
            yield Finding("eyewear-too-weak", "hold", sources, facts, absolute=True)
    for laser in lasers.values():
        yield from _other(laser, given, sources)


def _other(laser: Laser, given: dict[float, float], sources: tuple[str, ...]) -> Iterator[Finding]:
    """A handpiece that no plan uses may still be in the drawer: its eyewear is a caution, unless the clinic's is enough already."""
    for wavelength, density in other_eyewear_needs(laser).items():
        if density is None:
            yield Finding("eyewear-handpiece-unknown", "caution", sources, {"laser": laser.title, "wavelength": wavelength})
        elif given.get(wavelength, 0) < density:
            facts = {"laser": laser.title, "wavelength": wavelength, "density": density}
            yield Finding("eyewear-handpiece", "caution", sources, facts)
