"""Injury of the epidermis: how much of it the cavitating melanosomes of one visit are.

One melanosome that cavitates is a marker and no harm: it happens below every useful fluence and in every skin. What is counted is the
volume of melanosomes that got more than they bear, weighted with how much more: melanosome volume share times the expected excess over
threshold, integrated over the epidermis' depth. Melanosomes differ (a log-normal spread of thresholds), and the published threshold is in
doubt (a draw). The volume is an index in mm³ per mm² of skin: far above threshold it counts vapour that overlaps. Its absolute size leans
on disputed absorption; what reaches the clinic is its ratio to the volume of a published series in the same draw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from unstipple.errors import BadInput
from unstipple.evidence import Draws, number
from unstipple.heat import cavitation_threshold_j_cm2
from unstipple.skin import baseline_mua_per_mm, melanosome_fraction, melanosome_mua_per_mm
from unstipple.stamps import mean_hits

Array = NDArray[np.float64]
NODE_COUNT = 6
NODES, WEIGHTS = np.polynomial.legendre.leggauss(NODE_COUNT)
BISECTION_COUNT = 40
REACH = 10.0
"""How far in the log the bisection looks on either side of the threshold: from far below any injury to far above any laser."""


@dataclass(frozen=True, slots=True, eq=False)
class Melanosomes:
    """The melanosomes of one skin type under one wavelength and pulse, a draw an entry: all arrays (n,).

    ``share`` of the epidermis' volume; ``threshold_j_cm2`` the local fluence at which half of them cavitate; ``spread_ln`` the standard
    deviation of the log of their thresholds; ``epidermis_mm`` thickness; ``decay_per_mm`` how fast the fluence thins with depth.
    """

    share: Array
    threshold_j_cm2: Array
    spread_ln: Array
    epidermis_mm: Array
    decay_per_mm: Array


def stress_confined(pulse_ns: float) -> float:
    """How far a pulse is stress-confined in a melanosome, from 1 (much shorter than the stress transit) to 0 (much longer)."""
    return float(1 / (1 + (pulse_ns / number("injury.stress_transit_ns")) ** 2))


def melanosomes(
    type_number: int, wavelength_nm: float, pulse_ns: float, draws: Draws, *, start_c: Array | float | None = None
) -> Melanosomes:
    """The melanosomes that a pulse meets.

    ``start_c`` is the temperature of the epidermis before it (n,) in °C, drawn from the evidence if not given: warmth left by earlier
    pulses lowers the threshold, cooling raises it. Raises `BadInput`. Source: evidence ``injury.*``, ``skin.*``; grade D as a whole.
    """
    if not 0 < pulse_ns < np.inf:
        raise BadInput("pulse_ns", pulse_ns, "above 0, in ns")
    start = draws.of("injury.start_c") if start_c is None else np.broadcast_to(np.asarray(start_c, dtype=np.float64), (draws.count,))
    nucleation = draws.of("injury.nucleation_c")
    average = melanosome_mua_per_mm(wavelength_nm, draws.shares("skin.melanosome_form"))
    denser = draws.of("injury.melanosome_density_factor")
    confined = draws.of("injury.stress_confined_factor") ** stress_confined(pulse_ns)
    threshold = confined * cavitation_threshold_j_cm2(average * denser, start, nucleation, number("injury.heat_capacity_j_mm3_k"))
    fraction = melanosome_fraction(type_number, draws)
    mua = fraction * average + (1 - fraction) * baseline_mua_per_mm(wavelength_nm)
    return Melanosomes(
        share=fraction / denser,
        threshold_j_cm2=threshold,
        spread_ln=draws.of("injury.melanosome_spread_ln"),
        epidermis_mm=draws.of("skin.epidermis_thickness_mm"),
        decay_per_mm=mua * draws.of("injury.epidermal_path_factor"),
    )


def excess(over_threshold: Array, spread_ln: Array) -> Array:
    """Expected excess ``E[max(x / t - 1, 0)]`` for thresholds t that are log-normal about 1, dimensionless; arrays of one shape.

    ``exp(m + s²/2) Phi(m/s + s) - Phi(m/s)`` with ``m = ln x``: 0 at no light, ``x exp(s²/2) - 1`` far above.
    """
    lit = over_threshold > 0
    log = np.log(np.where(lit, over_threshold, 1.0))
    found = np.exp(log + spread_ln**2 / 2) * ndtr(log / spread_ln + spread_ln) - ndtr(log / spread_ln)
    return np.where(lit, np.maximum(found, 0.0), 0.0)


def injured_share(over_threshold: Array, spread_ln: Array) -> Array:
    """Share of the melanosomes that cavitate at that multiple of their median threshold (a marker of whitening, not of harm)."""
    lit = over_threshold > 0
    return np.where(lit, ndtr(np.log(np.where(lit, over_threshold, 1.0)) / spread_ln), 0.0)


def injured_volume_mm(layer: Melanosomes, local_j_cm2: Array) -> Array:
    """Injured volume per area of skin after one pulse, in mm (mm³ per mm²).

    Parameters
    ----------
    local_j_cm2 : array (draw, ...): mean fluence in the epidermis, incident fluence times `build_up`'s ``epidermis``.

    Returns
    -------
    array of the same shape. Error: quadrature over depth below 1e-6; the physics' doubt is in the draws.
    """
    local = np.asarray(local_j_cm2, dtype=np.float64)
    if local.ndim == 0 or local.shape[0] != layer.share.size or not np.all(local >= 0):
        raise BadInput("local_j_cm2", local.shape, f"fluences of 0 or more for {layer.share.size} draws")

    def along(values: Array) -> Array:
        return values.reshape(-1, *[1] * (local.ndim - 1))

    depth, spread = layer.decay_per_mm * layer.epidermis_mm, along(layer.spread_ln)
    mean = np.where(depth > 0, -np.expm1(-depth) / np.where(depth > 0, depth, 1), 1)
    total = np.zeros(local.shape)
    for place, weight in zip((NODES + 1) / 2, WEIGHTS / 2, strict=True):
        here = along(np.exp(-depth * place) / mean / layer.threshold_j_cm2)
        total += weight * excess(local * here, np.broadcast_to(spread, local.shape))
    return np.asarray(total * along(layer.share * layer.epidermis_mm), dtype=np.float64)


def visit_volume_mm(layer: Melanosomes, local_j_cm2: Array, *, overlap: float, pass_gains: Sequence[float] = (1,)) -> Array:
    """Injured volume that a whole visit lays, in mm: every pass and every overlapping stamp adds its own.

    ``pass_gains`` holds a pass an entry: its epidermal fluence over that of the first, 1 on quiet skin, more where light is thrown back by
    frosting. Passes never heal within a visit, so more passes, more overlap and passes over frosting can only add. Raises `BadInput`.
    """
    if not pass_gains or not all(np.isfinite(gain) and gain >= 1 for gain in pass_gains):
        raise BadInput("pass_gains", tuple(pass_gains), "a number of 1 or more for every pass: no pass spares the epidermis")
    # passes alike are reckoned once
    one = sum(count * injured_volume_mm(layer, np.asarray(local_j_cm2) * gain) for gain, count in Counter(pass_gains).items())
    return np.asarray(one * mean_hits(overlap), dtype=np.float64)


def reference_volume_mm(draws: Draws) -> Array:
    """Injured volume (n,) of one visit of the published series that harm is scaled from: 1064 nm, nanoseconds, 3 mm, type IV.

    Fluence from evidence ``clinic.thai_1064_a``, its build-up from the tabled scene; doubt that all settings share cancels in the ratio.
    """
    row = "clinic.thai_1064_a"
    layer = melanosomes(int(number(f"{row}.skin_type")), number(f"{row}.wavelength_nm"), number(f"{row}.pulse_ns"), draws)
    local = np.full(draws.count, number(f"{row}.fluence_j_cm2") * number(f"harm.epidermal_build_up_{number(f'{row}.spot_mm'):.0f}_mm"))
    return visit_volume_mm(layer, local, overlap=number("harm.reference_overlap"))


def relative_volume(
    type_number: int, wavelength_nm: float, pulse_ns: float, local_j_cm2: Array, draws: Draws, *, overlap: float,
    pass_gains: Sequence[float] = (1,), start_c: Array | float | None = None,
) -> Array:  # fmt: skip
    """Injured volume of a visit over that of the reference series in the same draw, dimensionless, (draw, ...) like ``local_j_cm2``."""
    layer = melanosomes(type_number, wavelength_nm, pulse_ns, draws, start_c=start_c)
    volume = visit_volume_mm(layer, local_j_cm2, overlap=overlap, pass_gains=pass_gains)
    reference = reference_volume_mm(draws)
    return np.asarray(volume / reference.reshape(-1, *[1] * (volume.ndim - 1)), dtype=np.float64)


def fluence_for_volume_j_cm2(
    layer: Melanosomes, build_up: Array, volume_mm: Array, *, overlap: float, pass_gains: Sequence[float] = (1,)
) -> Array:
    """Incident fluence (n,) in J/cm² at which a visit lays that injured volume (n,): the inverse of `visit_volume_mm`, by bisection.

    ``build_up`` (n,) is the epidermal fluence per incident fluence. Error: a part in 1e9 of the fluence.
    """
    if not (np.all(build_up > 0) and np.all(volume_mm > 0) and np.all(np.isfinite(volume_mm))):
        raise BadInput("volume_mm", float(np.min(volume_mm)), "finite volumes and build-ups above 0")
    low = np.log(layer.threshold_j_cm2 / build_up) - REACH
    high = low + 2 * REACH
    for _ in range(BISECTION_COUNT):
        middle = (low + high) / 2
        above = visit_volume_mm(layer, np.exp(middle) * build_up, overlap=overlap, pass_gains=pass_gains) > volume_mm
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray(np.exp((low + high) / 2), dtype=np.float64)
