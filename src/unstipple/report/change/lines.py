"""A follow-up in the terminal."""

from __future__ import annotations

from unstipple.photo.change import Change, Share
from unstipple.report.change.dot_marks import unread
from unstipple.report.change.words import change_words, headline, interval_words, reason, repeat_words, share_words, why_no_share
from unstipple.report.phrases import words

WIDEST = 28


def change_lines(change: Change) -> list[str]:
    """What was measured, line by line, without colour: the answer first, then zones, then what could not be read and why."""
    first = headline(change)
    lines = [first.title, f"  {first.explanation}"]
    if change.comparable:
        lines += [f"  {change.matched_dots:,} dots read where they stood before.", f"  {repeat_words(change)}"]
    if change.zones:
        lines += ["", "zones", *_zone_lines(change)]
    missing = unread(change.dots) if change.comparable else {}
    if missing:
        lines += ["", "dots that could not be told"]
        lines += [f"  {count:>6,}  {reason(code, 'dot')[0]}" for code, count in missing.items()]
    return [*lines, "", words()["intended_use"], change_words()["statement"]]


def _zone_lines(change: Change) -> list[str]:
    names = [" ".join(zone.name.split()) for zone in change.zones]
    width = min(max(map(len, names)), WIDEST)
    return [f"  {_cut(name):<{width}}  {_zone(zone, change)}" for name, zone in zip(names, change.zones, strict=True)]


def _cut(name: str) -> str:
    return name if len(name) <= WIDEST else name[: WIDEST - 1] + "…"


def _zone(zone: Share, change: Change) -> str:
    why, span = why_no_share(zone, change), interval_words(zone)
    if why is not None:
        return f"{share_words(zone)}, because {reason(why)[0]}"
    return share_words(zone) + (f" ({span})" if span else "")
