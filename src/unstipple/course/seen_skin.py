"""The skin type that photographs with a colour card show beside the consult: it may make a type darker, never lighter."""

from __future__ import annotations

from collections.abc import Iterable

from unstipple.consult import CaseFile, type_of_angle
from unstipple.evidence import value
from unstipple.photo import Look
from unstipple.rules import Finding


def with_seen_skin(case: CaseFile, looks: Iterable[Look]) -> tuple[CaseFile, tuple[Finding, ...]]:
    """The case with the typology angle that calibrated photographs show, where that is darker than what everyone said.

    A photograph's angle is wide; only the lightest end of its interval counts, so that the type is raised when the picture leaves no
    doubt. The angle then stands among the judges of the type, and `rules` asks when they are far apart.
    """
    angles = [look.skin.typology.high_deg for look in looks if look.skin and look.skin.typology]
    seen = min(angles, default=None)
    if seen is None or type_of_angle(seen) <= case.skin.type_number:
        return case, ()
    darker = case.model_copy(update={"skin": case.skin.model_copy(update={"measured_ita_degrees": seen})})
    told = {"said": case.skin.type_name, "seen": darker.skin.type_name, "angle": seen}
    return darker, (Finding("skin-seen-darker", "caution", value("skin.ita_above_light_deg").sources, told),)
