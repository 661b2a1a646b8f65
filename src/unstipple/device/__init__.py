"""Lasers as data, what a clinic measured on its own, and settings that a laser can really do."""

from unstipple.device.commissioning import BeamProfile, BeamReading, Commissioning, EnergyReading, SpotTrim
from unstipple.device.commissioning_file import parse_commissioning, read_commissioning
from unstipple.device.laser import FIELD_KINDS, FieldKind, Handpiece, Laser, Mode, PulseClass, spot_area_cm2
from unstipple.device.reading import TEMPLATE, find_laser, laser, laser_names, read_laser
from unstipple.device.setting import Setting, refuse_unreachable

__all__ = [
    "FIELD_KINDS", "TEMPLATE", "BeamProfile", "BeamReading", "Commissioning", "EnergyReading", "FieldKind", "Handpiece", "Laser", "Mode",
    "PulseClass", "Setting", "SpotTrim", "find_laser", "laser", "laser_names", "parse_commissioning", "read_commissioning", "read_laser",
    "refuse_unreachable", "spot_area_cm2",
]  # fmt: skip
