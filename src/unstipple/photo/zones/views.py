"""Several views of one head, joined on named regions of the scalp: each region is counted once, from where it is seen best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from unstipple.photo.zones.area import Area
from unstipple.pigment import ZonePigment

DISAGREE = 0.35
"""Relative difference of two views' areas above which somebody drew another region, or one scale is wrong."""


@dataclass(frozen=True, slots=True)
class RegionView:
    """One region as one view shows it."""

    region: str
    view: str
    area: Area
    pigment: ZonePigment


@dataclass(frozen=True, slots=True)
class Region:
    """One region of the head: area and pigment from the view that faces it best, with an interval that also holds the other views' answers.

    ``disagreement`` is the largest relative difference of another view's area; above ``DISAGREE`` outlines or scales want a second look.
    """

    name: str
    view: str
    seen_in: tuple[str, ...]
    area: Area
    pigment: ZonePigment
    disagreement: float

    @property
    def agrees(self) -> bool:
        """Whether all views tell about the same area."""
        return self.disagreement <= DISAGREE


def join_views(seen: Iterable[RegionView]) -> tuple[Region, ...]:
    """Regions in the order in which they are first named. Areas of different views are never added up."""
    by_name: dict[str, list[RegionView]] = {}
    for one in seen:
        by_name.setdefault(one.region, []).append(one)
    return tuple(_joined(name, views) for name, views in by_name.items())


def _joined(name: str, views: list[RegionView]) -> Region:
    best = max(views, key=lambda one: one.area.facing)
    others = [one.area for one in views if one is not best]
    apart = max((abs(float(np.log(other.cm2 / best.area.cm2))) for other in others if other.cm2 > 0 and best.area.cm2 > 0), default=0.0)
    area = Area(
        best.area.cm2,
        min([best.area.low_cm2, *(other.cm2 for other in others if other.facing >= best.area.facing * 0.9)]),
        max([best.area.high_cm2, *(other.cm2 for other in others)]),
        best.area.facing,
    )
    return Region(name, best.view, tuple(one.view for one in views), area, best.pigment, float(np.expm1(apart)))
