"""The invented man of ``unstipple demo``: his case file from ``demo.toml`` and a rendered scalp as his photograph."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from unstipple.photo.render import Rendered, Scene, render

DEMO_SCENE = Scene(skin_type=3)


@dataclass(frozen=True, slots=True)
class InventedPatient:
    """A case that may be shown to anybody. ``truth`` knows every dot of the photograph."""

    case_toml: str
    photo: bytes
    photo_name: str
    truth: Rendered


def invented_patient(seed: int = 1) -> InventedPatient:
    """The invented man with a photograph drawn from ``seed``; the same seed gives the same bytes."""
    truth = render(DEMO_SCENE, seed)
    name = "front.jpg"
    text = files("unstipple.phantom").joinpath("demo.toml").read_text(encoding="utf-8")
    outline = ", ".join(f"[{x:g}, {y:g}]" for x, y in truth.scalp_polygon)
    for field, value in (("photo_name", name), ("mm_per_px", f"{truth.mm_per_px:g}"), ("scalp", f"[{outline}]")):
        text = text.replace("{" + field + "}", value)
    return InventedPatient(case_toml=text, photo=truth.jpeg, photo_name=name, truth=truth)
