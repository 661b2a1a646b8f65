"""Light at the bulge and the bulb of hair follicles, per incident fluence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from unstipple.dose.build_up import Effort
from unstipple.dose.hair import Follicles
from unstipple.errors import BadInput
from unstipple.evidence import Draws
from unstipple.optics import Beam, LightRun, Profile, fluence_on_axis, simulate
from unstipple.skin import skin_optics, stacks

Array = NDArray[np.float64]
SMOOTH_COUNT = 10
"""A depth is averaged over a tenth of itself to either side, over which light hardly changes, against the noise of few photons."""


@dataclass(frozen=True, slots=True, eq=False)
class FollicleLight:
    """Fluence at bulge and bulb per incident fluence, a draw an entry: arrays (n,), dimensionless.

    ``bulge`` and ``bulb`` on the beam's axis; ``bulge_wide``, ``bulb_wide`` and ``epidermis_wide`` under an endless field: they say how
    much of the light comes from afar, so what the neighbouring stamps bring, and where all of the heat lies. Without ``epidermis_wide``
    the fluence's fall from bulge to bulb is carried on upwards. Raises `BadInput` for other than finite numbers of 0 or more.
    """

    bulge: Array
    bulb: Array
    bulge_wide: Array
    bulb_wide: Array
    epidermis_wide: Array | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) is None and field.default is None:
                continue
            given = np.asarray(getattr(self, field.name), dtype=np.float64)
            if given.ndim != 1 or given.shape != np.shape(self.bulge) or not np.all(np.isfinite(given) & (given >= 0)):
                raise BadInput(f"follicle light {field.name}", given.shape, "one finite number of 0 or more for every draw")
            object.__setattr__(self, field.name, given)


def light_at(run: LightRun, beam: Beam, depth_mm: Array) -> tuple[Array, Array]:
    """Fluence at depths (n,) in mm on the axis of ``beam`` and under an endless field, (n,) each, per incident fluence."""
    if not np.all(depth_mm < run.depth_edges_mm[-1]):
        raise BadInput("depth_mm", float(np.max(depth_mm)), f"less than the run's {run.depth_edges_mm[-1]:g} mm")
    return _smooth(run, fluence_on_axis(run, beam), depth_mm), _smooth(run, run.fluence_by_depth, depth_mm)


def follicle_light(
    type_number: int,
    wavelength_nm: float,
    spots_mm: Sequence[float],
    hair: Follicles,
    draws: Draws,
    *,
    profile: Profile = "flat-top",
    effort: Effort | None = None,
    progress: Callable[[float], None] | None = None,
) -> dict[float, FollicleLight]:
    """Light at the follicles for each spot, from the same imagined skins and seeds as `unstipple.dose.build_up`.

    Parameters
    ----------
    hair : whose ``bulge_depth_mm`` and ``bulb_depth_mm`` (draw,) are lit; its draws must be ``draws``.
    progress : called with 1 after each imagined skin.

    Error: the noise of a member, some per cent at the bulb with the defaults. The hair's own shade and that of other hairs are left out,
    so the light is an upper estimate.
    """
    if hair.count != draws.count:
        raise BadInput("hair", hair.count, f"follicles of {draws.count} draws")
    effort = effort or Effort()
    members = Draws(effort.members, draws.seed)
    middle = skin_optics(type_number, wavelength_nm, members).epidermis_mm / 2
    belongs = np.arange(draws.count) % effort.members
    found = {spot: np.empty((len(fields(FollicleLight)), draws.count)) for spot in spots_mm}
    for member, stack in enumerate(stacks(type_number, wavelength_nm, members)):
        run = simulate(stack, effort.photons, draws.seed * effort.members + member)
        mine = belongs == member
        for spot, into in found.items():
            bulge, bulb = (light_at(run, Beam(spot, profile), depth[mine]) for depth in (hair.bulge_depth_mm, hair.bulb_depth_mm))
            above = np.full(bulge[0].shape, light_at(run, Beam(spot, profile), middle[member : member + 1])[1])
            into[:, mine] = bulge[0], bulb[0], bulge[1], bulb[1], above
        if progress:
            progress(1)
    return {spot: FollicleLight(*rows) for spot, rows in found.items()}


def _smooth(run: LightRun, curve: Array, depth_mm: Array) -> Array:
    """Mean of a curve by depth bin within a tenth of each depth."""
    edges = run.depth_edges_mm
    whole = np.concatenate([[0.0], np.cumsum(curve * np.diff(edges))])
    low, high = depth_mm * (1 - 1 / SMOOTH_COUNT), np.minimum(depth_mm * (1 + 1 / SMOOTH_COUNT), edges[-1])
    return np.asarray((np.interp(high, edges, whole) - np.interp(low, edges, whole)) / (high - low), dtype=np.float64)
