"""How dots and hairs shade each other: the light engine with ink in most of the dots, in turn, and with none.

A dot's absorbed dose per absorption and volume is the fluence inside it. The dots are put at random into groups; each group in turn has
no ink while the others have theirs, at several shares of it. A dot without ink feels what the others take from it, and changes nothing:
its fluence, over that without ink anywhere, is the mutual shading, but for that of its own group, which is as dense as the others and is
made up for in the logarithm. A dot with ink feels its own shadow too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from unstipple.dose.light_left import WIDE, DotLight, fitted
from unstipple.dose.zone_patch import Patch
from unstipple.errors import BadInput
from unstipple.evidence import number
from unstipple.optics import Beam, Dots, Influence, Stack, influence
from unstipple.skin import stacks
from unstipple.stamps import mean_hits

Array = NDArray[np.float64]
PHOTON_COUNT = 1000
GROUP_COUNT = 1 + 2
REPEAT_COUNT = 2**2
COLLISION_COUNT = 10 // 2
"""Least tentative collisions a mm where dots are: with fewer a pale dot is hardly ever seen, more cost more than they tell."""
TOLERANCE = 1e-3
LEAST = TOLERANCE
"""What is taken for a dot's share of light where no photon came to it."""
STATES = (1 / 10, 1 / 2**2, 1 / 2, 1.0)


@dataclass(frozen=True, slots=True)
class DotEffort:
    """How much is computed: ``photons_per_mm2`` of the square in a run; ``groups`` of dots that go without ink in turn; ``states`` the
    shares of ink left that are run, rising; ``seed`` of the photons.
    """

    photons_per_mm2: int = PHOTON_COUNT
    groups: int = GROUP_COUNT
    states: tuple[float, ...] = STATES
    seed: int = 1

    def __post_init__(self) -> None:
        if self.photons_per_mm2 < 1:
            raise BadInput("photons_per_mm2", self.photons_per_mm2, "1 or more")
        if self.groups < 2:
            raise BadInput("groups", self.groups, "2 or more")
        rising = all(low < high for low, high in zip(self.states, self.states[1:], strict=False))
        if len(self.states) < 2 or not rising or not 0 < self.states[0] <= self.states[-1] < np.inf:
            raise BadInput("states", self.states, "two or more rising shares of ink above 0")


def dot_light(
    patch: Patch, type_number: int, wavelength_nm: float, beams: Sequence[Beam] = (), *,
    effort: DotEffort | None = None, threads: int | None = None, progress: Callable[[float], None] | None = None,
) -> DotLight:  # fmt: skip
    """What the dots of a square take of each other's light, in each imagined skin, as a function of the ink that is left.

    Parameters
    ----------
    type_number : Fitzpatrick type 1-6.
    beams : stamps; each is averaged over all places of its own cell around a dot, in a hexagonal layout with evidence
        ``practice.overlap``, as `build_up` does. The endless field, ``"wide"``, is always there too. The square repeats, and so do stamps.
    progress : called with 1 after each imagined skin.

    The answer depends on the arguments alone, not on ``threads``. Error: ``dot_noise`` and ``mean_noise``.
    Raises `BadInput`.
    """
    effort = effort or DotEffort()
    names = [WIDE, *(stamp_name(beam) for beam in beams)]
    if len(set(names)) < len(names):
        raise BadInput("beams", names[1:], "each stamp once")
    found, laid = [], dict[Beam, Array]()
    for member, stack in enumerate(stacks(type_number, wavelength_nm, patch.draws)):
        found.append(_member(_Runs(patch, member, stack, wavelength_nm, tuple(beams), effort, threads, laid)))
        if progress:
            progress(1)
    about = {"units": "1", "type_number": type_number, "wavelength_nm": wavelength_nm, "density_per_cm2": patch.density_per_cm2}
    table = xr.concat(found, "member").transpose("stamp", "member", "dot", "state", missing_dims="ignore")
    table = table.assign_coords(stamp=names, state=list(effort.states)).assign_attrs(about)
    return DotLight(_with_terms(table))


