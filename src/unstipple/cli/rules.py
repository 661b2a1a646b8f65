"""``unstipple rules``: list, show one, look a medicine up, write the rule book."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cyclopts import App
from rich.markup import escape

from unstipple.cli.guide_lines import print_differs
from unstipple.cli.talk import emit, out
from unstipple.evidence import source, value
from unstipple.report.reference.rules import drug_class_words, rule_book
from unstipple.report.wording import severity_word, who_may_override
from unstipple.rules.drugs import Drug, look_up_drug
from unstipple.rules.registry import Rule, find_rule
from unstipple.rules.screening import all_rules

rules = App(name="rules", help="The rule book: list, show, drug, book.")


@rules.command(name="list")
def list_rules(*, json: bool = False) -> None:
    """List every screening rule.

    Parameters
    ----------
    json: print the catalogue as data.
    """
    if json:
        emit([rule_data(rule) for rule in all_rules()])
        return
    for rule in all_rules():
        out.print(f"[bold]{rule.code}[/]  {'; '.join(filter(None, (' or '.join(rule.severities), _briefly(rule))))}")
        out.print(f"    {escape(rule.about)}")


@rules.command(name="show")
def show_rule(code: str, /, *, json: bool = False) -> None:
    """Show one rule: what it says, who may override it, its limits and its sources.

    Parameters
    ----------
    code: the rule's code, e.g. gold.
    json: print the rule as data.
    """
    all_rules()
    rule = find_rule(code)
    if json:
        emit(rule_data(rule))
        return
    out.print(f"[bold]{rule.code}[/]  {' or '.join(rule.severities)}\n{escape(rule.about)}")
    out.print(f"Override: {_who(rule)}")
    for name in rule.limits:
        limit = value(name)
        mark = "" if limit.verified else "  [yellow]unverified[/]"
        out.print(f"Limit: {name} = {limit.value:g} {escape(limit.unit)}  grade {limit.grade}{mark}")
    for key in rule.all_sources():
        cited = source(key)
        out.print(f"[dim]{escape(cited.short)}. {escape(cited.title)}. {escape(cited.where)}[/]")
    print_differs(f"rule:{rule.code}")


@rules.command(name="drug")
def show_drug(*name: str, json: bool = False) -> None:
    """Look a medicine up, by substance or brand: its class, the rules that depend on it, the nearest names for an unknown one.

    Parameters
    ----------
    name: the medicine, e.g. Ridaura.
    json: print it as data.
    """
    drug = look_up_drug(" ".join(name))
    if json:
        emit(drug_data(drug))
        return
    out.print(f"[bold]{escape(drug.name)}[/]  {escape(drug_class_words(drug.classes))}")
    for found in drug.rules:
        out.print(f"{' or '.join(severity_word(severity) for severity in found.severities)}  {escape(found.about)}  [dim]({found.code})[/]")
    if not drug.known:
        out.print(f"Nearest known names: {escape(', '.join(drug.nearest) or 'none')}. Ask a physician; a medicine unknown here may matter.")


@rules.command(name="book")
def write_book(*, out: Path) -> None:
    """Write the rule book: every rule with its examples and sources, as Markdown.

    Parameters
    ----------
    out: the file to write.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(rule_book(), encoding="utf-8")


def drug_data(drug: Drug) -> dict[str, Any]:
    """What is known of a medicine, as data."""
    return {
        "name": drug.name, "known": drug.known, "classes": list(drug.classes), "nearest": list(drug.nearest),
        "rules": [rule_data(rule) for rule in drug.rules],
        "advice": None if drug.known else "ask a physician",
    }  # fmt: skip


def rule_data(rule: Rule) -> dict[str, Any]:
    """One rule as data."""
    return {
        "rule": rule.code, "about": rule.about, "severities": list(rule.severities), "absolute": rule.absolute,
        "override": who_may_override(rule), "needs_test_spot": rule.needs_test_spot, "asks": list(rule.asks), "until": rule.dated,
        "reads": list(rule.reads),
        "limits": [_limit_data(name) for name in rule.limits], "sources": list(rule.all_sources()),
    }  # fmt: skip


def _limit_data(name: str) -> dict[str, Any]:
    limit = value(name)
    return {"name": name, "value": limit.value, "unit": limit.unit, "grade": limit.grade, "verified": limit.verified}


def _briefly(rule: Rule) -> str:
    if rule.severities == ("note",):
        return ""
    if rule.absolute:
        return "absolute"
    return f"{rule.who} may override" + (" with a good test spot" if rule.needs_test_spot else "")


def _who(rule: Rule) -> str:
    return who_may_override(rule) or "absolute: nobody"
