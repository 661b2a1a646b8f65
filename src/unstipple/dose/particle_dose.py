"""How hot carbon in a dot gets: a single grain and a clump of many, per draw, at the end of the pulse.

A grain of 100 nm gives most of its heat away during a nanosecond pulse and keeps it in a picosecond pulse; a clump of a micrometre keeps
it in both, and shades its own inside. Above sublimation the number says only that carbon does not stay carbon (a mark).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.evidence import Draws, number
from unstipple.heat import Pulse, absorbed_share, adiabatic_rise_k, drawn_substance, kept_share, tissue
from unstipple.pigment import absorption_ratio

Array = NDArray[np.float64]
MM_PER_NM = 1e-6
SUBLIMES = "hotter_than_carbon_sublimes"


@dataclass(frozen=True, slots=True, eq=False)
class PigmentHeat:
    """Mean rise of carbon at the end of a pulse, in K: ``grain_rise_k`` and ``aggregate_rise_k``, each (n, level); and ``marks``."""

    grain_rise_k: Array
    aggregate_rise_k: Array
    marks: tuple[str, ...]


def pigment_heat(pigment_j_cm2: Array, wavelength_nm: float, pulse_ns: float, draws: Draws) -> PigmentHeat:
    """Rise of carbon in the dots under ``pigment_j_cm2`` (n, level). Raises `BadInput`.

    Sizes from evidence ``stamp.*_diameter_nm``; straight rays in the clump; heat leaves into dermis as from a ball, through a
    contact that resists (`heat.sphere_rise`).
    """
    local = np.asarray(pigment_j_cm2, dtype=np.float64)
    if local.ndim != 2 or local.shape[0] != draws.count or not np.all(np.isfinite(local) & (local >= 0)):
        raise BadInput("pigment_j_cm2", local.shape, f"finite numbers of 0 or more (draw, level) for {draws.count} draws")
    per_j_cm2 = [_rise_k(draws.of(f"stamp.{size}_diameter_nm"), wavelength_nm, pulse_ns, draws) for size in ("grain", "aggregate")]
    grain, aggregate = (local * each[:, None] for each in per_j_cm2)
    hot = max(float(grain.max(initial=0)), float(aggregate.max(initial=0))) + number("thermal.core_temperature_c")
    return PigmentHeat(grain, aggregate, (SUBLIMES,) if hot > number("particle.carbon.sublimation_c") else ())


def carbon_mua_per_mm(wavelength_nm: float, draws: Draws) -> Array:
    """Absorption of solid carbon (n,) in 1/mm, from the draws that the dots' carbon is read with; m²/g times kg/m³ is 1/mm."""
    mass = draws.of("ink.carbon_mass_absorption_1064_m2_per_g") * absorption_ratio(wavelength_nm, draws)
    return np.asarray(mass * draws.of("particle.carbon.density_kg_m3"), dtype=np.float64)


def _rise_k(diameter_nm: Array, wavelength_nm: float, pulse_ns: float, draws: Draws) -> Array:
    """Mean rise at the end of a pulse per J/cm², (n,) in K; carbon, dermis and the contact between them as drawn."""
    mua, carbon = carbon_mua_per_mm(wavelength_nm, draws), drawn_substance("carbon", draws)
    shaded = mua * absorbed_share(mua * diameter_nm * MM_PER_NM)
    contact = draws.of("particle.carbon.contact_w_m2_k")
    kept = kept_share(diameter_nm, Pulse(pulse_ns), carbon, tissue(draws), contact_w_m2_k=contact)
    return np.asarray(adiabatic_rise_k(shaded, 1.0, carbon) * kept, dtype=np.float64)
