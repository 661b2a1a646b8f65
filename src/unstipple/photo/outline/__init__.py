"""Which pixels of a photograph are scalp worth looking at."""

from unstipple.photo.outline.find import find_scalp
from unstipple.photo.outline.trim import filled, shrunk, without_glare, without_polygons

__all__ = ["filled", "find_scalp", "shrunk", "without_glare", "without_polygons"]
