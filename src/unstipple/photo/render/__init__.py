"""Pictures of invented scalps with known dots: no real photograph of a tattooed scalp may be passed on, so tests and the demo use these."""

from unstipple.photo.render.picture import render
from unstipple.photo.render.scene import Rendered, Scene
from unstipple.photo.render.visit import Revisited, Visit, revisit

__all__ = ["Rendered", "Revisited", "Scene", "Visit", "render", "revisit"]
