"""``unstipple rules list`` and ``unstipple rules show CODE``: the rule book."""

from __future__ import annotations

from typing import Any

from cyclopts import App
from rich.markup import escape
from rich.table import Table

from unstipple.cli.talk import emit, out
from unstipple.evidence import source, value
from unstipple.report.wording import who_may_override
from unstipple.rules.registry import Rule, find_rule
from unstipple.rules.screening import all_rules

rules = App(name="rules", help="The rule book: list, show.")


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
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("code", "severity", "who may override"):
        table.add_column(heading, no_wrap=True)
    table.add_column("rule", overflow="fold")
    for rule in all_rules():
        table.add_row(rule.code, " or ".join(rule.severities), _briefly(rule), escape(rule.about))
    out.print(table)


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


def rule_data(rule: Rule) -> dict[str, Any]:
    """One rule as data."""
    return {
        "rule": rule.code, "about": rule.about, "severities": list(rule.severities), "absolute": rule.absolute,
        "override": who_may_override(rule), "needs_test_spot": rule.needs_test_spot, "asks": list(rule.asks),
        "limits": [_limit_data(name) for name in rule.limits], "sources": list(rule.all_sources()),
    }  # fmt: skip


def _limit_data(name: str) -> dict[str, Any]:
    limit = value(name)
    return {"name": name, "value": limit.value, "unit": limit.unit, "grade": limit.grade, "verified": limit.verified}


def _briefly(rule: Rule) -> str:
    if rule.severities == ("note",):
        return ""
    return "nobody" if rule.absolute else rule.who + (" + test spot" if rule.needs_test_spot else "")


def _who(rule: Rule) -> str:
    return who_may_override(rule) or "absolute: nobody"
