"""Photographs of tattooed scalps with known truth, made by other means than the pictures the program is tuned on.

A head (`Head`) has a fixed anatomy: skin, furrows, follicles, tattoo, in millimetres on a curved surface. A `Visit` says how it looks that
day and how it is photographed. `photograph` gives the picture and everything that is true about it.
"""

from scalp_scenes.head import Head
from scalp_scenes.photograph import Shot, photograph
from scalp_scenes.visit import Camera, Light, Pose, Visit

__all__ = ["Camera", "Head", "Light", "Pose", "Shot", "Visit", "photograph"]