def stamp_name(beam: Beam) -> str:
    """What a stamp is called in the answer: profile and diameter in mm."""
    return f"{beam.profile} {beam.spot_mm:g} mm"


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """One member's runs."""

    patch: Patch
    member: int
    stack: Stack
    wavelength_nm: float
    beams: tuple[Beam, ...]
    effort: DotEffort
    threads: int | None
    laid: dict[Beam, Array]

    def run(self, residual: Array, *, bare: bool = False) -> Array:
        """Fluence inside the dots (repeat, stamp, dot) per incident fluence, at shares of ink (dot,); ``bare`` leaves the hairs out.

        All runs of a member have the same seeds and meet collisions at the same rate, so that many photons take the same way in all of
        them and much of their noise falls out of the ratios.
        """
        dots = self.patch.lit_dots(self.member, self.stack, self.wavelength_nm, residual)
        darkest = max(float(self.patch.ink_mua_per_mm(self.wavelength_nm)[self.member].max()) * self.effort.states[-1], COLLISION_COUNT)
        marked = _with_grain(dots, self.stack.layers[1].mua_per_mm + darkest)
        hairs = None if bare else self.patch.lit_hairs(self.member, self.stack, self.wavelength_nm)
        field = self.patch.field
        photons = max(round(self.effort.photons_per_mm2 / REPEAT_COUNT * field.width_mm * field.height_mm), 10)
        seeds = np.random.SeedSequence([self.effort.seed, self.member]).generate_state(REPEAT_COUNT, np.uint64)
        lit = (
            influence(self.stack, field, photons, int(seed), dots=marked, hairs=hairs, epidermis=False, threads=self.threads)
            for seed in seeds
        )
        return np.array([_doses(answer, dots, self.beams, self.laid) for answer in lit])


def _with_grain(dots: Dots, mua_per_mm: float) -> Dots:
    """The dots and a grain too small to matter, dark enough that collisions are as frequent in every run, and in pale dots too."""
    grain = float(TOLERANCE * dots.radius_mm.min())
    first = (dots.x_mm[0], dots.y_mm[0], dots.z_mm[0], grain, grain, mua_per_mm)
    columns = (getattr(dots, field.name) for field in fields(Dots))
    return Dots(*(np.append(column, more) for column, more in zip(columns, first, strict=True)))


def _member(runs: _Runs) -> xr.Dataset:
    """Everything of one imagined skin but the emulator's terms."""
    patch, member, groups = runs.patch, runs.member, _groups(runs)
    without = np.zeros(patch.count)
    thin = runs.run(without)
    bare = (runs.run(without, bare=True) if len(patch.hair_places_mm[member]) else thin).mean(axis=0)
    total, mutual, noise = [], [], []
    for state in runs.effort.states:
        lit = np.array([runs.run(np.where(np.isin(np.arange(patch.count), group), 0, state)) for group in groups])
        parts = _parted(_over(lit.mean(axis=1), thin.mean(axis=0)), groups)
        total.append(parts[0])
        mutual.append(parts[1])
        noise.append(np.array([_parted(_over(lit[:, each], thin[each]), groups)[1] for each in range(REPEAT_COUNT)]))
    spread = np.moveaxis(np.array(noise), 0, -1)
    root = np.sqrt(REPEAT_COUNT)
    size = 2 * patch.radius_mm[member] * patch.ink_mua_per_mm(runs.wavelength_nm)[member]
    per_dot = ("stamp", "dot", "state")
    return xr.Dataset({
        "depth_mm": ("dot", patch.lit_dots(member, runs.stack, runs.wavelength_nm, 1).z_mm, {"units": "mm"}),
        "optical_size": ("dot", size), "mutual_size": ("dot", np.full(patch.count, size.mean())),
        "fluence": (("stamp", "dot"), bare), "hair_left": (("stamp", "dot"), _over(thin.mean(axis=0), bare)),
        "total": (per_dot, np.moveaxis(np.array(total), 0, -1)), "mutual": (per_dot, np.moveaxis(np.array(mutual), 0, -1)),
        "dot_noise": (per_dot, spread.std(axis=0, ddof=1) / root),
        "mean_noise": (("stamp", "state"), spread.mean(axis=2).std(axis=0, ddof=1) / root),
    })  # fmt: skip


def _over(fluence: Array, plain: Array) -> Array:
    """Their ratio; 1 where no photon at all came to a dot, and never nothing."""
    even = np.ones(np.broadcast_shapes(fluence.shape, plain.shape))
    return np.asarray(np.maximum(np.divide(fluence, plain, out=even, where=np.broadcast_to(plain > 0, even.shape)), LEAST))


