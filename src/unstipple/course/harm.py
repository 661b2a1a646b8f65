"""The risk table of a course: every row a range with its grade, or an honest blank."""

from __future__ import annotations

from collections.abc import Sequence

from unstipple.consult import CaseFile
from unstipple.evidence import value
from unstipple.outcome import (
    Risk,
    crust_risk,
    darkening_risk,
    hyperpigmentation_risk,
    hypopigmentation_risk,
    infection_risk,
    scar_risk,
    shadow_risk,
    unknown,
)  # fmt: skip
from unstipple.plan import ZonePlan
from unstipple.rules import Finding, skin_group


def risks(case: CaseFile, zones: Sequence[ZonePlan]) -> tuple[Risk, ...]:
    """All risks per patient and course; the zone with the largest melanin load speaks for the course."""
    worst = max(zones, key=lambda zone: zone.forecast.melanin_load_j_cm2)
    shortest_nm = min(zone.setting.wavelength_nm for zone in zones)
    rows = [
        hypopigmentation_risk(worst.forecast.melanin_load_j_cm2),
        hyperpigmentation_risk(shortest_nm, case.skin.type_number),
        scar_risk(_scar_factors(case)),
        unknown("hair-change", "hair-animal-white" if _hair(case, zones) else "hair-none-kept"),
        darkening_risk(case.ink.kind, case.ink.documented),
        crust_risk(),
        unknown("blister", "no-rate"),
        infection_risk(),
        shadow_risk(),
    ]
    return tuple(rows)


def stacked(rows: Sequence[Risk]) -> list[Finding]:
    """A hold where a person's risk factors stack the chance of a scar past everything that was published."""
    most = value("harm.scar_published_high")
    return [
        Finding("risk-stacked", "hold", most.sources, {"chance": row.mid, "published": most.value})
        for row in rows
        if row.name == "scar" and row.mid is not None and row.mid > most.value
    ]


def _hair(case: CaseFile, zones: Sequence[ZonePlan]) -> bool:
    return any(zone.target.hair_bearing for zone in zones) or any(zone.hair != "bald" for zone in case.zone)


def _scar_factors(case: CaseFile) -> tuple[str, ...]:
    history = case.history
    applies = {
        "keloid": history.keloid,
        "prior_scar": history.scar_in_field,
        "blister": history.blister_last_time,
        "dark_skin": skin_group(case.skin.type_number) == "dark",
    }
    return tuple(name for name, yes in applies.items() if yes)
