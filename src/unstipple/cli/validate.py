"""``unstipple validate``: the light engine on this machine beside numbers that it did not make."""

from __future__ import annotations

import time
from itertools import groupby
from typing import Any

from rich.markup import escape
from rich.table import Table

from unstipple.cli.clinic_table import clinic_as_data, print_clinic
from unstipple.cli.talk import emit, out, stage
from unstipple.optics.validation import Row, Verdict, photons_flown
from unstipple.optics.validation import validate as run_all
from unstipple.optics.validation.run import PHOTONS
from unstipple.outcome.clinic import clinic_rows, clinic_steps

STRIKING = 3.0
"""Combined standard errors from which a deviation is marked; what fails the whole is said under the table."""


def validate(*, photons: int = PHOTONS, seed: int = 1, json: bool = False) -> None:
    """Run the reference tables: ours beside published numbers, exact laws, adding-doubling and a float64 twin. Status 0 if clean, else 1.

    Then the forecast beside published clinical series. How well that predicts is shown and does not move the status.

    Parameters
    ----------
    photons
        How many photons to follow in a full case; four times as many halve the errors.
    seed
        Start of the random numbers: the same seed gives the same answer.
    json
        Print data instead of tables.
    """
    started = time.perf_counter()
    with stage("photons", total=photons_flown(photons)) as advance:
        verdict = run_all(photons, seed, progress=advance)
    with stage("published series", total=clinic_steps()) as advance:
        clinic = clinic_rows(seed, progress=advance)
    seconds = time.perf_counter() - started
    if json:
        emit({**_as_json(verdict, photons, seed, seconds), "clinic": clinic_as_data(clinic)})
    else:
        print_clinic(clinic)
        for name, rows in groupby(verdict.rows, key=lambda row: row.case):
            _print_case(name, list(rows))
        _print_verdict(verdict, f"{photons:,} photons a full case, {seconds:.0f} s, seed {seed}")
    if not verdict.clean:
        raise SystemExit(1)


def _print_case(name: str, rows: list[Row]) -> None:
    sources = "; ".join(dict.fromkeys(row.source for row in rows))
    out.print(f"[bold]{escape(name)}[/]\n[dim]{escape(sources)}[/]")
    table = Table(box=None, pad_edge=False)
    table.add_column("", width=26)
    for heading in ("ours", "± ", "theirs", "± ", "deviation"):
        table.add_column(heading, justify="right", min_width=7)
    for row in rows:
        mark = "red" if abs(row.deviation) > STRIKING else "default"
        numbers = (f"{row.ours:.5f}", f"{row.standard_error:.5f}", f"{row.theirs:.5f}", f"{row.theirs_error:.5f}")
        table.add_row(escape(row.quantity), *numbers, f"[{mark}]{row.deviation:+.1f}[/]")
    out.print(table)
    out.print()


def _print_verdict(verdict: Verdict, effort: str) -> None:
    out.print("deviations are in standard errors, both sides' combined")
    out.print(f"largest of {len(verdict.rows)}: {verdict.largest:.1f}, limit {verdict.limit:.1f}; beyond 3: {verdict.beyond_three}")
    out.print(
        f"sum of squares {verdict.chi_square:.0f} for {verdict.degrees_of_freedom} free rows: "
        f"chance of more with no defect {verdict.p_value:.3f}, limit {verdict.p_limit:g}"
    )
    out.print(effort)
    if not verdict.meaningful:
        out.print(f"the scalp's reflectance is known to {verdict.reflectance_error:.1g} only; more photons would say more")
    out.print("[bold green]clean[/]" if verdict.clean else "[bold red]not clean: do not plan with this installation[/]")


def _as_json(verdict: Verdict, photons: int, seed: int, seconds: float) -> dict[str, Any]:
    return {
        "clean": verdict.clean,
        "meaningful": verdict.meaningful,
        "largest_deviation": verdict.largest,
        "deviation_limit": verdict.limit,
        "chi_square": verdict.chi_square,
        "degrees_of_freedom": verdict.degrees_of_freedom,
        "p_value": verdict.p_value,
        "p_limit": verdict.p_limit,
        "rows": [
            {
                "case": row.case, "quantity": row.quantity, "ours": row.ours, "standard_error": row.standard_error, "theirs": row.theirs,
                "theirs_error": row.theirs_error, "deviation": row.deviation, "derived": row.derived, "source": row.source,
            }
            for row in verdict.rows
        ],
        "photons": photons,
        "seed": seed,
        "seconds": seconds,
    }  # fmt: skip
