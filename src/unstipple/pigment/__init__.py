"""Inks, dots, the pigment map, and from a dot's look to its carbon."""

from unstipple.pigment.carbon import Carbon, Seen, carbon, zone_depth_mm
from unstipple.pigment.counting import Counting
from unstipple.pigment.dots import Dots, Kind
from unstipple.pigment.ink import InkClass, absorption_ratio, depths_mm, ink_class
from unstipple.pigment.look import BandLight, Look, band_light, look
from unstipple.pigment.map import pigment_map, poisson_interval
from unstipple.pigment.zone import ZonePigment

__all__ = [
    "BandLight",
    "Carbon",
    "Counting",
    "Dots",
    "InkClass",
    "Kind",
    "Look",
    "Seen",
    "ZonePigment",
    "absorption_ratio",
    "band_light",
    "carbon",
    "depths_mm",
    "ink_class",
    "look",
    "pigment_map",
    "poisson_interval",
    "zone_depth_mm",
]
