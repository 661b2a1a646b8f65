"""Lasers as data, and settings that a laser can really do."""

from unstipple.device.laser import FIELD_KINDS, BeamProfile, FieldKind, Laser, Mode, PulseClass
from unstipple.device.reading import find_laser, laser, laser_names, read_laser
from unstipple.device.setting import Setting, refuse_unreachable, spot_area_cm2

__all__ = [
    "FIELD_KINDS", "BeamProfile", "FieldKind", "Laser", "Mode", "PulseClass", "Setting",
    "find_laser", "laser", "laser_names", "read_laser", "refuse_unreachable", "spot_area_cm2",
]  # fmt: skip
