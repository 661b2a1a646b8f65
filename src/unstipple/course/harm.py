"""The risk table of a course: every row a range with its grade, or an honest blank."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unstipple.consult import CaseFile
from unstipple.dose.follicle import FollicleHeat
from unstipple.evidence import Draws, value
from unstipple.outcome import (
    Risk,
    blister_risk,
    crust_risk,
    darkening_risk,
    hair_shedding_risk,
    hair_whitening_risk,
    hyperpigmentation_by_volume,
    hyperpigmentation_risk,
    hypopigmentation_by_volume,
    hypopigmentation_risk,
    infection_risk,
    scar_by_volume,
    scar_risk,
    shadow_risk,
    stricter,
)  # fmt: skip
from unstipple.plan import ZonePlan
from unstipple.rules import Finding, skin_group


def risks(case: CaseFile, zones: Sequence[ZonePlan], draws: Draws) -> tuple[Risk, ...]:
    """All risks per patient and course; the zone whose visit lays most on the epidermis speaks for the course.

    Where two models answer the same question, the one that says more counts.
    """
    load = max(zone.forecast.harm.melanin_load_j_cm2 for zone in zones)
    volume = max((zone.forecast.harm.relative_volume for zone in zones), key=lambda found: float(np.median(found)))
    shortest_nm = min(step.setting.wavelength_nm for zone in zones for step in zone.regimen.steps)
    factors, hair = _scar_factors(case), _worst_hair(zones)
    return (
        stricter(hypopigmentation_risk(load), hypopigmentation_by_volume(volume, draws)),
        stricter(hyperpigmentation_risk(shortest_nm, case.skin.type_number), hyperpigmentation_by_volume(volume, draws)),
        stricter(scar_risk(factors), scar_by_volume(volume, draws, factors)),
        hair_shedding_risk(hair.bulb_rise_k if hair else None),
        hair_whitening_risk(hair.bulb_over_threshold if hair else None, draws),
        darkening_risk(case.ink.kind, case.ink.documented),
        crust_risk(),
        blister_risk(),
        infection_risk(),
        shadow_risk(),
    )


def stacked(rows: Sequence[Risk]) -> list[Finding]:
    """A hold where a person's risk factors stack the chance of a scar past everything that was published."""
    most = value("harm.scar_published_high")
    return [
        Finding("risk-stacked", "hold", most.sources, {"chance": row.mid, "published": most.value})
        for row in rows
        if row.name == "scar" and row.mid is not None and row.mid > most.value
    ]


def _worst_hair(zones: Sequence[ZonePlan]) -> FollicleHeat | None:
    """What becomes of hair in the zone whose bulbs get most light; ``None`` where no treated zone bears any."""
    found = [zone.dose.tissue.follicle for zone in zones if zone.dose]
    return max((each for each in found if each), key=lambda each: float(np.median(each.bulb_over_threshold)), default=None)


def _scar_factors(case: CaseFile) -> tuple[str, ...]:
    history = case.history
    applies = {
        "keloid": history.keloid,
        "prior_scar": history.scar_in_field,
        "blister": history.blister_last_time,
        "dark_skin": skin_group(case.skin.type_number) == "dark",
    }
    return tuple(name for name, yes in applies.items() if yes)
