"""The other rows of the risk table: published rates as they stand, and honest blanks where there is none."""

from __future__ import annotations

from unstipple.evidence import number, value
from unstipple.outcome.risk import Risk


def hyperpigmentation_risk(wavelength_nm: float, type_number: int) -> Risk:
    """Lasting dark patches: the published series nearest in wavelength and skin."""
    if wavelength_nm >= number("response.reference_wavelength_nm"):
        return _published("hyperpigmentation", "harm.hyperpigmentation_light_pct", percent=True)
    dark = type_number >= number("harm.hyperpigmentation_dark_from_type")
    name = "harm.hyperpigmentation_dark_755_pct" if dark else "harm.hyperpigmentation_755_pct"
    return _published("hyperpigmentation", name, percent=True)


def darkening_risk(ink_kind: str, documented: bool) -> Risk:
    """Pigment turning darker: by what is known of the ink."""
    if ink_kind == "carbon" and documented:
        return unknown("darkening", "carbon-documented")
    name = "harm.darkening_oxide" if ink_kind == "oxide" else "harm.darkening_cosmetic"
    return _published("darkening", name)


def infection_risk() -> Risk:
    """Infection of the treated skin."""
    return _published("infection", "harm.infection")


def crust_risk() -> Risk:
    """Crusts for some days."""
    return _published("crust", "harm.crust")


def shadow_risk() -> Risk:
    """A faint shadow that stays."""
    return _published("residual-shadow", "harm.residual_shadow")


def unknown(name: str, basis: str) -> Risk:
    """A risk for which no rate is known."""
    return Risk(name, None, None, None, "D", basis, ())


def _published(name: str, evidence_name: str, percent: bool = False) -> Risk:
    found = value(evidence_name)
    scale = 100 if percent else 1
    low = found.value if found.low is None else found.low
    high = found.value if found.high is None else found.high
    return Risk(name, low / scale, found.value / scale, high / scale, found.grade, "published", found.sources)
