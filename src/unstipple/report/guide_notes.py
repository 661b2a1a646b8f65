"""What the guide that patients read says otherwise, in sentences, at the place where it matters."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from unstipple.evidence import source
from unstipple.evidence.claims import Claim, claims_at
from unstipple.report.tables import OWN, shorts

SECTIONS = ("settings", "calendar", "stop", "forecast", "risks", "price", "appointments", "pulse", "options", "assumed", "ways")
"""Sections of the clinician's page that say where they differ from the guide; ``"before"`` does for the rules that spoke."""


def notes_at(place: str) -> list[str]:
    """Sentences for a place such as ``"rule:isotretinoin"``: what the guide says, what is done instead, why, and on what source.

    Only the guide's errors and contradictions speak; where it is followed there is nothing to say.
    """
    return [note(each) for each in claims_at(place) if each.conflict is not None and each.stance != "adopted"]


def note(claim: Claim) -> str:
    """One claim and what became of it, as two or three sentences with the sources at the end."""
    papers = shorts(tuple(key for key in claim.better if source(key).kind not in OWN))
    because = claim.because.rstrip(".") + (f" ({papers})." if papers else ".")
    return f"{said(claim)} {guide_words()['lead'][claim.stance]} {because}"


def said(claim: Claim) -> str:
    """What the guide says, or what follows from its own figures, as a sentence."""
    return str(guide_words()["derived" if claim.derived else "said"].format(says=claim.says))


def page_guide(rules: Iterable[str]) -> dict[str, Any]:
    """What the clinician's page needs: a ``title``, and ``notes`` by section.

    The notes of ``rules``, the codes that spoke, stand under ``"before"``.
    """
    before = [sentence for code in dict.fromkeys(rules) for sentence in notes_at(f"rule:{code}")]
    notes = {section: notes_at(f"page:{section}") for section in SECTIONS}
    return {"title": guide_words()["differs"], "notes": {"before": list(dict.fromkeys(before)), **notes}}


@cache
def guide_words() -> dict[str, Any]:
    """Words about the guide's claims, from ``messages/guide.en.toml``."""
    return tomllib.loads((files("unstipple.report") / "messages" / "guide.en.toml").read_text(encoding="utf-8"))
