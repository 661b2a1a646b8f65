"""The stages that several verbs share: open, look, plan; each with its progress bar."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from unstipple.cli.talk import stage
from unstipple.consult import PhotoAnswers
from unstipple.course import Course, Doubt, build_course, light_steps
from unstipple.device import Laser
from unstipple.dose.shelf import Shelf
from unstipple.errors import BadInput, UnusablePhoto
from unstipple.photo import Look, look, read_photo
from unstipple.photo.card import CardValues
from unstipple.records import CaseFolder
from unstipple.scalp import Polygon


def seen(folder: CaseFolder, values: CardValues | None = None) -> Look:
    """The case's photograph, looked at; ``values`` are what the card in it measures.

    Raises `UnusablePhoto` when a check fails, `BadInput` without a photograph.
    """
    answers = folder.case.photo
    if answers is None or folder.photo_path is None:
        raise BadInput("photo", None, "a [photo] with a file, or --no-imaging with area_cm2 in every zone", "case.toml")
    return _looked(folder.photo_path, answers, values)


def seen_views(folder: CaseFolder) -> dict[str, Look]:
    """The case's further views, looked at, by name. Raises `UnusablePhoto` as `seen` does."""
    return {answers.name: _looked(folder.view_paths[answers.name], answers) for answers in folder.case.view}


def _looked(file: Path, answers: PhotoAnswers, values: CardValues | None = None) -> Look:
    with stage("reading the photograph") as advance:
        photo = read_photo(file)
        advance(1)
    with stage("finding dots") as advance:
        scalp = Polygon(answers.scalp) if answers.scalp else None
        found = look(photo, answers.mm_per_px, scalp=scalp, crop=answers.crop, card_values=values)
        advance(1)
    refuse_unusable(found)
    return found


def refuse_unusable(found: Look) -> None:
    """Raise `UnusablePhoto` for the first check that failed for good."""
    if found.quality.usable:
        return
    check = next(check for check in found.quality.checks if not check.ok)
    raise UnusablePhoto(check.name, f"{check.value:.3g} where the limit is {check.limit:.3g}", check.advice)


def planned(
    folder: CaseFolder, lasers: tuple[Laser, ...], found: Look | None, doubt: Doubt, views: Mapping[str, Look] | None = None
) -> Course:
    """The course, with a bar for the light engine."""
    total = light_steps(folder.case, lasers, found, views, effort=doubt.effort)
    with stage("light, dose, settings, course", total) as advance:
        return build_course(folder.case, lasers, found, folder.today, doubt=doubt, views=views, progress=advance, shelf=shelf())


def shelf() -> Shelf:
    """Where what the light engine found is kept: ``UNSTIPPLE_CACHE``, nowhere if that is empty, else the user's cache folder."""
    said = os.environ.get("UNSTIPPLE_CACHE")
    if said is not None:
        return Shelf(Path(said) if said else None)
    with contextlib.suppress(RuntimeError):
        return Shelf(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "unstipple")
    return Shelf()


def case_path(path: Path) -> Path:
    """The folder that a case argument means."""
    return path if path.is_dir() else path.parent
