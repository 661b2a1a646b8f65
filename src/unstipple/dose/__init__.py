"""What one stamp does at each site, per incident fluence: light at the dots and in the epidermis."""

from unstipple.dose.build_up import Effort, build_up
from unstipple.dose.injury import relative_volume

__all__ = ["Effort", "build_up", "relative_volume"]
