"""A representative square of a treated zone: its dots and hairs as bodies that light meets.

The square repeats at its edges. It holds the zone's own density of dots exactly, their places where a photograph shows them, and depths,
sizes and carbon in every imagined skin (member); hairs stand between the dots where the zone bears hair that is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from unstipple.dose.hair import Follicles
from unstipple.dose.patch_places import checked_places, spread_out, window, wrapped
from unstipple.errors import BadInput
from unstipple.evidence import Draws, number
from unstipple.optics import Dots, Field, Hairs, Stack
from unstipple.pigment import absorption_ratio

Array = NDArray[np.float64]
MM2_PER_CM2 = 100
AZIMUTH_COUNT = 360
TOLERANCE = 1e-3
"""Of a dot's size: how much of the dermis is left between it and the next layer, for the engine takes a dot in one layer only."""


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A square of skin that repeats; lengths in mm.

    ``field`` the square around (0, 0); ``places_mm`` (dot, 2); ``depth_mm`` to the centre, ``radius_mm`` and ``mua_1064_per_mm``
    (absorption of the ink at 1064 nm, at full ink), each (member, dot); ``hair`` the follicles, a member an entry, or none;
    ``hair_places_mm`` (hair, 2) a member; ``draws`` of the members, in which all that is not measured was drawn.
    """

    field: Field
    places_mm: Array
    depth_mm: Array
    radius_mm: Array
    mua_1064_per_mm: Array
    hair: Follicles | None
    hair_places_mm: tuple[Array, ...]
    draws: Draws

    @property
    def count(self) -> int:
        """How many dots."""
        return len(self.places_mm)

    @property
    def members(self) -> int:
        """How many imagined skins."""
        return self.draws.count

    @property
    def density_per_cm2(self) -> float:
        """Dots per cm² of skin."""
        return self.count * MM2_PER_CM2 / (self.field.width_mm * self.field.height_mm)

    def ink_mua_per_mm(self, wavelength_nm: float) -> Array:
        """Absorption of the full ink (member, dot) in 1/mm at a wavelength."""
        return np.asarray(self.mua_1064_per_mm * absorption_ratio(wavelength_nm, self.draws)[:, None], dtype=np.float64)

    def lit_dots(self, member: int, stack: Stack, wavelength_nm: float, residual: ArrayLike) -> Dots:
        """All dots as spheres in a member's layers, with a share of their ink left: one, or one a dot (dot,).

        The ink absorbs on top of the dermis around it, so that dots without ink change nothing. A dot that would reach out of the dermis is
        put just inside it.
        """
        radius = self.radius_mm[member]
        room = radius * (1 + TOLERANCE)
        depth = np.maximum(np.minimum(self.depth_mm[member], stack.walls_mm[2] - room), stack.walls_mm[1] + room)
        ink = np.asarray(residual) * self.ink_mua_per_mm(wavelength_nm)[member]
        return Dots(self.places_mm[:, 0], self.places_mm[:, 1], depth, radius, radius, stack.layers[1].mua_per_mm + ink)

    def lit_hairs(self, member: int, stack: Stack, wavelength_nm: float) -> Hairs | None:
        """The hairs in a member's layers at a wavelength, or none; bulges absorb as the dermis does and only mark a place."""
        hair, places = self.hair, self.hair_places_mm[member]
        if hair is None or not len(places):
            return None
        tilt = float(self.draws.of("patch.hair_tilt_deg")[member])
        slant = 1 / np.cos(np.radians(tilt))
        azimuth = float(self.draws.shares("patch.hair_azimuth")[member]) * AZIMUTH_COUNT
        dermis = stack.layers[1].mua_per_mm
        matrix_mm, bulge = hair.matrix_diameter_mm[member] / 2, hair.bulge_depth_mm[member] * slant
        return Hairs(
            x_mm=places[:, 0], y_mm=places[:, 1], tilt_deg=_same(tilt), azimuth_deg=_same(azimuth),
            length_mm=_same(hair.bulb_depth_mm[member] * slant), shaft_radius_mm=_same(hair.shaft_diameter_mm[member] / 2),
            bulge_from_mm=_same(bulge), bulge_to_mm=_same(bulge), bulge_radius_mm=_same(hair.bulge_distance_mm[member]),
            bulb_radius_mm=_same(matrix_mm), bulb_half_length_mm=_same(matrix_mm),
            shaft_mua_per_mm=_same(dermis + hair.shaft_mua_per_mm(wavelength_nm, self.draws)[member]), bulge_mua_per_mm=_same(dermis),
            bulb_mua_per_mm=_same(dermis + hair.matrix_mua_per_mm(wavelength_nm, self.draws)[member]),
        )  # fmt: skip


