"""From batches to a run: means, standard errors from the spread between batches, and the balance of energy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from unstipple.errors import UnstippleError
from unstipple.optics.lanes.fields import GAINED, LOST, REFLECTED, SIDEWAYS, STEPS, TRANSMITTED, UNSCATTERED

Floats = npt.NDArray[np.float64]

BALANCE_TOLERANCE, BALANCE_TOLERANCE_WITH_OBJECTS = 1e-9, 1e-6
"""With objects a lane adds up in single precision what they took between two bookings."""
ONE_PHOTON_ERROR = 0.5
"""The most that a share can spread, for a run of a single batch, whose spread nobody knows."""


class EnergyImbalanceError(UnstippleError):
    """Reflected, transmitted and absorbed light do not add up to what entered: a defect of the engine, never of the input."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch counted, not yet divided by its photons.

    For ``total`` see `lanes.fields`; ``by_site`` is what dots and hair parts took, ``binned`` weight times path in bins (z, r + 1).
    """

    total: Floats
    absorbed: Floats
    by_site: Floats
    binned: Floats
    by_annulus: Floats
    by_angle: Floats


@dataclass(slots=True)
class Sums:
    """Sums over batches of ``counts`` photons, and of their squares for the standard errors."""

    counts: Floats
    first: dict[str, Floats] = field(default_factory=dict)
    second: dict[str, Floats] = field(default_factory=dict)
    cross: dict[str, Floats] = field(default_factory=dict)

    def add(self, number: int, batch: Batch) -> None:
        """Add batch ``number``; always in the same order, so that the sum does not depend on threads."""
        values = {
            "total": batch.total, "absorbed": batch.absorbed, "energy": batch.by_site, "by_annulus": batch.by_annulus,
            "within": np.cumsum(batch.binned, axis=1), "fluence": batch.binned, "by_angle": batch.by_angle,
        }  # fmt: skip
        for name, value in values.items():
            if name not in self.first:
                self.first[name], self.second[name], self.cross[name] = (np.zeros_like(value) for _ in range(3))
            self.first[name] += value
            self.second[name] += value**2
            self.cross[name] += self.counts[number] * value

    @property
    def photons(self) -> float:
        """Photons of all batches."""
        return float(self.counts.sum())

    def mean(self, name: str) -> Floats:
        """Mean per photon."""
        return self.first[name] / self.photons

    def error(self, name: str) -> Floats:
        """Standard error of the mean per photon."""
        batches = self.counts.size
        if batches == 1:
            return np.full_like(self.first[name], ONE_PHOTON_ERROR)
        mean = self.mean(name)
        spread = self.second[name] - 2 * mean * self.cross[name] + mean**2 * (self.counts**2).sum()
        return np.asarray(np.sqrt(np.maximum(spread, 0.0) * batches / (batches - 1)) / self.photons)

    def balance(self, specular: float) -> float:
        """Share by which what was absorbed must be scaled such that all adds up to 1.

        The true sum includes what the roulette took and gave, which must cancel to within rounding; what is left of its luck, of the
        order of 1e-2 over the root of the photons, is then spread over the absorbed energy.
        """
        total, absorbed = self.mean("total"), float(self.mean("absorbed").sum() + self.mean("energy").sum())
        left = specular + float(total[REFLECTED] + total[TRANSMITTED] + total[SIDEWAYS])
        whole = left + absorbed + float(total[LOST] - total[GAINED])
        tolerance = BALANCE_TOLERANCE_WITH_OBJECTS if self.first["energy"].any() else BALANCE_TOLERANCE
        if not abs(whole - 1.0) <= tolerance:
            raise EnergyImbalanceError(f"energy out over energy in is {whole!r}, not 1 within {tolerance:g}")
        return (1.0 - left) / absorbed if absorbed > 0 else 1.0

    def shares(self, specular: float, dots: int, hairs: int) -> dict[str, Any]:
        """The fields of a `LightRun` that are shares of the energy."""
        scale = self.balance(specular)
        total, total_error = self.mean("total"), self.error("total")
        energy, energy_error = self.mean("energy") * scale, self.error("energy")
        annulus, annulus_error = self.mean("by_annulus"), self.error("by_annulus")
        return {
            "specular_reflectance": specular,
            "diffuse_reflectance": float(total[REFLECTED]), "diffuse_reflectance_error": float(total_error[REFLECTED]),
            "transmittance": float(total[TRANSMITTED]), "transmittance_error": float(total_error[TRANSMITTED]),
            "unscattered_transmittance": float(total[UNSCATTERED]), "unscattered_transmittance_error": float(total_error[UNSCATTERED]),
            "escaped_sideways": float(total[SIDEWAYS]), "escaped_sideways_error": float(total_error[SIDEWAYS]),
            "absorbed_by_layer": self.mean("absorbed") * scale, "absorbed_by_layer_error": self.error("absorbed"),
            "absorbed_by_dot": energy[:dots], "absorbed_by_dot_error": energy_error[:dots],
            "absorbed_by_hair": energy[dots:].reshape(3, hairs), "absorbed_by_hair_error": energy_error[dots:].reshape(3, hairs),
            "reflected_by_annulus": annulus[0], "reflected_by_annulus_error": annulus_error[0],
            "transmitted_by_annulus": annulus[1], "transmitted_by_annulus_error": annulus_error[1],
            "escaped_by_angle": self.mean("by_angle"), "events_per_photon": float(total[STEPS]),
        }  # fmt: skip
