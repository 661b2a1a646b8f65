"""``unstipple light``: the light engine on given layers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from rich.markup import escape
from rich.table import Table

from unstipple.cli.talk import emit, out, stage
from unstipple.optics import LightRun, Tissue, as_json, fluence_curve, read_tissue, simulate_tissue

SHOWN_DEPTHS_MM = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0)


def light(tissue: Path, /, *, photons: int = 1_000_000, seed: int = 1, json: bool = False) -> None:
    """Send light into given layers: what is reflected, transmitted and absorbed, and the fluence by depth.

    Parameters
    ----------
    tissue
        A TOML file with n_above, n_below, [[layer]] thickness_mm mua_per_mm mus_per_mm g n, and optionally [beam] spot_mm profile.
    photons
        How many photons to follow; four times as many halve the errors.
    seed
        Start of the random numbers: the same seed gives the same answer.
    json
        Print data instead of tables.
    """
    given = read_tissue(tissue)
    seen = 0
    with stage("photons", total=photons) as advance:

        def progress(done: int, _total: int) -> None:
            nonlocal seen
            advance(done - seen)
            seen = done

        run = simulate_tissue(given, photons, seed, progress=progress)
    if json:
        emit(as_json(run, given))
        return
    _print_energy(run, tissue.name)
    _print_fluence(run, given)


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
