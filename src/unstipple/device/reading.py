"""Finds lasers in the bundled catalogue or in a clinic's own file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from unstipple.device.laser import Laser
from unstipple.device.laser_file import parse_laser
from unstipple.errors import BadInput, UnknownName

TEMPLATE = "my-laser"


@cache
def laser_names() -> tuple[str, ...]:
    """Names of the bundled lasers, sorted."""
    entries = (files("unstipple.device") / "catalogue").iterdir()
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")))


@cache
def laser(name: str) -> Laser:
    """The bundled laser of that name. Raises `UnknownName` with the nearest names."""
    if name not in laser_names():
        raise UnknownName("laser", name, laser_names())
    text = (files("unstipple.device") / "catalogue" / f"{name}.toml").read_text(encoding="utf-8")
    return parse_laser(name, text, f"{name}.toml")


def read_laser(path: Path) -> Laser:
    """A laser from a clinic's own TOML file. Raises `BadInput` naming the file, the field and what is allowed."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as problem:
        raise BadInput("laser", str(path), "a readable laser file (TOML)", str(path)) from problem
    return parse_laser(path.stem, text, path.name)


def find_laser(name: str, folder: Path | None = None) -> Laser:
    """A laser by catalogue name, or by file name (``….toml``) relative to ``folder``."""
    if name.endswith(".toml"):
        return read_laser((folder or Path()) / name)
    return laser(name)
