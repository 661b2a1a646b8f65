"""The light engine held against numbers that it did not make: published tables, exact laws, adding-doubling, a float64 twin."""

from unstipple.optics.validation.cases import Case, Reference, read_cases
from unstipple.optics.validation.reciprocity import PAIRS, SwappedPair
from unstipple.optics.validation.rows import Row, Verdict, judge
from unstipple.optics.validation.run import photons_flown, validate

__all__ = ["PAIRS", "Case", "Reference", "Row", "SwappedPair", "Verdict", "judge", "photons_flown", "read_cases", "validate"]
