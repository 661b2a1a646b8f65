"""The float64 scalar twin of the light engine: slow, plain, and made another way, so that the engine can be held against it.

One photon at a time. Where the engine takes a share of the weight at every interaction and finds dots and hairs by delta tracking, the
twin draws the distance to the next scattering alone, and lets the weight fall exponentially along the way through tissue, dots and
hairs, whose chords it computes exactly. Scattering angles, refraction and random numbers are its own too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt
from numba import njit
from oracles import chords as ch

from unstipple.optics.beam import Beam, FractionalArray
from unstipple.optics.layers import Layer, Stack

__all__ = ["Answer", "Beam", "Dot", "Edge", "Hair", "Layer", "Scene", "Stack", "Voxels", "fly"]

Floats = npt.NDArray[np.float64]
Edge = Literal["none", "open", "periodic"]

SPECULAR, DIFFUSE, TRANSMITTED, SIDEWAYS, LOST, GAINED = range(6)
OWN = 6
PENCIL, FLAT_TOP, GAUSSIAN, MEASURED = range(4)
SURVIVAL = 0.1
FARTHEST_MM = 1e7


@dataclass(frozen=True, slots=True)
class Dot:
    """An ellipsoid with an upright axis; ``mua_per_mm`` is all of the absorption inside."""

    x_mm: float
    y_mm: float
    z_mm: float
    radius_mm: float
    half_height_mm: float
    mua_per_mm: float


@dataclass(frozen=True, slots=True)
class Hair:
    """A straight hair that leaves the surface at (x, y) and runs down at ``tilt_deg`` from the vertical towards ``azimuth_deg``.

    ``length_mm`` runs along the axis to the centre of the bulb. Absorption coefficients are all of the absorption inside; where parts
    overlap the bulb wins, then the shaft.
    """

    x_mm: float
    y_mm: float
    tilt_deg: float
    azimuth_deg: float
    length_mm: float
    shaft_radius_mm: float
    bulge_radius_mm: float
    bulge_from_mm: float
    bulge_to_mm: float
    bulb_radius_mm: float
    bulb_half_length_mm: float
    shaft_mua_per_mm: float
    bulge_mua_per_mm: float
    bulb_mua_per_mm: float

    @property
    def row(self) -> tuple[float, ...]:
        """The hair as a row of the table that `hair_chords` reads."""
        tilt, azimuth = math.radians(self.tilt_deg), math.radians(self.azimuth_deg)
        axis = (math.sin(tilt) * math.cos(azimuth), math.sin(tilt) * math.sin(azimuth), math.cos(tilt))
        return (
            self.x_mm, self.y_mm, *axis, self.length_mm, self.shaft_radius_mm, self.bulge_radius_mm, self.bulge_from_mm,
            self.bulge_to_mm, self.bulb_radius_mm, self.bulb_half_length_mm,
            self.shaft_mua_per_mm, self.bulge_mua_per_mm, self.bulb_mua_per_mm,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Voxels:
    """Cubes of side ``size_mm`` from ``corner_mm``: ``owner`` (x, y, z) is the number of the dot that a cube belongs to, or -1."""

    owner: npt.NDArray[np.int16]
    corner_mm: Floats
    size_mm: float


@dataclass(frozen=True, slots=True)
class Scene:
    """What light meets: layers, objects, the field and the beam (``None`` for a pencil at the origin).

    ``voxel_mm`` above 0 turns the dots into cubes of that side whose centres lie inside them.
    """

    stack: Stack
    dots: tuple[Dot, ...] = ()
    hairs: tuple[Hair, ...] = ()
    width_mm: float = 0.0
    height_mm: float = 0.0
    edge: Edge = "none"
    beam: Beam | FractionalArray | None = None
    voxel_mm: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Shares of the incident energy, each with ``…_error``, one standard error; hairs as (part, hair) with shaft, bulge, bulb."""

    specular_reflectance: float
    diffuse_reflectance: float
    diffuse_reflectance_error: float
    transmittance: float
    transmittance_error: float
    escaped_sideways: float
    escaped_sideways_error: float
    absorbed_by_layer: Floats
    absorbed_by_layer_error: Floats
    absorbed_by_dot: Floats
    absorbed_by_dot_error: Floats
    absorbed_by_hair: Floats
    absorbed_by_hair_error: Floats
    fluence_by_depth: Floats
    fluence_by_depth_error: Floats
    batches: Floats = field(repr=False)
    """Every batch's own answer (batch, quantity): 6 fates, layers, dots, hair parts, depth bins."""
    photons: int


