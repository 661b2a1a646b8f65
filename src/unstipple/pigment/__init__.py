"""Inks, dots and the pigment map."""

from unstipple.pigment.counting import Counting
from unstipple.pigment.dots import Dots, Kind
from unstipple.pigment.ink import InkClass, absorption_ratio, depths_mm, ink_class
from unstipple.pigment.map import pigment_map, poisson_interval
from unstipple.pigment.zone import ZonePigment

__all__ = [
    "Counting",
    "Dots",
    "InkClass",
    "Kind",
    "ZonePigment",
    "absorption_ratio",
    "depths_mm",
    "ink_class",
    "pigment_map",
    "poisson_interval",
]
