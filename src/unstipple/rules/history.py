"""What the person has lived through: gold, pregnancy, scars, illnesses of the immune system."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from unstipple.consult import CaseFile
from unstipple.evidence import number
from unstipple.rules.classes import RECORDED, entries, named, written
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule


@rule(
    "gold", "stop", absolute=True, sources=("cohen-2015",), limits=("screening.gold_longest_years",), asks=("history.gold_ever",),
    reads=("medicines.gold", "conditions.gold"),
)  # fmt: skip
def gold(case: CaseFile, today: date) -> Finding | None:
    """Gold treatment, however long ago, forbids these lasers: the skin can turn blue-grey for good."""
    given = case.history.gold_ever or named(case, "medicines", "gold") or named(case, "conditions", "gold")
    return gold.finding(years=round(number("screening.gold_longest_years"))) if given else None


@rule("pregnancy", "hold", absolute=True, sources=("memory",), asks=("history.pregnant",), reads=("conditions.pregnancy",))
def pregnancy(case: CaseFile, today: date) -> Finding | None:
    """Removal waits until after a pregnancy."""
    return pregnancy.finding() if case.history.pregnant or named(case, "conditions", "pregnancy") else None


@rule("breast-feeding", "hold", who="physician", sources=("memory",), asks=("history.breastfeeding",))
def breast_feeding(case: CaseFile, today: date) -> Finding | None:
    """Removal waits until after breast-feeding."""
    return breast_feeding.finding() if case.history.breastfeeding else None


@rule(
    "keloid", "caution", who="physician", sources=("memory", "brazil-304"), asks=("history.keloid", "history.conditions"),
    reads=("conditions.keloid",),
)  # fmt: skip
def keloid(case: CaseFile, today: date) -> Finding | None:
    """A person who forms raised scars may form them here."""
    return keloid.finding() if case.history.keloid or named(case, "conditions", "keloid") else None


@rule(
    "autoimmune", "caution", who="dermatologist", sources=("guide-2026", "aurangabadkar-2009"), asks=("history.conditions",),
    reads=("conditions.autoimmune",),
)  # fmt: skip
def autoimmune(case: CaseFile, today: date) -> Finding | None:
    """Lupus or another autoimmune illness may flare."""
    words = written(named(case, "conditions", "autoimmune"))
    return autoimmune.finding(words=words) if words else None


@rule(
    "immunosuppression", "caution", who="physician", sources=("memory",), asks=("history.conditions", "history.medicines"),
    reads=("conditions.immunosuppression", "medicines.immunosuppressant"),
)  # fmt: skip
def immunosuppression(case: CaseFile, today: date) -> Finding | None:
    """A weakened immune system heals slowly and catches infections."""
    words = written(named(case, "conditions", "immunosuppression") + named(case, "medicines", "immunosuppressant"))
    return immunosuppression.finding(words=words) if words else None


@rule("herpes", "caution", who="physician", sources=("memory",), asks=("history.herpes_near_field",), reads=("conditions.herpes",))
def herpes(case: CaseFile, today: date) -> Finding | None:
    """Cold sores or shingles near the field may be woken by the laser."""
    return herpes.finding() if case.history.herpes_near_field or named(case, "conditions", "herpes") else None


@rule(
    "sarcoidosis", "caution", who="dermatologist", sources=("design", "aurangabadkar-2009"), asks=("history.conditions",),
    reads=("conditions.sarcoidosis",),
)  # fmt: skip
def sarcoidosis(case: CaseFile, today: date) -> Finding | None:
    """Sarcoidosis likes to settle in tattoos: the ink is felt for lumps first."""
    return sarcoidosis.finding() if named(case, "conditions", "sarcoidosis") else None


@rule("radiotherapy", "caution", who="dermatologist", sources=("memory",), asks=("history.conditions",), reads=("conditions.radiotherapy",))
def radiotherapy(case: CaseFile, today: date) -> Finding | None:
    """Skin that was irradiated heals badly and may hide a new growth."""
    words = written(named(case, "conditions", "radiotherapy"))
    return radiotherapy.finding(words=words) if words else None


@rule("scar", "caution", sources=("design",), asks=("history.scar_in_field",))
def scar(case: CaseFile, today: date) -> Finding | None:
    """Scarred skin clears less and scars again more easily."""
    return scar.finding() if case.history.scar_in_field else None


@rule("unknown-condition", "caution", who="physician", sources=("design",), asks=("history.conditions",))
def unknown_condition(case: CaseFile, today: date) -> Iterator[Finding]:
    """An illness that the program does not know is asked about, never passed over."""
    for entry in entries(case, "conditions"):
        if entry.unknown:
            yield unknown_condition.finding(word=entry.written, nearest=entry.nearest)


@rule("condition-recorded", "note", sources=("design",), asks=("history.conditions",), reads=("conditions.recorded",))
def condition_recorded(case: CaseFile, today: date) -> Finding | None:
    """An illness on which no rule depends is written down."""
    words = tuple(entry.written for entry in entries(case, "conditions") if entry.classes == {RECORDED})
    return condition_recorded.finding(words=words) if words else None
