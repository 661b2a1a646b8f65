"""Whether a place named by a claim of the guide is really there."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

import unstipple
from unstipple import evidence
from unstipple.consult import CaseFile
from unstipple.device import laser_names
from unstipple.evidence.topics import topics
from unstipple.rules import all_rules

DOCS = Path(unstipple.__file__).parents[2] / "docs"
"""The documentation beside the source tree; an installed package has none, and places in it then count as absent."""


def is_there(place: str) -> bool:
    """Whether a place ``"<kind>:<name>"`` exists: the rule, number, laser, question, object, heading, section, verb or topic."""
    kind, _, name = place.partition(":")
    return kind in KINDS and KINDS[kind](name)


def _rule(name: str) -> bool:
    return name in {rule.code for rule in all_rules()}


def _question(name: str) -> bool:
    model: type[BaseModel] | None = CaseFile
    for part in name.split("."):
        if model is None or part not in model.model_fields:
            return False
        model = _model_in(model.model_fields[part].annotation)
    return True


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _code(name: str) -> bool:
    module, _, thing = name.partition(":")
    try:
        return hasattr(import_module(f"unstipple.{module}"), thing)
    except ModuleNotFoundError:
        return False


def _page_of_docs(name: str) -> bool:
    path, _, anchor = name.partition("#")
    file = DOCS / path
    return file.is_file() and bool(anchor) and anchor in anchors(file.read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    """The anchors of a Markdown page: explicit ones, and the slugs of its headings."""
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    return slugs | set(re.findall(r'<a id="([^"]+)">', text))


@cache
def _sections() -> frozenset[str]:
    folder = files("unstipple.report") / "templates"
    text = "".join((folder / f"{name}.html.j2").read_text(encoding="utf-8") for name in ("clinician", "sums", "ways"))
    return frozenset(re.findall(r'<h2 id="([a-z-]+)"', text))


def _verb(name: str) -> bool:
    from unstipple.cli.app import app

    return name in app


KINDS: dict[str, Callable[[str], bool]] = {
    "rule": _rule,
    "value": evidence.has,
    "laser": lambda name: name in laser_names(),
    "consult": _question,
    "code": _code,
    "doc": _page_of_docs,
    "page": lambda name: name in _sections(),
    "verb": _verb,
    "topic": lambda name: name in {topic.key for topic in topics()},
}
"""How each kind of place is looked up."""