def fly(
    scene: Scene, photons: int, seed: int = 1, *, roulette_below: float = 1e-2, depth_edges_mm: Floats | None = None, batches: int = 50
) -> Answer:
    """Walk ``photons`` through ``scene`` and count where their energy goes; errors come from the spread of the batches."""
    layers, dots, hairs = scene.stack.layers, len(scene.dots), len(scene.hairs)
    edges = np.zeros(1) if depth_edges_mm is None else np.asarray(depth_edges_mm, dtype=np.float64)
    sums = np.zeros((batches, OWN + len(layers) + dots + 3 * hairs + edges.size - 1))
    medium = (scene.stack.walls_mm, scene.stack.indices, *(np.array([float(getattr(la, k)) for la in layers]) for k in PROPERTIES))
    tables = _dot_table(scene.dots), np.array([hair.row for hair in scene.hairs]).reshape(-1, 15)
    cubes = voxels(scene.dots, scene.voxel_mm) if scene.voxel_mm > 0 else Voxels(np.full((1, 1, 1), -1, np.int16), np.zeros(3), 0.0)
    source = _source(scene.beam)
    bounds = ({"none": ch.FREE, "open": ch.OPEN, "periodic": ch.PERIODIC}[scene.edge], scene.width_mm, scene.height_mm)
    counts = np.full(batches, photons // batches) + (np.arange(batches) < photons % batches)
    for batch, count in enumerate(counts):
        start = int(np.random.SeedSequence([seed, batch]).generate_state(1)[0])
        walk(int(count), start, medium, *tables, (cubes.owner, cubes.corner_mm, cubes.size_mm), bounds, source, roulette_below, edges,
             sums[batch])  # fmt: skip
        sums[batch] /= count
    return _answer(sums, counts, len(layers), dots, hairs, np.diff(edges))


PROPERTIES = ("mua_per_mm", "mus_per_mm", "g")


def _dot_table(dots: tuple[Dot, ...]) -> Floats:
    rows = [(d.x_mm, d.y_mm, d.z_mm, d.radius_mm, d.half_height_mm, d.mua_per_mm, number) for number, d in enumerate(dots)]
    return np.array(sorted(rows)).reshape(-1, 7)


def _source(beam: Beam | FractionalArray | None) -> tuple[int, float, float, Floats, Floats, Floats]:
    """Shape, radius and tilt of the beam, where its microbeams' axes meet the surface, and a measured profile's radii and heights."""
    places = beam.places_mm if isinstance(beam, FractionalArray) else np.zeros((1, 2))
    one = beam.microbeam if isinstance(beam, FractionalArray) else beam
    if one is None:
        return PENCIL, 0.0, 0.0, places, np.zeros(2), np.zeros(2)
    shape = {"flat-top": FLAT_TOP, "gaussian": GAUSSIAN, "measured": MEASURED}[one.profile]
    return shape, one.radius_mm, math.radians(one.tilt_deg), places, np.array(one.radii_mm), np.array(one.fluence_ratio)


def _answer(sums: Floats, counts: npt.NDArray[np.int64], layers: int, dots: int, hairs: int, bins_mm: Floats) -> Answer:
    balance = sums[:, : sums.shape[1] - bins_mm.size].sum(axis=1) - 2 * sums[:, GAINED]
    np.testing.assert_allclose(balance, 1.0, atol=1e-9, err_msg="energy out is not energy in")
    mean = np.average(sums, axis=0, weights=counts)
    error = sums.std(axis=0, ddof=1) / math.sqrt(len(counts))
    ends = OWN + np.cumsum([0, layers, dots, 3 * hairs, bins_mm.size])
    parts = [(mean[a:b], error[a:b]) for a, b in pairwise(ends)]
    return Answer(
        float(mean[SPECULAR]), float(mean[DIFFUSE]), float(error[DIFFUSE]), float(mean[TRANSMITTED]), float(error[TRANSMITTED]),
        float(mean[SIDEWAYS]), float(error[SIDEWAYS]), *parts[0], *parts[1],
        parts[2][0].reshape(3, hairs), parts[2][1].reshape(3, hairs), parts[3][0] / bins_mm, parts[3][1] / bins_mm,
        sums, int(counts.sum()),
    )  # fmt: skip


def voxels(dots: tuple[Dot, ...], size_mm: float) -> Voxels:
    """Turn dots into cubes: a cube, of a lattice with a corner at the origin, belongs to a dot when its centre lies inside it."""
    low = np.array([[d.x_mm - d.radius_mm, d.y_mm - d.radius_mm, d.z_mm - d.half_height_mm] for d in dots]).min(axis=0)
    high = np.array([[d.x_mm + d.radius_mm, d.y_mm + d.radius_mm, d.z_mm + d.half_height_mm] for d in dots]).max(axis=0)
    first = np.floor(low / size_mm).astype(int)
    owner = np.full(tuple(np.ceil(high / size_mm).astype(int) - first), -1, dtype=np.int16)
    for number, dot in enumerate(dots):
        middle, reach = np.array([dot.x_mm, dot.y_mm, dot.z_mm]), np.array([dot.radius_mm, dot.radius_mm, dot.half_height_mm])
        begin = np.maximum(np.floor((middle - reach) / size_mm).astype(int) - first, 0)
        end = np.minimum(np.ceil((middle + reach) / size_mm).astype(int) - first, owner.shape)
        block = np.indices(tuple(end - begin)).reshape(3, -1).T + begin
        inside = ((((block + first + 0.5) * size_mm - middle) / reach) ** 2).sum(axis=1) < 1
        owner[tuple(block[inside].T)] = number
    return Voxels(owner, first * size_mm, size_mm)


@njit(cache=True, error_model="numpy")
def fresnel(n1, n2, cos1):  # type: ignore[no-untyped-def]
    """Reflectance of unpolarised light from n1 to n2, and the cosine beyond."""
    sin2 = n1 * math.sqrt(max(0.0, 1.0 - cos1**2)) / n2
    if sin2 >= 1.0:
        return 1.0, 0.0
    cos2 = math.sqrt(1.0 - sin2**2)
    if n1 == n2:
        return 0.0, cos1
    s = ((n1 * cos1 - n2 * cos2) / (n1 * cos1 + n2 * cos2)) ** 2
    p = ((n1 * cos2 - n2 * cos1) / (n1 * cos2 + n2 * cos1)) ** 2
    return 0.5 * (s + p), cos2


@njit(cache=True, error_model="numpy")
def turned(g, ux, uy, uz):  # type: ignore[no-untyped-def]
    """Direction after one Henyey-Greenstein scattering."""
    r = np.random.random()
    cosine = 2.0 * r - 1.0
    if g != 0.0:
        cosine = (1.0 + g * g - ((1.0 - g * g) / (1.0 - g + 2.0 * g * r)) ** 2) / (2.0 * g)
    cosine = min(1.0, max(-1.0, cosine))
    sine, turn = math.sqrt(1.0 - cosine * cosine), 2.0 * math.pi * np.random.random()
    p, q = sine * math.cos(turn), sine * math.sin(turn)
    flat = math.sqrt(ux * ux + uy * uy)
    if flat < 1e-7:
        vx, vy, vz = p, q, cosine if uz > 0.0 else -cosine
    else:
        vx = (ux * uz * p - uy * q) / flat + ux * cosine
        vy = (uy * uz * p + ux * q) / flat + uy * cosine
        vz = -flat * p + uz * cosine
    length = math.sqrt(vx * vx + vy * vy + vz * vz)
    return vx / length, vy / length, vz / length


@njit(cache=True, error_model="numpy")
def score_fluence(edges, sums, first, z, uz, begin, end, weight, mua):  # type: ignore[no-untyped-def]
    """Add weight times path to every depth bin between two distances along a flight, ``weight`` falling by ``mua`` from the first."""
    for i in range(edges.size - 1):
        low, high = begin, end
        if uz == 0.0:
            if not edges[i] <= z < edges[i + 1]:
                continue
        else:
            one, two = (edges[i] - z) / uz, (edges[i + 1] - z) / uz
            low, high = max(low, min(one, two)), min(high, max(one, two))
        if low < high:
            path = high - low if mua * (high - low) < 1e-9 else -math.expm1(-mua * (high - low)) / mua
            sums[first + i] += weight * math.exp(-mua * (low - begin)) * path


@njit(cache=True, error_model="numpy")
def absorb(chords, count, step, weight, mua, slot, sums, edges, bins_slot, z, uz):  # type: ignore[no-untyped-def]
    """Let the weight fall along one flight through tissue and ``count`` chords, booking what each took; the weight that is left."""
    here = 0.0
    while here < step:
        there, best, taker, coefficient = step, -1.0, slot, mua
        for k in range(count):
            for edge in range(2):
                if here < chords[k, edge] < there:
                    there = chords[k, edge]
        middle = 0.5 * (here + there)
        for k in range(count):
            stronger = chords[k, 4] > best or (chords[k, 4] == best and chords[k, 2] > coefficient)  # of two dots the darker counts
            if chords[k, 0] <= middle < chords[k, 1] and stronger:
                best, coefficient, taker = chords[k, 4], chords[k, 2], int(chords[k, 3])
        if edges.size > 1:
            score_fluence(edges, sums, bins_slot, z, uz, here, there, weight, coefficient)
        left = weight * math.exp(-coefficient * (there - here))
        sums[taker] += weight - left
        weight, here = left, there
    return weight


@njit(cache=True, error_model="numpy")
def start_radius(shape, spot_radius, radii, heights):  # type: ignore[no-untyped-def]
    """Distance from the axis, across the beam, at which a photon starts."""
    if shape == FLAT_TOP:
        return spot_radius * math.sqrt(np.random.random())
    if shape == GAUSSIAN:
        return spot_radius * math.sqrt(-0.5 * math.log(1.0 - np.random.random()))
    while shape == MEASURED:
        radius = radii[-1] * math.sqrt(np.random.random())
        if heights.max() * np.random.random() < np.interp(radius, radii, heights):
            return radius
    return 0.0


@njit(cache=True, error_model="numpy")
def walk(photons, seed, medium, dots, hairs, cubes, bounds, source, roulette_below, edges, sums):  # type: ignore[no-untyped-def]
    """Walk ``photons`` and add their energy to ``sums``: 6 fates, layers, dots, shafts, bulges, bulbs, weight times path by depth."""
    np.random.seed(seed)
    wall, n, mua, mus, g = medium
    owner, corner, size = cubes
    edge, width, height = bounds
    shape, spot_radius, tilt, places, radii, heights = source
    layers = g.size
    dot_slot, hair_slot = OWN + layers, OWN + layers + dots.shape[0]
    bins_slot = hair_slot + 3 * hairs.shape[0]
    band = (0.0, 0.0, 0.0)
    if dots.shape[0] > 0:
        reach = dots[:, ch.HALF_HEIGHT]
        band = ((dots[:, ch.Z] - reach).min(), (dots[:, ch.Z] + reach).max(), dots[:, ch.RADIUS].max())
    darkness = np.empty(dots.shape[0])
    for k in range(dots.shape[0]):
        darkness[int(dots[k, ch.NUMBER])] = dots[k, ch.MUA]
    period = (width, height) if edge == ch.PERIODIC else (0.0, 0.0)
    chords = np.empty((ch.MOST, 5))
    mirrored, cosine = fresnel(n[0], n[1], math.cos(tilt))
    sine = n[0] / n[1] * math.sin(tilt)
    for _ in range(photons):
        radius, turn = start_radius(shape, spot_radius, radii, heights), 2.0 * math.pi * np.random.random()
        place = places[int(places.shape[0] * np.random.random())]
        x, y, z = (place[0] + radius * math.cos(turn)) / math.cos(tilt), place[1] + radius * math.sin(turn), 0.0
        ux, uy, uz = sine, 0.0, cosine
        layer, weight, free = 0, 1.0 - mirrored, -1.0
        sums[SPECULAR] += mirrored
        if mirrored >= 1.0:
            continue
        while True:
            if edge == ch.PERIODIC:
                x -= width * math.floor(x / width + 0.5)
                y -= height * math.floor(y / height + 0.5)
            if free <= 0.0:
                free = -math.log(1.0 - np.random.random())
            step, event = FARTHEST_MM, 0
            if mus[layer] > 0.0 and free / mus[layer] < step:
                step, event = free / mus[layer], 1
            if uz != 0.0:
                to_wall = max(0.0, ((wall[layer + 1] if uz > 0.0 else wall[layer]) - z) / uz)
                if to_wall < step:
                    step, event = to_wall, 2
            if edge == ch.OPEN:
                if ux != 0.0 and (math.copysign(0.5 * width, ux) - x) / ux < step:
                    step, event = max(0.0, (math.copysign(0.5 * width, ux) - x) / ux), 3
                if uy != 0.0 and (math.copysign(0.5 * height, uy) - y) / uy < step:
                    step, event = max(0.0, (math.copysign(0.5 * height, uy) - y) / uy), 3
            count = 0
            if dots.shape[0] == 0:
                pass
            elif size > 0.0:
                count = ch.voxel_chords(chords, count, owner, corner, size, darkness, dot_slot, x, y, z, ux, uy, uz, step)
            else:
                count = ch.dot_chords(chords, count, dots, band, dot_slot, period, x, y, z, ux, uy, uz, step)
            if hairs.shape[0] > 0:
                count = ch.hair_chords(chords, count, hairs, hair_slot, period, x, y, z, ux, uy, uz, step)
            if count > 0 or edges.size > 1:
                weight = absorb(chords, count, step, weight, mua[layer], OWN + layer, sums, edges, bins_slot, z, uz)
            else:
                left = weight * math.exp(-mua[layer] * step)
                sums[OWN + layer] += weight - left
                weight = left
            free -= step * mus[layer]
            x, y, z = x + ux * step, y + uy * step, z + uz * step
            if event == 0:  # no wall and no scattering ahead: what is left is absorbed for certain
                sums[OWN + layer] += weight
                break
            if event == 3:
                sums[SIDEWAYS] += weight
                break
            if event == 2:
                down = uz > 0.0
                beyond = layer + 1 if down else layer - 1
                z = wall[layer + 1] if down else wall[layer]
                reflectance, cosine2 = fresnel(n[layer + 1], n[beyond + 1], abs(uz))
                if np.random.random() < reflectance:
                    uz = -uz
                    continue
                ux, uy = ux * n[layer + 1] / n[beyond + 1], uy * n[layer + 1] / n[beyond + 1]
                uz = cosine2 if down else -cosine2
                layer = beyond
                if layer < 0 or layer == layers:
                    sums[DIFFUSE if layer < 0 else TRANSMITTED] += weight
                    break
                continue
            free = -1.0
            ux, uy, uz = turned(g[layer], ux, uy, uz)
            if weight < roulette_below:
                if np.random.random() >= SURVIVAL:
                    sums[LOST] += weight
                    break
                sums[GAINED] += weight / SURVIVAL - weight
                weight /= SURVIVAL
