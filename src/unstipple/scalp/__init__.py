"""Frame, zones, areas: pure geometry."""

from unstipple.scalp.polygon import Polygon
from unstipple.scalp.zone import Zone

__all__ = ["Polygon", "Zone"]
