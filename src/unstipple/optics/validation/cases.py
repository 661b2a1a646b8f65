"""The reference cases as they stand in ``references.toml``: a scene, and what others found for it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Any

import numpy as np

from unstipple.optics.beam import Beam
from unstipple.optics.layers import Layer, Stack
from unstipple.optics.objects import Dots, Field, Hairs


@dataclass(frozen=True, slots=True)
class Reference:
    """One number found by others: a quantity of `quantities.measured`, its value and standard error, dimensionless, and where from."""

    quantity: str
    value: float
    error: float
    source: str
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A scene to fly and what to compare; ``photons_share`` is its part of the photons that a full case gets."""

    name: str
    stack: Stack
    beam: Beam | None
    dots: Dots | None
    hairs: Hairs | None
    field: Field | None
    depth_edges_mm: tuple[float, ...]
    photons_share: float
    references: tuple[Reference, ...]

    def photons(self, of: int) -> int:
        """Photons to fly when a full case gets ``of``."""
        return max(1, round(self.photons_share * of))


def read_cases() -> tuple[Case, ...]:
    """Read all cases in the order of the file."""
    text = files("unstipple.optics.validation").joinpath("references.toml").read_text(encoding="utf-8")
    return tuple(as_case(table) for table in tomllib.loads(text)["case"])


def as_case(table: Mapping[str, Any]) -> Case:
    """Build a case from its table; layers, dots and hairs are rows in the order of the fields of `Layer`, `Dots` and `Hairs`."""
    stack = Stack(tuple(Layer(*row) for row in table["layers"]), table.get("n_above", 1.0), table.get("n_below", 1.0))
    return Case(
        name=table["name"],
        stack=stack,
        beam=Beam(**table["beam"]) if "beam" in table else None,
        dots=Dots(**_columns(Dots, table["dots"])) if "dots" in table else None,
        hairs=Hairs(**_columns(Hairs, table["hairs"])) if "hairs" in table else None,
        field=Field(**table["field"]) if "field" in table else None,
        depth_edges_mm=tuple(table.get("depth_edges_mm", ())),
        photons_share=table.get("photons_share", 1.0),
        references=tuple(Reference(**reference) for reference in table["reference"]),
    )


def _columns(kind: type[Dots] | type[Hairs], rows: list[list[float]]) -> dict[str, Any]:
    return {each.name: np.array(column) for each, column in zip(fields(kind), zip(*rows, strict=True), strict=True)}
