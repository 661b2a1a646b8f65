"""Which eyewear a plan's lasers demand (model M11); without a sourced limit for a wavelength the plan holds."""

from __future__ import annotations

import math
from collections.abc import Iterator

from unstipple.consult import CaseFile
from unstipple.device import Mode, spot_area_cm2
from unstipple.evidence import number, value
from unstipple.rules.finding import Finding
from unstipple.rules.proposal import Proposal

SECONDS_PER_NS = 1e-9
CM2_PER_M2 = 1e4


def ocular_limit_j_cm2(wavelength_nm: float, pulse_ns: float) -> float | None:
    """Exposure limit of the eye for one pulse in J/cm²: the lower of the European and the American one; ``None`` without a source."""
    if number("eye.infrared_from_nm") <= wavelength_nm <= number("eye.infrared_to_nm"):
        band, correction = "infrared", 1.0
    elif number("eye.visible_from_nm") <= wavelength_nm < number("eye.infrared_from_nm"):
        band = "visible"
        correction = 10 ** (number("eye.correction_per_nm") * max(wavelength_nm - number("eye.correction_from_nm"), 0))
    else:
        return None
    european = number(f"eye.eu_{band}_j_cm2")
    if pulse_ns < 1:
        seconds = pulse_ns * SECONDS_PER_NS
        european = number(f"eye.eu_{band}_short_j_m2") * seconds ** number("eye.short_pulse_exponent") / CM2_PER_M2
    return correction * min(european, number(f"eye.ansi_{band}_j_cm2"))


def eyewear_od(mode: Mode) -> float | None:
    """Optical density that eyewear needs at a mode's wavelength, for the highest fluence the laser can give, fired as a train."""
    limit = ocular_limit_j_cm2(mode.wavelength_nm, mode.pulse_ns)
    if limit is None:
        return None
    top_j_cm2 = max(mode.energy_j, mode.rated_energy_j) / spot_area_cm2(min(mode.spots_mm))
    pulses = max(mode.rate_hz * number("eye.train_s"), 1)
    return math.log10(number("eye.margin") * top_j_cm2 / (limit * pulses ** -number("eye.train_exponent")))


def eyewear_findings(proposal: Proposal, case: CaseFile) -> Iterator[Finding]:
    """For every wavelength that the plan's lasers can emit: the eyewear needed, and whether the clinic's is enough."""
    lasers = {dose.setting.laser.name: dose.setting.laser for visit in proposal.visits for dose in visit.doses}
    needed: dict[float, float | None] = {}
    for laser in lasers.values():
        for mode in laser.modes:
            density, known = eyewear_od(mode), needed.get(mode.wavelength_nm, 0.0)
            needed[mode.wavelength_nm] = None if density is None or known is None else max(density, known)
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
