"""Other people's spot finders behind one call, each with one threshold for every picture.

`FINDERS` maps a name to a function of (optical density above the skin, scalp mask, mm per px, threshold) that gives x and y in px.
`THRESHOLDS` holds what ``reading_dots.py --tune`` found best for each on scenes with seeds below 1000, which no reported figure uses.
"""

from peers.finders import FINDERS, GRIDS, THRESHOLDS

__all__ = ["FINDERS", "GRIDS", "THRESHOLDS"]
