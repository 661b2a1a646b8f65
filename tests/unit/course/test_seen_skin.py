"""A calibrated photograph may darken the skin type of a case, and says so; it never makes it lighter."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from cases import sound_case

from unstipple.course.seen_skin import with_seen_skin


def look(high_deg: float | None) -> Any:
    """A photograph whose skin reads up to that angle; ``None`` is one without a card."""
    angle = None if high_deg is None else SimpleNamespace(high_deg=high_deg)
    return SimpleNamespace(skin=SimpleNamespace(typology=angle))


def test_a_picture_that_is_surely_darker_raises_the_type_and_says_so() -> None:
    case, findings = with_seen_skin(sound_case(skin="III"), [look(60), look(5)])
    assert case.skin.type_number == 5
    assert [finding.rule for finding in findings] == ["skin-seen-darker"]
    assert findings[0].parameters["said"] == "III"
    assert case.skin.types_given["clinician"] == (3,)


def test_a_lighter_picture_one_without_a_card_and_none_change_nothing() -> None:
    given = sound_case(skin="IV")
    for looks in ([look(60)], [look(None)], [], [look(20)]):
        assert with_seen_skin(given, looks) == (given, ())