def zone_patch(
    density_per_cm2: float, draws: Draws, *, places_mm: Array | None = None, depth_mm: ArrayLike | None = None,
    radius_mm: ArrayLike | None = None, mua_1064_per_mm: ArrayLike | None = None, hair: Follicles | None = None,
    side_mm: float | None = None, seed: int = 1,
) -> Patch:  # fmt: skip
    """Make the square that stands for a zone; the same arguments give the same square.

    Parameters
    ----------
    density_per_cm2 : dots per cm² of the zone. The side is fitted so that the square holds this density exactly.
    draws : of the members, as `build_up` makes them: ``Draws(members, seed)``.
    places_mm : array (n, 2), where the zone's dots are, in any flat frame. A typical window is taken and repeats; where that leaves a dot
        too few, more are set at random. Without it all are set at random, no two nearer than evidence ``patch.least_gap_share`` says.
    depth_mm, radius_mm, mua_1064_per_mm : what is known of the dots: a number, an array (n,) or (member, n), n as in ``places_mm`` or,
        without that, any dots to take from; the draws of `pigment.carbon` fit, a member a row. By default the evidence ``ink.*``.
    hair : follicles of the zone, made with the same ``draws``, or none.
    side_mm : about how large the square is, by default evidence ``patch.side_mm``; at least one dot stands in it, and it is never more
        than twice as wide as that, so that below a quarter of a dot a square the density is rounded up.

    Raises `BadInput`. Source: evidence ``patch.*`` and ``ink.*`` (grade D).
    """
    about_mm = number("patch.side_mm") if side_mm is None else side_mm
    _refuse(density_per_cm2, about_mm, hair, draws)
    per_mm2 = density_per_cm2 / MM2_PER_CM2
    count = max(1, round(per_mm2 * about_mm**2))
    side = min(float(np.sqrt(count / per_mm2)), 2 * about_mm)
    rng = np.random.default_rng([seed, draws.seed])
    real = None if places_mm is None else checked_places(places_mm)
    given = {"depth_mm": depth_mm, "radius_mm": radius_mm, "mua_1064_per_mm": mua_1064_per_mm}
    known, pool = _known(given, draws.count, None if real is None else len(real))
    radius = known.get("radius_mm", _by_member(draws.of("ink.dot_diameter_mm") / 2, pool))
    gap_mm = 2 * float(radius.max())
    chosen = np.zeros(0, dtype=np.intp) if real is None else window(real, count, side, gap_mm, rng)
    seen = np.zeros((0, 2)) if real is None else wrapped(real[chosen], side)
    loose_mm = max(gap_mm, number("patch.least_gap_share") / np.sqrt(per_mm2))
    more = spread_out(count - len(chosen), side, loose_mm, rng, seen)
    which = np.concatenate([chosen, rng.integers(pool, size=len(more))])
    levels = rng.permutation(np.linspace(-1, 1, count)) if count > 1 else np.zeros(1)
    depth = known["depth_mm"][:, which] if "depth_mm" in known else _depths(draws, levels)
    mua = known.get("mua_1064_per_mm", _by_member(draws.of("ink.dot_mua_1064_per_mm"), pool))[:, which]
    hairs = tuple(_hair_places(hair, member, side, rng) for member in range(draws.count))
    field = Field(side, side, "periodic")
    return Patch(field, np.concatenate([seen, more]), depth, radius[:, which], mua, hair, hairs, draws)


def _same(number_: float) -> Array:
    return np.array([number_])


def _by_member(drawn: Array, pool: int) -> Array:
    return np.repeat(np.asarray(drawn, dtype=np.float64)[:, None], pool, axis=1)


def _depths(draws: Draws, levels: Array) -> Array:
    """Depths (member, dot) in mm around each member's mean, as `depths_mm` spreads them."""
    spread = draws.of("ink.depth_within_zone_mm")[:, None] * levels
    return np.asarray(np.maximum(draws.of("ink.depth_mean_mm")[:, None] + spread, number("ink.depth_least_mm")), dtype=np.float64)


def _hair_places(hair: Follicles | None, member: int, side_mm: float, rng: np.random.Generator) -> Array:
    if hair is None:
        return np.zeros((0, 2))
    per_mm2 = float(hair.density_per_mm2[member])
    count = round(per_mm2 * side_mm**2)
    gap_mm = number("patch.least_gap_share") / np.sqrt(per_mm2) if per_mm2 > 0 else side_mm
    return spread_out(count, side_mm, gap_mm, rng)


def _known(given: dict[str, ArrayLike | None], members: int, dots: int | None) -> tuple[dict[str, Array], int]:
    """What is given of the dots as arrays (member, n), and n."""
    arrays = {name: np.atleast_1d(np.asarray(each, dtype=np.float64)) for name, each in given.items() if each is not None}
    longest = max([array.shape[-1] for array in arrays.values()], default=1)
    pool = dots or longest
    known = {}
    for name, array in arrays.items():
        fits = array.shape in {(1,), (pool,), (members, 1), (members, pool)}
        if not fits or not np.isfinite(array).all() or (array < 0).any() or (name != "mua_1064_per_mm" and (array == 0).any()):
            raise BadInput(name, array.shape, f"numbers above 0: one, ({pool},) or ({members}, {pool}); an absorption may be 0")
        known[name] = np.array(np.broadcast_to(array, (members, pool)))
    return known, pool


def _refuse(density_per_cm2: float, side_mm: float, hair: Follicles | None, draws: Draws) -> None:
    if not (np.isfinite(density_per_cm2) and density_per_cm2 > 0):
        raise BadInput("density_per_cm2", density_per_cm2, "a finite number above 0")
    if not (np.isfinite(side_mm) and side_mm > 2):
        raise BadInput("side_mm", side_mm, "a finite number above 2, in mm")
    if hair is not None and hair.count != draws.count:
        raise BadInput("hair", hair.count, f"follicles of {draws.count} members")
