"""Hair follicles as light and heat meet them: how deep bulge and bulb lie, how thick the hair is, how much melanin it holds.

Hair absorbs as a melanosome does (the very draw that the skin's melanosomes have), times the share of melanosomes in black hair, times what
another colour holds of that. A grey head mixes white and dark hairs: ask for the darkest hair that is to be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.evidence import Draws, number, value
from unstipple.skin import melanosome_mua_per_mm

Array = NDArray[np.float64]
HairColour = Literal["white", "grey", "blond", "brown", "black"]
HairKind = Literal["terminal", "miniaturised"]
COLOURS: tuple[HairColour, ...] = get_args(HairColour)
KINDS: tuple[HairKind, ...] = get_args(HairKind)
NODE_COUNT = 12
CM2_PER_MM2 = 1 / 100


@dataclass(frozen=True, slots=True, eq=False)
class Follicles:
    """The follicles of one zone, a draw an entry: arrays (n,), lengths in mm.

    ``bulge_depth_mm`` and ``bulb_depth_mm`` below the surface; ``shaft_diameter_mm`` of the hair; ``matrix_diameter_mm`` of the pigmented
    matrix in the bulb; ``bulge_distance_mm`` from the hair's axis to the bulge's stem cells; ``shaft_share`` and ``matrix_share``: their
    absorption over a melanosome's; ``heat_j_mm3_k`` heat per volume; ``density_per_mm2`` hairs per area of skin.
    """

    colour: HairColour
    bulge_depth_mm: Array
    bulb_depth_mm: Array
    shaft_diameter_mm: Array
    matrix_diameter_mm: Array
    bulge_distance_mm: Array
    shaft_share: Array
    matrix_share: Array
    heat_j_mm3_k: Array
    density_per_mm2: Array

    @property
    def count(self) -> int:
        """How many draws."""
        return int(self.shaft_share.size)

    def shaft_mua_per_mm(self, wavelength_nm: float, draws: Draws) -> Array:
        """Absorption inside the shaft (n,) in 1/mm."""
        return np.asarray(self.shaft_share * melanosome_mua_per_mm(wavelength_nm, draws.shares("skin.melanosome_form")))

    def matrix_mua_per_mm(self, wavelength_nm: float, draws: Draws) -> Array:
        """Absorption inside the bulb's pigmented matrix (n,) in 1/mm."""
        return np.asarray(self.matrix_share * melanosome_mua_per_mm(wavelength_nm, draws.shares("skin.melanosome_form")))


def follicles(
    colour: HairColour, draws: Draws, *, density_per_cm2: float | None = None, kind: HairKind = "terminal",
    bulge_depth_mm: Array | None = None, bulb_depth_mm: Array | None = None,
) -> Follicles:  # fmt: skip
    """The follicles of a zone whose hair is to be kept.

    Parameters
    ----------
    colour : of the darkest hair that is kept; ``"grey"`` is one grey hair, not a head that mixes white and dark ones.
    density_per_cm2 : hairs per cm² of this zone; the published density of a full scalp if not given.
    kind : ``"terminal"``, or ``"miniaturised"`` where hair has thinned: shallower and finer.
    bulge_depth_mm, bulb_depth_mm : arrays (draw,), where they are known better; drawn from the evidence if not given. A bulge that would
        come to lie below its bulb is put a tenth of the depth above it.

    Raises `BadInput`. Source: evidence ``follicle.*``; colour and melanin are grade D.
    """
    if colour not in COLOURS:
        raise BadInput("hair colour", colour, ", ".join(COLOURS))
    if kind not in KINDS:
        raise BadInput("hair kind", kind, ", ".join(KINDS))
    thin = "_miniaturised" if kind == "miniaturised" else ""
    shaft = draws.of("follicle.shaft_melanosome_share") * value(f"follicle.melanin_{colour}").at(draws.shares("follicle.melanin"))
    bulb = _depths("bulb_depth_mm", bulb_depth_mm, value(f"follicle.bulb_depth{thin}_mm").at(draws.shares("follicle.bulb_depth_mm")))
    bulge = _depths("bulge_depth_mm", bulge_depth_mm, draws.of("follicle.bulge_depth_mm"))
    return Follicles(
        colour=colour,
        bulge_depth_mm=np.minimum(bulge, bulb - bulb / 10),
        bulb_depth_mm=bulb,
        shaft_diameter_mm=value(f"follicle.shaft_diameter{thin}_mm").at(draws.shares("follicle.shaft_diameter_mm")),
        matrix_diameter_mm=draws.of("follicle.matrix_diameter_mm"),
        bulge_distance_mm=draws.of("follicle.bulge_distance_mm"),
        shaft_share=np.minimum(shaft, 1),
        matrix_share=np.minimum(shaft, 1) * draws.of("follicle.matrix_over_shaft"),
        heat_j_mm3_k=draws.of("follicle.heat_capacity_j_mm3_k"),
        density_per_mm2=_density_per_mm2(density_per_cm2, draws),
    )


def _depths(field: str, given: Array | None, drawn: Array) -> Array:
    if given is None:
        return drawn
    depths = np.asarray(given, dtype=np.float64)
    if depths.shape != drawn.shape or not np.all(np.isfinite(depths) & (depths > 0)):
        raise BadInput(field, depths.shape, f"{drawn.size} depths above 0 in mm, one a draw")
    return depths


def _density_per_mm2(density_per_cm2: float | None, draws: Draws) -> Array:
    if density_per_cm2 is None:
        return draws.of("follicle.density_per_cm2") * CM2_PER_MM2
    if not 0 <= density_per_cm2 <= 10 * number("follicle.density_per_cm2"):
        raise BadInput("density_per_cm2", density_per_cm2, f"0 to {10 * number('follicle.density_per_cm2'):g} hairs per cm²")
    return np.full(draws.count, density_per_cm2 * CM2_PER_MM2)


def cylinder_shade(optical_size: Array) -> Array:
    """Mean absorption in a long cylinder lit from all sides, over that without its own shadow, (n,) dimensionless.

    ``optical_size`` absorption times diameter. 1 for a thin one, 1 over it for a black one. Gauss quadrature over the chords.
    """
    x, w = np.polynomial.legendre.leggauss(NODE_COUNT)
    share, weight = (x + 1) / 2, w / 2
    offset, angle = share[:, None], share[None, :] * np.pi / 2
    chord = np.sqrt(1 - offset**2) / np.sin(angle)
    dose = weight[:, None] * weight[None, :] * np.sin(angle) ** 2
    thick = np.asarray(optical_size, dtype=np.float64)
    absorbed = (-np.expm1(-np.multiply.outer(thick, chord)) * dose).sum(axis=(-2, -1))
    thin = thick * float((chord * dose).sum())
    return np.where(thin > 0, absorbed / np.where(thin > 0, thin, 1), 1.0)
