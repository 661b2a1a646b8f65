"""What the guide that patients read says otherwise, as lines in the terminal."""

from __future__ import annotations

from rich.markup import escape

from unstipple.cli.talk import out
from unstipple.report.guide_notes import guide_words, notes_at


def print_differs(place: str) -> None:
    """Where a place such as ``"laser:picosure"`` differs from the guide; nothing where it does not."""
    notes = notes_at(place)
    if notes:
        out.print(f"\n[bold]{guide_words()['differs']}[/]")
    for note in notes:
        out.print(escape(f"  {note}"))
