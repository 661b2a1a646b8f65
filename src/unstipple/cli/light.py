"""``unstipple light``: the light engine on given layers."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from cyclopts import Parameter, Token
from rich.markup import escape
from rich.table import Table

from unstipple.cli.talk import emit, err, out, stage
from unstipple.errors import BadInput
from unstipple.optics import LightRun, Tissue, as_json, fluence_curve, read_tissue, simulate_tissue
from unstipple.records import write_whole
from unstipple.report import FIGURE_KINDS, light_figure

SHOWN_DEPTHS_MM = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0)


def _whole(_kind: Any, tokens: Sequence[Token]) -> int:
    """A whole number as people write it: 1000000, 1_000_000 or 1e6, but not 1.5."""
    text = tokens[0].value
    for read in (int, float):
        try:
            number = read(text)
            if number == int(number):
                return int(number)
        except (ValueError, OverflowError):
            continue
    raise BadInput(tokens[0].keyword or "", text, "a whole number")


Whole = Annotated[int, Parameter(converter=_whole)]


def light(
    tissue: Path,
    /,
    *,
    photons: Whole = 1_000_000,
    seed: Whole = 1,
    figure: Annotated[Path | None, Parameter(name="--figure")] = None,
    json: bool = False,
) -> None:
    """Send light into given layers: what is reflected, transmitted and absorbed, and the fluence by depth.

    Parameters
    ----------
    tissue
        A TOML file with n_above, n_below, [[layer]] thickness_mm mua_per_mm mus_per_mm g n, and optionally [beam] spot_mm profile
        ("flat-top", "gaussian", or "measured" with radii_mm and fluence_ratio).
    photons
        How many photons to follow; four times as many halve the errors.
    seed
        Start of the random numbers: the same seed gives the same answer.
    figure
        Also draw fluence by depth and by spot size into this file: .png, .svg or .pdf.
    json
        Print data instead of tables.
    """
    given = read_tissue(tissue)
    if figure is not None:
        refuse_place(figure)
    run = _simulated(given, photons, seed)
    if figure is not None:
        _drawn(run, given, figure)
    if json:
        emit(as_json(run, given) | ({"figure": str(figure)} if figure else {}))
        return
    _print_energy(run, tissue.name)
    _print_fluence(run, given)
    if figure is not None:
        err.print(f"[dim]written: {escape(str(figure))}[/]")


def refuse_place(path: Path) -> None:
    """Raise `BadInput` unless a figure can be written at ``path``; asked before any photon flies."""
    if path.suffix.lower().lstrip(".") not in FIGURE_KINDS:
        raise BadInput("--figure", str(path), f"a name that ends in .{', .'.join(FIGURE_KINDS[:-1])} or .{FIGURE_KINDS[-1]}")
    try:
        if path.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        folder = next(each for each in path.absolute().parents if each.exists())
        with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{path.name}."):
            pass
    except OSError as problem:
        raise BadInput("--figure", str(path), f"a place where a file can be written ({problem.strerror})") from None


def _simulated(given: Tissue, photons: int, seed: int) -> LightRun:
    seen = 0
    with stage("photons", total=photons) as advance:

        def progress(done: int, _total: int) -> None:
            nonlocal seen
            advance(done - seen)
            seen = done

        return simulate_tissue(given, photons, seed, progress=progress)


def _drawn(run: LightRun, given: Tissue, path: Path) -> None:
    content = light_figure(run, given, path.suffix.lower().lstrip("."))
    try:
        write_whole(path, content)
    except OSError as problem:
        raise BadInput("--figure", str(path), f"a place where a file can be written ({problem.strerror})") from None


def _print_energy(run: LightRun, name: str) -> None:
    out.print(escape(name))
    table = Table("share of the energy", box=None, pad_edge=False)
    table.add_column("value", justify="right")
    table.add_column("standard error", justify="right")
    table.add_row("mirrored at the surface", f"{run.specular_reflectance:.5f}", "exact")
    table.add_row("diffusely reflected", f"{run.diffuse_reflectance:.5f}", f"{run.diffuse_reflectance_error:.5f}")
    table.add_row("transmitted", f"{run.transmittance:.5f}", f"{run.transmittance_error:.5f}")
    for number, (share, error) in enumerate(zip(run.absorbed_by_layer, run.absorbed_by_layer_error, strict=True), start=1):
        table.add_row(f"absorbed in layer {number}", f"{share:.5f}", f"{error:.5f}")
    out.print(table)
    out.print(f"{run.photons:,} photons, {run.seconds:.1f} s, {run.threads} threads, seed {run.seed}\n")


def _print_fluence(run: LightRun, tissue: Tissue) -> None:
    fluence, error = fluence_curve(run, tissue)
    beam = tissue.beam
    what = f"on the axis of a {beam.spot_mm:g} mm {beam.profile} beam, over incident" if beam else "integrated over the plane, per photon"
    out.print(f"fluence {what}")
    table = Table(box=None, pad_edge=False)
    for heading in ("depth (mm)", "fluence", "standard error"):
        table.add_column(heading, justify="right")
    bottom = float(run.depth_edges_mm[-1])
    for depth in sorted({int(np.abs(run.depth_mm - shown).argmin()) for shown in SHOWN_DEPTHS_MM if shown <= bottom} or {0}):
        table.add_row(f"{run.depth_mm[depth]:.3f}", f"{fluence[depth]:.4f}", f"{error[depth]:.4f}")
    out.print(table)
