"""``unstipple lasers``: the catalogue of lasers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape
from rich.table import Table

from unstipple.cli.guide_lines import print_differs
from unstipple.cli.laser_rows import laser_data, mode_data, print_laser
from unstipple.cli.talk import emit, err, out
from unstipple.device import Laser, Mode, Setting, find_laser, laser, laser_names, read_commissioning
from unstipple.errors import BadInput
from unstipple.records import write_whole
from unstipple.report.reference.lasers import laser_book

lasers = App(name="lasers", help="The lasers that are known: list, show, check a setting or a file.")
Record = Annotated[Path | None, Parameter(name="--commissioning")]


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
        emit([{"name": one.name, "title": one.title, "modes": [mode_data(mode) for mode in one.modes]} for one in found])
        return
    table = Table("name", "laser", "wavelengths and pulses", "fields to confirm", box=None, pad_edge=False)
    for one in found:
        modes = ", ".join(mode.label + (" boost" if mode.boost else "") for mode in one.modes)
        table.add_row(one.name, escape(one.title), modes, f"{len(one.unconfirmed)} of {sum(len(mode.kinds) for mode in one.modes)}")
    out.print(table)
    out.print("[dim]unstipple lasers show NAME: what each number stands on, and what to confirm in the manual[/]")


@lasers.command
def show(name: str, /, *, commissioning: Record = None, json: bool = False) -> None:
    """Show one laser: what it delivers, and what each number stands on.

    Parameters
    ----------
    name
        A name from the list, or a laser file (.toml).
    commissioning
        What the clinic measured on this laser (.toml).
    json
        Print data instead of a table.
    """
    one = _measured(name, commissioning)
    if json:
        emit(laser_data(one))
        return
    print_laser(one)
    print_differs(f"laser:{one.name}")


@lasers.command
def check(
    name: str, /, *, commissioning: Record = None, wavelength_nm: float | None = None, spot_mm: float | None = None,
    fluence_j_cm2: float | None = None, json: bool = False,
) -> None:  # fmt: skip
    """Check a laser file or a commissioning record, or whether a laser can do a setting.

    Parameters
    ----------
    name
        A name from the list, or a laser file (.toml).
    commissioning
        What the clinic measured on this laser (.toml).
    wavelength_nm
        Wavelength in nm; the laser's first one when left out.
    spot_mm
        Spot diameter in mm.
    fluence_j_cm2
        Fluence in J/cm².
    json
        Print data instead of talk.
    """
    one = _measured(name, commissioning)
    if spot_mm is None and fluence_j_cm2 is None:
        left = len(one.unconfirmed)
        said = f"{one.title}: the file is sound" + (f"; {left} fields are assumed and must be confirmed in the manual" if left else "")
        emit({"ok": True, "message": said, "to_confirm": one.unconfirmed}) if json else out.print(escape(said))
        return
    if spot_mm is None or fluence_j_cm2 is None:
        missing = "spot_mm" if spot_mm is None else "fluence_j_cm2"
        raise BadInput(missing, None, "a spot and a fluence together: only both give a pulse energy")
    setting = Setting(one, _choose(one, wavelength_nm), spot_mm, fluence_j_cm2, 1)
    most_j = setting.mode.top_energy_j(spot_mm)
    said = f"{one.title} can do {fluence_j_cm2:g} J/cm² on {spot_mm:g} mm: {setting.energy_j:.2f} J of {most_j:.3g} J"
    if setting.mode.trims:
        said += f"; dial {setting.displayed_j_cm2:.2f} J/cm²"
    facts = {"ok": True, "message": said, "energy_j": setting.energy_j, "displayed_j_cm2": setting.displayed_j_cm2}
    emit(facts) if json else out.print(escape(said))


@lasers.command
def book(*, out: Path) -> None:
    """Write the laser book: every bundled laser and what each number stands on, as Markdown.

    Parameters
    ----------
    out
        The file to write.
    """
    text = laser_book([laser(name) for name in laser_names()])
    try:
        write_whole(out, text.encode())
    except OSError as problem:
        raise BadInput("--out", str(out), f"a place where a file can be written ({problem.strerror})") from None
    err.print(f"[dim]written: {escape(str(out))}[/]")


def _measured(name: str, commissioning: Path | None) -> Laser:
    one = find_laser(name)
    return one if commissioning is None else one.commissioned(record=read_commissioning(commissioning))


def _choose(one: Laser, wavelength_nm: float | None) -> Mode:
    modes = [mode for mode in one.modes if wavelength_nm in (None, mode.wavelength_nm)]
    if not modes:
        raise BadInput("wavelength_nm", wavelength_nm, ", ".join(f"{mode.wavelength_nm:g}" for mode in one.modes) + " nm", one.title)
    return modes[0]
