"""unstipple: planning for the laser removal of scalp micropigmentation.

The front door: what a script needs to go from a photograph and a consult to a course of treatment. Nothing inside imports it, and a name
is loaded only when it is asked for. Decision support for trained clinicians who verify every setting; not cleared or certified as a
medical device.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unstipple.consult import CaseFile, parse_case
    from unstipple.course import Course, Doubt, build_course
    from unstipple.device import Laser, Setting, laser, laser_names
    from unstipple.errors import BadInput, NoPlan, UnknownName, UnsafePlan, UnstippleError, UnusablePhoto
    from unstipple.optics import Beam, Layer, Stack, simulate
    from unstipple.photo import look, read_photo
    from unstipple.rules import screen

_ROOMS = {
    "consult": ("CaseFile", "parse_case"),
    "course": ("Course", "Doubt", "build_course"),
    "device": ("Laser", "Setting", "laser", "laser_names"),
    "errors": ("BadInput", "NoPlan", "UnknownName", "UnsafePlan", "UnstippleError", "UnusablePhoto"),
    "optics": ("Beam", "Layer", "Stack", "simulate"),
    "photo": ("look", "read_photo"),
    "rules": ("screen",),
}

__all__ = [
    "BadInput", "Beam", "CaseFile", "Course", "Doubt", "Laser", "Layer", "NoPlan", "Setting", "Stack", "UnknownName", "UnsafePlan",
    "UnstippleError", "UnusablePhoto", "build_course", "laser", "laser_names", "look", "parse_case", "read_photo", "screen", "simulate",
]  # fmt: skip
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(f"unstipple.{room}"), name)
    raise AttributeError(f"module 'unstipple' has no attribute {name!r}")
