"""What the skin itself looks like: melanin, redness, typology angle, hair, and marks that somebody has to examine."""

from unstipple.photo.skin.hair import Hair, seen_hair
from unstipple.photo.skin.indices import Indices, indices
from unstipple.photo.skin.ita import Typology, typology
from unstipple.photo.skin.marks import Mark, find_marks
from unstipple.photo.skin.seen import Skin, see_skin

__all__ = ["Hair", "Indices", "Mark", "Skin", "Typology", "find_marks", "indices", "see_skin", "seen_hair", "typology"]
