"""Turned, mirrored, rescaled, saved anew, darkened, inverted: are the same dots seen? On any photograph, or on rendered scenes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from reading.metamorphic import Picture, Result, metamorphic
from reading.options import HELD_OUT, single_threaded, table, write_json
from reading.strata import arranged, strata
from scalp_scenes import photograph

from unstipple.photo import read_photo

NAMES = ("skin II", "skin VI", "stubble .3 mm, 30/cm2", "10 px/mm", "220 dots/cm2", "dots of 0.2 OD")


def rendered(seeds_from: int, only: str) -> list[tuple[str, Picture]]:
    """Scenes of a few strata of the dot benchmark."""
    chosen = [stratum for stratum in strata() if stratum.name in NAMES and only in stratum.name]
    pictures = []
    for place, stratum in enumerate(chosen):
        shot = photograph(*arranged(stratum, seeds_from + 100 * place))
        mm_per_px = float(np.sqrt(np.square(shot.local_mm_per_px[shot.scalp], dtype=np.float64).mean()))
        pictures.append((stratum.name, Picture(shot.rgb, mm_per_px, shot.scalp_polygon)))
    return pictures


def own(file: Path, mm_per_px: float, crop: str | None) -> tuple[str, Picture]:
    """Somebody's photograph, or a part of it."""
    rgb = read_photo(file).rgb
    if crop:
        x0, y0, x1, y1 = (int(part) for part in crop.split(","))
        rgb = np.ascontiguousarray(rgb[y0:y1, x0:x1])
    return file.name, Picture(rgb, mm_per_px)


def report(name: str, results: list[Result]) -> None:
    print(f"\n{name}")
    rows = [[r.change, r.dots, r.value, f"{r.low:g} to {r.high:g}", "" if r.holds else "DOES NOT HOLD", r.refused or "-"] for r in results]
    table(rows, ["change", "dots", "outcome", "must be", "", "picture refused for"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo", nargs="?", type=Path, help="a photograph; without one, rendered scenes")
    parser.add_argument("--mm-per-px", type=float, help="its scale")
    parser.add_argument("--crop", help="x0,y0,x1,y1 in pixels")
    parser.add_argument("--seeds-from", type=int, default=HELD_OUT)
    parser.add_argument("--only", default="", help="only strata whose name holds this")
    parser.add_argument("--json", type=Path, help="also write every figure to this file")
    given = parser.parse_args()
    single_threaded()
    if given.photo and not given.mm_per_px:
        parser.error("a photograph needs --mm-per-px")
    pictures = [own(given.photo, given.mm_per_px, given.crop)] if given.photo else rendered(given.seeds_from, given.only)
    figures = {}
    for name, picture in pictures:
        try:
            results = metamorphic(picture)
        except ValueError as refused:
            print(f"\n{name}: {refused}")
            continue
        report(name, results)
        figures[name] = {result.change: result.value for result in results}
    write_json(given.json, figures)


if __name__ == "__main__":
    main()
