"""When a melanosome makes a bubble: the fluence that brings it from where it starts to where vapour forms.

A marker, never a limit: single bubbles come far below every useful fluence. Published thresholds stand beside the model, none is fitted
here. The absorption that goes with the isolated ones was computed by their authors from the thresholds themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.evidence import Draws, Value, has, number, value
from unstipple.heat.particle import CHECKED_NM, CHECKED_NS, Pulse, drawn_substance, kept_share, positive, published_substance, tissue

Floats = npt.NDArray[np.float64]
Pigment = Literal["skin", "retina"]
MelanosomeMark = Literal[
    "absorption_disputed", "below_measured_starts", "above_measured_starts", "stress_in_doubt", "outside_checked_pulses",
    "outside_checked_sizes",
]  # fmt: skip
SQUARE_MM_PER_CM2, MM_PER_CM, REFERENCE_NM = 100, 10, 1064.0
STRESS_COUNTS = 0.05
"""Share of stress confinement above which its doubt is a doubt of the threshold."""
ISOLATED = tuple(f"particle.threshold.isolated_{nm}" for nm in (800, 1000, 1319, 1540))
IN_SKIN = ("particle.threshold.guinea_pig_532", "clinic.guinea_pig_694", "clinic.human_694", "clinic.guinea_pig_1064")


def cavitation_threshold_j_cm2(
    mua_per_mm: Floats | float, start_c: Floats | float, nucleation_c: Floats | float, heat_j_mm3_k: float, *,
    kept_share: Floats | float = 1,
) -> Floats:  # fmt: skip
    """Local fluence at which a melanosome reaches the temperature at which vapour forms: ``rho c (T_vapour - T_start) / (mua kept)``.

    Parameters
    ----------
    mua_per_mm : absorption inside the melanosome, above 0. Thresholds at two wavelengths stand to each other as these do, inverted:
        0.5 and 2.6 J/cm² were measured at 1000 and 1319 nm (ratio 5.2) where absorption is 925 and 176 per cm (5.26).
    heat_j_mm3_k : heat per volume and kelvin.
    kept_share : mean rise at the end of the pulse over the adiabatic one (`heat.kept_share`); 1 for nanoseconds and shorter.

    Returns
    -------
    array of the inputs' shape, in J/cm². Holds for one pulse that is not stress-confined; shorter ones need less. Raises `BadInput`.
    Source: Schmidt et al., J. Biomed. Opt. 19 (2014) 035003.
    """
    mua, start, vapour, kept = (np.asarray(each, dtype=np.float64) for each in (mua_per_mm, start_c, nucleation_c, kept_share))
    if not np.all((mua > 0) & np.isfinite(mua)):
        raise BadInput("mua_per_mm", float(np.min(mua)), "above 0 and finite")
    if not np.all(start < vapour):
        raise BadInput("start_c", float(np.max(start)), "a temperature below that at which vapour forms")
    if not np.all((kept > 0) & (kept <= 1)):
        raise BadInput("kept_share", float(np.min(kept)), "above 0, at most 1")
    if not 0 < heat_j_mm3_k < np.inf:
        raise BadInput("heat_j_mm3_k", heat_j_mm3_k, "above 0 and finite")
    return np.asarray(SQUARE_MM_PER_CM2 * heat_j_mm3_k * (vapour - start) / (mua * kept))


def power_law_mua_per_mm(wavelength_nm: float, pigment: Pigment = "skin") -> float:
    """Absorption inside a melanosome after the published power law of skin or retina (evidence ``skin.melanosome_b_*``)."""
    names = {"skin": "skin.melanosome_b_1064_per_cm", "retina": "particle.melanosome.retina_mua_1064_per_cm"}
    if pigment not in names:
        raise BadInput("pigment", pigment, '"skin" or "retina"')
    ratio = float(positive("wavelength_nm", wavelength_nm)) / REFERENCE_NM
    return float(number(names[pigment]) / MM_PER_CM * ratio ** -number("skin.melanosome_b_exponent"))


def heat_factor(pulse_ns: float, diameter_nm: Floats | float, draws: Draws | None = None) -> Floats:
    """How much more fluence a pulse needs because heat leaves during it, 1 or more, (n,) with draws: one over `kept_share`."""
    inside = published_substance("melanosome") if draws is None else drawn_substance("melanosome", draws)
    return np.asarray(1 / kept_share(diameter_nm, Pulse(pulse_ns), inside, tissue(draws)))


def stress_factor(pulse_ns: float, draws: Draws | None = None) -> Floats:
    """How much less fluence a pulse needs because it strains before it heats, above 0 to 1, (n,) with draws.

    Evidence ``injury.stress_*``, the same law as the injured volume uses: all of a doubtful gain for pulses much shorter than the transit.
    """
    name = "injury.stress_confined_factor"
    gain = number(name) if draws is None else draws.of(name)
    return np.asarray(gain ** _stress_share(pulse_ns))


@dataclass(frozen=True, slots=True, eq=False)
class CavitationThreshold:
    """Local fluence (n,) or alone at which a melanosome makes a bubble, what the pulse's length did to it, and where it is in doubt."""

    j_cm2: Floats
    heat_factor: Floats
    stress_factor: Floats
    marks: tuple[MelanosomeMark, ...]


