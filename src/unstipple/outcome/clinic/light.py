"""The light that the published settings bring into skin: one run of the engine for all series of one skin and wavelength."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from unstipple.dose import Effort, build_up
from unstipple.evidence import Draws, number
from unstipple.outcome.clinic.series import Series
from unstipple.pigment import depths_mm

Array = NDArray[np.float64]
Beamline = tuple[int, float]
LEVEL_COUNT = 3
REFERENCE_TYPE = 2


def tissue_nm(wavelength_nm: float) -> float:
    """The wavelength whose tissue stands in: tissue is tabled from 755 to 1064 nm, and ruby's 694 nm takes that of 755 nm."""
    return float(np.clip(wavelength_nm, number("skin.anchor_short_nm"), number("skin.anchor_long_nm")))


@dataclass(frozen=True, slots=True, eq=False)
class ClinicLight:
    """Build-up in the epidermis and at the dots for every series, and at the reference setting of the clearance model."""

    tables: dict[Beamline, xr.Dataset]
    draws: Draws

    def epidermis(self, series: Series) -> Array:
        """Fluence in the epidermis per incident fluence (draw,)."""
        return np.asarray(self._table(series)["epidermis"].values, dtype=np.float64)

    def pigment(self, series: Series) -> Array:
        """Fluence at the dots per incident fluence (draw, level)."""
        return np.asarray(self._table(series)["pigment"].values, dtype=np.float64)

    @property
    def reference_pigment(self) -> Array:
        """The same (draw, level) at the reference wavelength, spot and skin."""
        table = self.tables[REFERENCE_TYPE, number("response.reference_wavelength_nm")]
        return np.asarray(table["pigment"].sel(spot=number("response.reference_spot_mm")).values, dtype=np.float64)

    def _table(self, series: Series) -> xr.Dataset:
        beamline = series.type_number, tissue_nm(series.number("wavelength_nm"))
        return self.tables[beamline].sel(spot=series.number("spot_mm"))


def light_for(
    series: Iterable[Series], draws: Draws, effort: Effort, progress: Callable[[float], None] | None = None
) -> ClinicLight:  # fmt: skip
    """Run the light engine for every skin and wavelength among the series."""
    spots = wanted(series)
    depths = depths_mm(draws, LEVEL_COUNT)
    tables = {
        beamline: build_up(*beamline, sorted(asked), depths, draws, effort=effort, progress=progress)
        for beamline, asked in sorted(spots.items())
    }
    return ClinicLight(tables, draws)


def wanted(series: Iterable[Series]) -> dict[Beamline, set[float]]:
    """Skins and wavelengths among the series, each with its spots in mm; the reference setting is always there."""
    found: dict[Beamline, set[float]] = {
        (REFERENCE_TYPE, number("response.reference_wavelength_nm")): {number("response.reference_spot_mm")}
    }
    for each in series:
        if each.has("wavelength_nm"):
            found.setdefault((each.type_number, tissue_nm(each.number("wavelength_nm"))), set()).add(each.number("spot_mm"))
    return found
