"""Dots in a picture: how dark, how large, how sure, and whether pigment or hair."""

from unstipple.photo.dots.detect import find_dots

__all__ = ["find_dots"]
