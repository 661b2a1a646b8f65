"""Neighbouring tiles grow together into zones: those whose joining costs least likeness first (Ward's criterion with adjacency)."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import count

import cv2
import numpy as np

from unstipple.photo.zones.tiles import Array, Labels, Tiles

FINE = 2


@dataclass(slots=True)
class _Regions:
    """Regions while they grow: members, size and mean features of each living one, and who touches whom."""

    members: dict[int, list[int]]
    mean: dict[int, Array]
    touching: dict[int, set[int]]
    fresh: int
    queue: list[tuple[float, int, int, int]] = field(default_factory=list)
    order: count[int] = field(default_factory=count)

    def push(self, one: int, other: int) -> None:
        heapq.heappush(self.queue, (self.cost(one, other), next(self.order), one, other))

    def cost(self, one: int, other: int) -> float:
        """Growth of the sum of squares by joining the two."""
        a, b = len(self.members[one]), len(self.members[other])
        return a * b / (a + b) * float(np.sum((self.mean[one] - self.mean[other]) ** 2))

    def join(self, one: int, other: int) -> None:
        """Make one region of two, under a new name."""
        name = self.fresh = self.fresh + 1
        a, b = len(self.members[one]), len(self.members[other])
        self.mean[name] = (a * self.mean.pop(one) + b * self.mean.pop(other)) / (a + b)
        self.members[name] = self.members.pop(one) + self.members.pop(other)
        near = (self.touching.pop(one) | self.touching.pop(other)) - {one, other}
        self.touching[name] = near
        for each in near:
            self.touching[each] -= {one, other}
            self.touching[each].add(name)
            self.push(name, each)


def grow(tiles: Tiles, *, zones: int, least_width: float) -> Labels:
    """Zone number (n,) of every tile.

    At most ``zones`` contiguous zones come out (a field in pieces has at least one a piece), none narrower at its widest than
    ``least_width`` tiles unless it has no neighbour to join.
    """
    regions = _single(tiles)
    # slivers are taken in while there are still many zones to choose from; else whole zones would be swallowed for their sake
    for most in (FINE * zones, zones):
        _join_likest(regions, most)
        _take_in_narrow(regions, tiles, least_width)
    labels = np.zeros(len(tiles.row), dtype=np.intp)
    for number, members in enumerate(regions.members.values()):
        labels[members] = number
    return labels


def _join_likest(regions: _Regions, most: int) -> None:
    """Join the pair that costs least until at most ``most`` regions are left, or none touch."""
    while len(regions.members) > most and regions.queue:
        _, _, one, other = heapq.heappop(regions.queue)
        if one in regions.members and other in regions.members:
            regions.join(one, other)


def _take_in_narrow(regions: _Regions, tiles: Tiles, least_width: float) -> None:
    """Join every region that is too narrow to its likest neighbour, smallest first."""
    while narrow := _narrow(regions, tiles, least_width):
        one = narrow[0]
        regions.join(one, min(regions.touching[one], key=lambda near: regions.cost(one, near)))


def _narrow(regions: _Regions, tiles: Tiles, least: float) -> list[int]:
    """Living regions into which no circle of that width fits and that have a neighbour to join, smallest first."""
    found = [r for r, members in regions.members.items() if regions.touching[r] and _width(members, tiles) < least]
    return sorted(found, key=lambda r: len(regions.members[r]))


def _width(members: list[int], tiles: Tiles) -> float:
    """Diameter in tiles of the widest circle inside a region."""
    grid = np.zeros((tiles.shape[0] + 2, tiles.shape[1] + 2), dtype=np.uint8)
    grid[tiles.row[members] + 1, tiles.column[members] + 1] = 1
    return 2 * float(cv2.distanceTransform(grid, cv2.DIST_L2, 5).max()) - 1


def _single(tiles: Tiles) -> _Regions:
    where = {(int(r), int(c)): n for n, (r, c) in enumerate(zip(tiles.row, tiles.column, strict=True))}
    regions = _Regions({n: [n] for n in where.values()}, dict(enumerate(tiles.features)), {n: set() for n in where.values()}, len(where))
    for (r, c), n in where.items():
        for near in ((r + 1, c), (r, c + 1)):
            if near in where:
                regions.touching[n].add(where[near])
                regions.touching[where[near]].add(n)
                regions.push(n, where[near])
    return regions
