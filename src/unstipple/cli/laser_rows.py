"""One laser in the terminal: each field with what it stands on, what is to confirm, and what the clinic measured."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from rich.console import Group
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from unstipple.cli.talk import out
from unstipple.device import FIELD_KINDS, Commissioning, Laser, Mode, SpotTrim
from unstipple.report import long_date
from unstipple.report.reference.lasers import assumed_words, eyewear_words, field_rows, open_words, reach_words, words
from unstipple.rules import eyewear_od, measurement_due, other_eyewear_needs


def laser_data(laser: Laser) -> dict[str, Any]:
    """A laser as data."""
    other = other_eyewear_needs(laser)
    return {
        "name": laser.name, "title": laser.title, "maker": laser.maker, "note": laser.note, "sources": laser.sources,
        "modes": [mode_data(mode) for mode in laser.modes], "to_confirm": laser.unconfirmed,
        "handpieces": [
            {"name": each.name, "wavelengths_nm": each.wavelengths_nm, "offered": each.offered, "kind": each.kind, "note": each.note}
            for each in laser.handpieces
        ],
        "other_eyewear_od": {f"{wavelength_nm:g}": density for wavelength_nm, density in other.items()},
        "commissioning": laser.commissioning and _record_data(laser.commissioning),
    }  # fmt: skip


def mode_data(mode: Mode) -> dict[str, Any]:
    """A mode as data."""
    return {
        "wavelength_nm": mode.wavelength_nm, "pulse_ns": mode.pulse_ns, "energy_j": mode.energy_j, "spots_mm": mode.spots_mm,
        "rate_hz": mode.rate_hz, "skin_types": mode.skin_types, "profile": mode.profile, "kinds": mode.kinds, "notes": mode.notes,
        "handpiece": mode.handpiece, "boost": mode.boost, "fluence_max_j_cm2": mode.fluence_max_j_cm2,
        "reach_j_cm2": {f"{spot:g}": mode.reach_j_cm2(spot) for spot in mode.spots_mm}, "eyewear_od": eyewear_od(mode),
        "display_per_delivered": {f"{spot:g}": mode.displayed_j_cm2(spot, 1) for spot in mode.spots_mm},
    }  # fmt: skip


def _record_data(record: Commissioning) -> dict[str, Any]:
    return {
        "on": record.on, "by": record.by, "instrument": record.instrument, "drift_share": record.drift_share,
        "calibrated_on": record.calibrated_on, "due": measurement_due(record),
    }  # fmt: skip


def print_laser(laser: Laser) -> None:
    """Everything about one laser."""
    out.print(f"[bold]{escape(laser.title)}[/], {escape(laser.maker)}")
    out.print(escape(laser.note))
    for mode in laser.modes:
        out.print()
        _print_mode(mode)
    _print_handpieces(laser)
    if laser.commissioning:
        print_record(laser, laser.commissioning)
    _print_confirm(laser)
    kinds = {kind for mode in laser.modes for kind in mode.kinds.values()}
    out.print("\n" + "\n".join(f"[dim]{kind}: {FIELD_KINDS[kind]}[/]" for kind in FIELD_KINDS if kind in kinds))
    out.print(f"[dim]sources: {', '.join(laser.sources)} (unstipple evidence show KEY)[/]")


def _print_mode(mode: Mode) -> None:
    name = words()["field"]
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(ratio=3)
    table.add_column(no_wrap=True)
    table.add_column(style="dim", ratio=2)
    for row in field_rows(mode):
        style = "yellow" if row.kind == "assumed" else "green"
        table.add_row(row.field, escape(row.text), f"[{style}]{row.kind}[/]", escape(row.note))
    for field, text in (("reach", reach_words(mode)), ("eyewear", eyewear_words(mode)), ("open", open_words(mode))):
        table.add_row(name[field], escape(text), "", "")
    out.print(Group(f"[bold]{mode.label}[/]{' boost' if mode.boost else ''}", Padding(table, (0, 0, 0, 2))))


def _print_handpieces(laser: Laser) -> None:
    left = [piece for piece in laser.handpieces if not piece.offered]
    other = other_eyewear_needs(laser)
    if left:
        out.print("\n[bold]Handpieces that no plan uses[/]")
    for piece in left:
        gives = ", ".join(f"{nm:g}" for nm in piece.wavelengths_nm)
        densities = [density for nm in piece.wavelengths_nm if (density := other.get(nm)) is not None]
        eyewear = f"; {words()['book']['other_eyewear'].format(f'{max(densities):.1f}')}" if densities else ""
        out.print(f"  {escape(piece.name)}, {gives} nm ({piece.kind}): {escape(piece.note)}{eyewear}")


def print_record(laser: Laser, record: Commissioning) -> None:
    """What the clinic measured, and what to dial for it."""
    out.print(f"\n[bold]Measured[/] {long_date(record.on)} by {escape(record.by)} with {escape(record.instrument)}")
    out.print(f"  drift {record.drift_share:.0%}; measure again by {long_date(measurement_due(record))}")
    for mode in laser.modes:
        for (energy_share, dial), group in groupby(mode.trims, key=lambda trim: (trim.energy_share, _dial(mode, trim))):
            spots = ", ".join(_spot(trim) for trim in group)
            out.print(
                f"  {mode.label}: {energy_share:.0%} of the displayed energy at {spots}; "
                f"dial [bold]{dial} J/cm²[/] for each J/cm² wanted, ± {mode.doubt_share:.0%}"
            )


def _dial(mode: Mode, trim: SpotTrim) -> str:
    return f"{mode.displayed_j_cm2(trim.spot_mm, 1):.2f}"


def _spot(trim: SpotTrim) -> str:
    return f"{trim.spot_mm:g} mm" + (f" (measured {trim.diameter_mm:g} mm)" if trim.diameter_mm != trim.spot_mm else "")


def _print_confirm(laser: Laser) -> None:
    lines = assumed_words(laser)
    if lines:
        out.print("\n[bold yellow]Confirm in the manual[/]")
        out.print("\n".join(f"  {escape(line)}" for line in lines))