def melanosome_threshold(
    mua_per_mm: Floats | float, pulse_ns: float, start_c: Floats | float, *, diameter_nm: Floats | float | None = None,
    draws: Draws | None = None,
) -> CavitationThreshold:  # fmt: skip
    """Threshold of a melanosome that absorbs ``mua_per_mm`` and starts at ``start_c``, under one pulse. Raises `BadInput`.

    Heat that leaves during the pulse counts only where a ``diameter_nm`` is given: without one the threshold is that of the injured volume
    (``dose.injury``), which leaves this out and so errs low. Nucleation temperature and heat capacity are one anchor (evidence
    ``injury.nucleation_c``, ``injury.heat_capacity_j_mm3_k``): their product is measured, neither alone. Grade D.
    """
    name = "injury.nucleation_c"
    vapour = number(name) if draws is None else draws.of(name)
    heats = np.asarray(1.0) if diameter_nm is None else heat_factor(pulse_ns, diameter_nm, draws)
    strains = stress_factor(pulse_ns, draws)
    adiabatic = cavitation_threshold_j_cm2(mua_per_mm, start_c, vapour, number("injury.heat_capacity_j_mm3_k"))
    return CavitationThreshold(np.asarray(adiabatic * heats * strains), heats, strains, _marks(pulse_ns, start_c, diameter_nm))


@dataclass(frozen=True, slots=True)
class ThresholdPoint:
    """A published threshold beside the model; ``measured`` carries its source, place, grade and whether it was read there.

    ``isolated`` melanosomes got the fluence themselves; in skin it is the incident one, of whitening, and light thrown back adds to it.
    ``modelled_j_cm2`` is local, by the published power law; ``by_own_mua_j_cm2`` by the absorption that the authors computed, if any.
    """

    name: str
    isolated: bool
    wavelength_nm: float
    pulse_ns: float
    measured: Value
    modelled_j_cm2: float
    by_own_mua_j_cm2: float | None


def threshold_points() -> tuple[ThresholdPoint, ...]:
    """Every published threshold with the model's beside it: bubbles at isolated melanosomes (20 C), whitening of skin."""
    return tuple(_point(row, isolated=row in ISOLATED) for row in ISOLATED + IN_SKIN)


def _point(row: str, *, isolated: bool) -> ThresholdPoint:
    wavelength, pulse = number(f"{row}.wavelength_nm"), number(f"{row}.pulse_ns")
    start = number("particle.melanosome.start_measured_c") if isolated else number("injury.start_c")
    modelled = melanosome_threshold(power_law_mua_per_mm(wavelength, "retina" if isolated else "skin"), pulse, start)
    own = number(f"{row}.mua_per_cm") / MM_PER_CM if has(f"{row}.mua_per_cm") else None
    by_own = None if own is None else float(melanosome_threshold(own, pulse, start).j_cm2)
    measured = value(f"{row}.fluence_j_cm2" if isolated else f"{row}.whitening_j_cm2")
    return ThresholdPoint(row.rsplit(".", 1)[-1], isolated, wavelength, pulse, measured, float(modelled.j_cm2), by_own)


def _stress_share(pulse_ns: float) -> float:
    return float(1 / (1 + (positive("pulse_ns", pulse_ns) / number("injury.stress_transit_ns")) ** 2))


def _marks(pulse_ns: float, start_c: Floats | float, diameter_nm: Floats | float | None) -> tuple[MelanosomeMark, ...]:
    starts, sizes = value("particle.melanosome.start_measured_c"), np.asarray(CHECKED_NM[0] if diameter_nm is None else diameter_nm)
    found: dict[MelanosomeMark, bool] = {
        "absorption_disputed": True,
        "below_measured_starts": starts.low is not None and bool(np.any(np.asarray(start_c) < starts.low)),
        "above_measured_starts": starts.high is not None and bool(np.any(np.asarray(start_c) > starts.high)),
        "stress_in_doubt": _stress_share(pulse_ns) > STRESS_COUNTS,
        "outside_checked_pulses": not CHECKED_NS[0] <= pulse_ns <= CHECKED_NS[1],
        "outside_checked_sizes": bool(np.any((sizes < CHECKED_NM[0]) | (sizes > CHECKED_NM[1]))),
    }
    return tuple(mark for mark, stands in found.items() if stands)
