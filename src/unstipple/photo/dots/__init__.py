"""Dots in a picture: how dark, how large, how sure, and whether pigment or hair."""

from unstipple.photo.dots.detect import FALSE_DISCOVERIES, Found, find_dots
from unstipple.photo.dots.growth import told_by_growth
from unstipple.photo.dots.recall import Recall, recall_by_injection

__all__ = ["FALSE_DISCOVERIES", "Found", "Recall", "find_dots", "recall_by_injection", "told_by_growth"]
