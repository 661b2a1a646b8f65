"""The card's PDF: words that cannot be taken for commands, and the statement of what the program is."""

from __future__ import annotations

import pytest

from unstipple.photo.card.layout import SIZES, Size
from unstipple.report.card import _text, card_source, typeset
from unstipple.report.phrases import words


@pytest.mark.parametrize("size", SIZES)
def test_every_sheet_says_how_to_use_it_and_what_the_program_is(size: Size) -> None:
    source = card_source(size)
    assert words()["intended_use"] in source
    assert "50 mm" in source


def test_words_are_never_commands() -> None:
    hostile = '#image("x") \\ "quoted" *bold* $x$ ]'
    assert typeset(f"#set page(width: 9cm, height: 3cm)\n{_text(hostile)}", "pdf").startswith(b"%PDF")
