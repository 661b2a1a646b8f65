"""The error tree. It imports nothing, so that every room may raise from it.

    UnstippleError
    ├── BadInput        a file, field or argument that cannot be used: says which, what was given, what is allowed
    ├── UnusablePhoto   a photograph that fails a quality check: says which check and what to do
    ├── NoPlan          no plan satisfies the rules: names the smallest set of rules that clash
    ├── UnsafePlan      a finished proposal was refused by `rules`: carries the verdict
    ├── StaleApproval   a signed plan was changed afterwards
    └── UnknownName     a name nobody knows: offers the nearest ones

A clinical judgement is a `Finding` in `rules`, never an exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


class UnstippleError(Exception):
    """Root of every error that the program raises on purpose; its text is one clear message."""

    exit_code = 1


class BadInput(UnstippleError):
    """A file, field or argument that cannot be used."""

    exit_code = 2

    def __init__(self, field: str, given: object, allowed: str, file: str | None = None) -> None:
        self.field, self.given, self.allowed, self.file = field, given, allowed, file
        where = f"{file}: " if file else ""
        super().__init__(f"{where}{field}: got {given!r}; allowed: {allowed}")


class UnusablePhoto(UnstippleError):
    """A photograph that cannot be read or fails a quality check.

    ``check`` names the failed check (``"scale"``, ``"sharpness"``, ...), ``advice`` says what to do.
    """

    exit_code = 2

    def __init__(self, check: str, why: str, advice: str) -> None:
        self.check, self.why, self.advice = check, why, advice
        super().__init__(f"photograph not usable ({check}): {why}. {advice}")


class NoPlan(UnstippleError):
    """No plan exists; ``clash`` is the smallest set of rule names that cannot hold together."""

    exit_code = 3

    def __init__(self, why: str, clash: Sequence[str] = ()) -> None:
        self.why, self.clash = why, tuple(clash)
        names = f" (rules: {', '.join(self.clash)})" if self.clash else ""
        super().__init__(f"no plan: {why}{names}")


class UnsafePlan(UnstippleError):
    """A finished proposal that `rules` refused; ``verdict`` says why."""

    exit_code = 3

    def __init__(self, verdict: object, why: str) -> None:
        self.verdict = verdict
        super().__init__(f"unsafe plan refused: {why}")


class StaleApproval(UnstippleError):
    """A plan was changed after it was signed."""

    exit_code = 3


MOST_LISTED = 6
"""Known names that are listed where none is near."""


class UnknownName(BadInput):
    """A name that nobody knows, with the nearest known ones."""

    def __init__(self, kind: str, given: str, known: Iterable[str], file: str | None = None) -> None:
        names = sorted(known)
        near = get_close_matches(given, names, n=3, cutoff=0.4)
        listed = ", ".join(names[:MOST_LISTED]) + (f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else "")
        hint = f"nearest: {', '.join(near)}" if near else f"known: {listed}"
        super().__init__(kind, given, hint, file)