def _parted(ratio: Array, groups: list[NDArray[np.intp]]) -> tuple[Array, Array]:
    """Total and mutual factor (stamp, dot) from ``ratio`` (group, stamp, dot): fluence in the dots, over that without ink anywhere, while
    each group in turn had no ink. One dot alone is not shaded by others.
    """
    count = ratio.shape[2]
    if len(groups) == 1:
        return ratio[0], np.ones_like(ratio[0])
    mutual, own, missing = np.zeros((2 + 1, *ratio.shape[1:]))
    for logarithm, group in zip(np.log(ratio), groups, strict=True):
        inked = np.setdiff1d(np.arange(count), group)
        mutual[:, group] = logarithm[:, group] * (count - 1) / len(inked)
        own[:, inked] += logarithm[:, inked] / (len(groups) - 1)
        missing[:, inked] += len(group) / (count - 1) / (len(groups) - 1)
    return np.exp(own + missing * mutual), np.exp(mutual)


def _groups(runs: _Runs) -> list[NDArray[np.intp]]:
    """The dots put at random into groups of equal size, each of which goes without ink in turn; one dot alone never does."""
    rng = np.random.default_rng([runs.effort.seed, runs.member])
    count = runs.patch.count
    return np.array_split(rng.permutation(count), min(count, runs.effort.groups)) if count > 1 else [np.zeros(0, dtype=np.intp)]


def _doses(answer: Influence, dots: Dots, beams: tuple[Beam, ...], laid: dict[Beam, Array]) -> Array:
    """Fluence inside each dot over the incident fluence, (stamp, dot): in the endless field, and under each stamp over its own cell.

    ``laid`` keeps what is the same in all runs of a square.
    """
    mm3 = 2 * (2 * np.pi) / (1 + 2) * dots.radius_mm**2 * dots.half_height_mm
    near = answer.matrix[: dots.count]
    rows = [np.asarray(near @ answer.spread(np.ones(answer.shape)), dtype=np.float64)]
    for beam in beams:
        if beam not in laid:
            laid[beam] = _laid(answer, dots, beam)
        rows.append(np.asarray(near.multiply(laid[beam]).sum(axis=1), dtype=np.float64).ravel())
    return np.array(rows) / (dots.mua_per_mm * mm3)


def _laid(answer: Influence, dots: Dots, beam: Beam) -> Array:
    """Radiant exposure (dot, column of the matrix) while a stamp's axis lies anywhere in its own cell around each dot."""
    cell = _over_cell(answer, beam)
    row, column = (_home(place, size, count)[:, None] for place, size, count in zip(
        (dots.y_mm, dots.x_mm), (answer.field.height_mm, answer.field.width_mm), answer.shape, strict=True))  # fmt: skip
    rows, columns = (np.arange(count) for count in answer.shape)
    exposure = cell[((rows - row) % answer.shape[0])[:, :, None], ((columns - column) % answer.shape[1])[:, None, :]]
    return answer.spread(np.moveaxis(exposure, 0, 2)).T


def _over_cell(answer: Influence, beam: Beam) -> Array:
    """Mean radiant exposure (row, column) of stamps whose axes lie anywhere in the disc of their own cell around beamlet (0, 0)."""
    width, height = answer.beamlet_mm
    stamp = answer.stamp(beam, width / 2 - answer.field.width_mm / 2, height / 2 - answer.field.height_mm / 2)
    outer = beam.spot_mm / 2 / np.sqrt(mean_hits(number("practice.overlap")))
    reach = int(outer / min(width, height)) + 1
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    inside = np.hypot(rows * height, columns * width) <= outer
    cell = np.zeros(answer.shape)
    np.add.at(cell, (rows[inside] % answer.shape[0], columns[inside] % answer.shape[1]), 1 / inside.sum())
    return np.asarray(np.fft.irfft2(np.fft.rfft2(cell) * np.fft.rfft2(stamp), answer.shape), dtype=np.float64)


def _home(place_mm: Array, size_mm: float, count: int) -> NDArray[np.intp]:
    """Which of ``count`` beamlets along a side each place (n,) lies in."""
    return np.asarray(np.floor((place_mm / size_mm + 0.5) * count).astype(np.intp) % count)


def _with_terms(table: xr.Dataset) -> xr.Dataset:
    """Add the emulator's terms: the run without ink counts as one more state of the total."""
    states = table["state"].to_numpy()
    total, mutual = (np.log(table[name].to_numpy()) for name in ("total", "mutual"))
    whole = np.concatenate([np.zeros_like(total[..., :1]), total], axis=-1)
    sizes = [table[name].to_numpy() for name in ("optical_size", "mutual_size")]
    axes = ("stamp", "member", "dot", "term")
    return table.assign(
        total_terms=(axes, fitted(whole, np.concatenate([[0.0], states]), sizes[0], constant=True)),
        mutual_terms=(axes, fitted(mutual, states, sizes[1], constant=False)),
    )
