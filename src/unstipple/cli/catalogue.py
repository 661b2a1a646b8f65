"""``unstipple lasers``: the catalogue of lasers."""

from __future__ import annotations

from typing import Any

from cyclopts import App
from rich.table import Table

from unstipple.cli.talk import emit, out
from unstipple.device import FIELD_KINDS, Laser, Mode, Setting, find_laser, laser, laser_names, spot_area_cm2
from unstipple.errors import BadInput

lasers = App(name="lasers", help="The lasers that are known: list, show, check a setting or a file.")


@lasers.command(name="list")
def list_(*, json: bool = False) -> None:
    """List the bundled lasers.

    Parameters
    ----------
    json
        Print data instead of a table.
    """
    found = [laser(name) for name in laser_names()]
    if json:
        emit([{"name": one.name, "title": one.title, "modes": [_mode(mode) for mode in one.modes]} for one in found])
        return
    table = Table("name", "laser", "wavelengths and pulses", "to confirm in the manual", box=None, pad_edge=False)
    for one in found:
        table.add_row(one.name, one.title, ", ".join(mode.label for mode in one.modes), f"{len(one.unconfirmed)} fields")
    out.print(table)


@lasers.command
def show(name: str, /, *, json: bool = False) -> None:
    """Show one laser: what it delivers, and what each number stands on.

    Parameters
    ----------
    name
        A name from the list, or a laser file (.toml).
    json
        Print data instead of a table.
    """
    one = find_laser(name)
    if json:
        emit({"name": one.name, "title": one.title, "note": one.note, "sources": one.sources, "modes": [_mode(m) for m in one.modes]})
        return
    out.print(f"[bold]{one.title}[/]  {one.maker}\n{one.note}\nsources: {', '.join(one.sources)}")
    for mode in one.modes:
        _print_mode(mode)
    for kind in sorted({kind for mode in one.modes for kind in mode.kinds.values()}):
        out.print(f"[dim]{kind}: {FIELD_KINDS[kind]}[/]")


@lasers.command
def check(
    name: str, /, *, wavelength_nm: float | None = None, spot_mm: float | None = None, fluence_j_cm2: float | None = None,
    json: bool = False,
) -> None:  # fmt: skip
    """Check a laser file, or whether a laser can do a setting.

    Parameters
    ----------
    name
        A name from the list, or a laser file (.toml).
    wavelength_nm
        Wavelength in nm; the laser's first one when left out.
    spot_mm
        Spot diameter in mm.
    fluence_j_cm2
        Fluence in J/cm².
    json
        Print data instead of talk.
    """
    one = find_laser(name)
    if spot_mm is None and fluence_j_cm2 is None:
        said = f"{one.title}: the file is sound; {len(one.unconfirmed)} fields are assumed and must be confirmed in the manual"
        emit({"ok": True, "message": said}) if json else out.print(said)
        return
    if spot_mm is None or fluence_j_cm2 is None:
        missing = "spot_mm" if spot_mm is None else "fluence_j_cm2"
        raise BadInput(missing, None, "a spot and a fluence together: only both give a pulse energy")
    setting = Setting(one, _choose(one, wavelength_nm), spot_mm, fluence_j_cm2, 1)
    said = f"{one.title} can do {fluence_j_cm2:g} J/cm² on {spot_mm:g} mm: {setting.energy_j:.2f} J of {setting.mode.energy_j:g} J"
    emit({"ok": True, "message": said, "energy_j": setting.energy_j}) if json else out.print(said)


def _choose(one: Laser, wavelength_nm: float | None) -> Mode:
    modes = [mode for mode in one.modes if wavelength_nm in (None, mode.wavelength_nm)]
    if not modes:
        raise BadInput("wavelength_nm", wavelength_nm, ", ".join(f"{mode.wavelength_nm:g}" for mode in one.modes) + " nm", one.title)
    return modes[0]


def _mode(mode: Mode) -> dict[str, Any]:
    return {
        "wavelength_nm": mode.wavelength_nm, "pulse_ns": mode.pulse_ns, "energy_j": mode.energy_j, "spots_mm": mode.spots_mm,
        "rate_hz": mode.rate_hz, "skin_types": mode.skin_types, "profile": mode.profile, "kinds": mode.kinds,
    }  # fmt: skip


def _print_mode(mode: Mode) -> None:
    out.print(f"\n[bold]{mode.label}[/]")
    types = "none printed" if mode.skin_types is None else ", ".join(["I", "II", "III", "IV", "V", "VI"][t - 1] for t in mode.skin_types)
    reach = ", ".join(f"{spot:g} mm {mode.energy_j / spot_area_cm2(spot):.2f}" for spot in mode.spots_mm)
    rows = {
        "energy_j": f"up to {mode.energy_j:g} J", "spots_mm": f"reaches J/cm²: {reach}", "rate_hz": f"up to {mode.rate_hz:g} Hz",
        "skin_types": f"skin types cleared: {types}", "profile": mode.profile, "pulse_ns": f"{mode.pulse_ns:g} ns",
    }  # fmt: skip
    for field, text in rows.items():
        out.print(f"  {text}  [dim]({mode.kinds[field]})[/]")
