"""Stored plans that used a number, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.markup import escape

from unstipple.cli.talk import out
from unstipple.evidence import Value
from unstipple.records import Use


def use_data(use: Use, now: Value | None) -> dict[str, Any]:
    """One use as data: the plan, the number then and now, and whether it changed."""
    data = use.plan.data
    return {
        "plan": str(use.plan.file), "digest": use.plan.digest, "whole": use.plan.whole, "label": _label(use),
        "planned_on": data.get("planned_on"), "then": {"value": use.value, "low": use.low, "high": use.high},
        "now": {"value": now.value, "low": now.low, "high": now.high} if now else None, "changed": changed(use, now),
    }  # fmt: skip


def changed(use: Use, now: Value | None) -> bool:
    """Whether the number is another one today, or gone."""
    return now is None or (use.value, use.low, use.high) != (now.value, now.low, now.high)


def print_uses(name: str, found: Sequence[Use], now: Value | None, plans: int) -> None:
    """One line a plan, those with another number first."""
    if not found:
        out.print(f"{name}: none of {plans} stored plans used it", markup=False)
        return
    other = sum(changed(use, now) for use in found)
    what = "gone from the tables" if now is None else f"now {_written(now.value, now.low, now.high)} {now.unit}"
    out.print(f"[bold]{escape(name)}[/], {escape(what)}: used by {len(found)} of {plans} stored plans, {other} of them with another number")
    for use in sorted(found, key=lambda each: (not changed(each, now), str(each.plan.file))):
        mark = f"then {_written(use.value, use.low, use.high)}: plan again" if changed(use, now) else "the same number"
        broken = "" if use.plan.whole else "  (changed by hand)"
        on = use.plan.data.get("planned_on", "no date")
        out.print(f"  {use.plan.file}  {_label(use)}, {on}: {mark}{broken}", markup=False, soft_wrap=True)


def _label(use: Use) -> str:
    patient = use.plan.data.get("patient")
    return str(patient.get("label", "unnamed")) if isinstance(patient, dict) else "unnamed"


def _written(value: float, low: float | None, high: float | None) -> str:
    return f"{value:g}" if low is None or high is None else f"{value:g} ({low:g} to {high:g})"
