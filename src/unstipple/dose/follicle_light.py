"""Light at the bulge and the bulb of hair follicles, per incident fluence."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from unstipple.errors import BadInput

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FollicleLight:
    """Fluence at bulge and bulb per incident fluence, a draw an entry: arrays (n,), dimensionless.

    ``bulge`` and ``bulb`` on the beam's axis; ``bulge_wide``, ``bulb_wide`` and ``epidermis_wide`` under an endless field: they say how
    much of the light comes from afar, so what the neighbouring stamps bring, and where all of the heat lies. Without ``epidermis_wide``
    the fluence's fall from bulge to bulb is carried on upwards. Raises `BadInput` for other than finite numbers of 0 or more.
    """

    bulge: Array
    bulb: Array
    bulge_wide: Array
    bulb_wide: Array
    epidermis_wide: Array | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) is None and field.default is None:
                continue
            given = np.asarray(getattr(self, field.name), dtype=np.float64)
            if given.ndim != 1 or given.shape != np.shape(self.bulge) or not np.all(np.isfinite(given) & (given >= 0)):
                raise BadInput(f"follicle light {field.name}", given.shape, "one finite number of 0 or more for every draw")
            object.__setattr__(self, field.name, given)


def follicle_light(table: xr.Dataset, spot_mm: float, *, bulge_site: int = 0, bulb_site: int = 1) -> FollicleLight:
    """Light at the follicles under one spot, from `unstipple.dose.build_up` with bulge and bulb among its sites beneath.

    The hair's own shade and that of other hairs are left out, so the light is an upper estimate; error: some per cent at the bulb.
    """
    axis, wide = table["beneath"].sel(spot=spot_mm).values, table["beneath_wide"].values
    return FollicleLight(axis[:, bulge_site], axis[:, bulb_site], wide[:, bulge_site], wide[:, bulb_site], table["epidermis_wide"].values)
