"""The page says why a person waits as long as the plan asks."""

from __future__ import annotations

import pytest
from cases import sound_case

from unstipple.report.intervals import interval_why


def test_the_usual_interval_has_no_reason_but_healing() -> None:
    assert interval_why(sound_case()) == "or longer, once healed"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"skin": "V"}, ("dark skin",)),
        ({"more": '[[session]]\non = 2026-08-01\nadverse = ["infection"]'}, ("infected",)),
        ({"skin": "VI", "more": '[[session]]\non = 2026-08-01\nadverse = ["infection"]'}, ("dark skin", "infected", " and ")),
    ],
)
def test_a_longer_interval_names_all_its_reasons(changes: dict[str, object], words: tuple[str, ...]) -> None:
    said = interval_why(sound_case(**changes))
    assert said.startswith("the longer interval, because ")
    assert all(word in said for word in words)
