"""What the skin is like today: infected, red, inflamed, or ill in a way that light makes worse."""

from __future__ import annotations

from datetime import date

from unstipple.consult import CaseFile
from unstipple.rules.classes import named, written
from unstipple.rules.finding import Finding
from unstipple.rules.registry import rule


@rule(
    "infection",
    "hold",
    absolute=True,
    sources=("aurangabadkar-2009",),
    asks=("history.infection_or_open_skin",),
    reads=("conditions.infection",),
)
def infection(case: CaseFile, today: date) -> Finding | None:
    """Infected or open skin is never treated."""
    words = written(named(case, "conditions", "infection"))
    return infection.finding() if case.history.infection_or_open_skin or words else None


@rule("redness", "hold", who="dermatologist", needs_test_spot=True, sources=("design",), asks=("history.redness_in_field",))
def redness(case: CaseFile, today: date) -> Finding | None:
    """Red skin waits until it is calm; it is never answered with a lower setting.

    Holds without a day. Only lasting, harmless redness may be treated, on a dermatologist's word and a good test spot on that skin.
    """
    return redness.finding() if case.history.redness_in_field else None


@rule(
    "inflamed-skin",
    "hold",
    who="dermatologist",
    sources=("aurangabadkar-2009", "guide-2026"),
    asks=("history.conditions",),
    reads=("conditions.inflamed-skin",),
)
def inflamed_skin(case: CaseFile, today: date) -> Finding | None:
    """Seborrhoeic dermatitis or psoriasis waits until it is quiet."""
    words = tuple(entry.written for entry in named(case, "conditions", "inflamed-skin") if not entry.quiet)
    return inflamed_skin.finding(words=words) if words else None


@rule("inflamed-skin-quiet", "caution", sources=("aurangabadkar-2009", "guide-2026"), asks=("history.conditions",))
def inflamed_skin_quiet(case: CaseFile, today: date) -> Finding | None:
    """Seborrhoeic dermatitis or psoriasis in remission may come back where the laser was."""
    words = tuple(entry.written for entry in named(case, "conditions", "inflamed-skin") if entry.quiet)
    return inflamed_skin_quiet.finding(words=words) if words else None


@rule(
    "vitiligo-unstable",
    "hold",
    who="dermatologist",
    needs_test_spot=True,
    sources=("aurangabadkar-2009",),
    asks=("history.conditions",),
    reads=("conditions.vitiligo",),
)
def vitiligo_unstable(case: CaseFile, today: date) -> Finding | None:
    """Vitiligo that is not said to be stable waits."""
    words = tuple(entry.written for entry in named(case, "conditions", "vitiligo") if not entry.quiet)
    return vitiligo_unstable.finding(words=words) if words else None


@rule("vitiligo-stable", "caution", who="dermatologist", sources=("aurangabadkar-2009", "guide-2026"), asks=("history.conditions",))
def vitiligo_stable(case: CaseFile, today: date) -> Finding | None:
    """Stable vitiligo may flare after laser treatment."""
    words = tuple(entry.written for entry in named(case, "conditions", "vitiligo") if entry.quiet)
    return vitiligo_stable.finding(words=words) if words else None


@rule(
    "light-disease",
    "hold",
    who="dermatologist",
    needs_test_spot=True,
    sources=("aurangabadkar-2009",),
    asks=("history.conditions",),
    reads=("conditions.light-disease",),
)
def light_disease(case: CaseFile, today: date) -> Finding | None:
    """An illness that light makes worse waits for a dermatologist."""
    words = written(named(case, "conditions", "light-disease"))
    return light_disease.finding(words=words) if words else None
