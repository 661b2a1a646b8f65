"""Times the stages of the demonstration on this machine, kernels cached; prints a table. No assertion: machines differ."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import date

from unstipple.consult import parse_case
from unstipple.course import Doubt, build_course
from unstipple.device import laser
from unstipple.evidence import Draws
from unstipple.optics import Layer, Stack, simulate
from unstipple.phantom import invented_patient
from unstipple.photo import Look, Photo, decode, look
from unstipple.plan import light_for, runs
from unstipple.report import documents
from unstipple.scalp import Polygon

SCALP = Stack(
    (
        Layer(0.1, 0.27, 16.0, 0.9, 1.40),
        Layer(2.5, 0.03, 15.7, 0.9, 1.40),
        Layer(3.5, 0.01, 12.0, 0.9, 1.44),
        Layer(6.0, 0.025, 18.0, 0.9, 1.55),
    )
)


def timed(rows: list[tuple[str, float]], label: str, work: Callable[[], object]) -> object:
    started = time.perf_counter()
    result = work()
    rows.append((label, time.perf_counter() - started))
    return result


def main() -> None:
    simulate(SCALP, 64, 1)
    patient = invented_patient(1)
    case = parse_case(patient.case_toml)
    assert case.photo is not None
    photo = Photo(decode(patient.photo, "front.jpg"), "front.jpg", "")
    outline = Polygon(case.photo.scalp) if case.photo.scalp else None
    look(photo, case.photo.mm_per_px, scalp=outline)
    lasers = tuple(laser(name) for name in case.treatment.lasers)
    doubt = Doubt()
    rows: list[tuple[str, float]] = []
    timed(rows, "invented patient (render 1.5 MP)", lambda: invented_patient(2))
    seen = timed(rows, "dots and map (1.5 MP)", lambda: look(photo, case.photo.mm_per_px, scalp=outline))
    assert isinstance(seen, Look)
    skin = case.skin.type_number
    light = timed(rows, f"light ({runs(lasers, skin)} skins)", lambda: light_for(lasers, skin, Draws(doubt.draws, doubt.seed)))
    course = timed(
        rows, "settings and course (200 draws)",
        lambda: build_course(case, lasers, seen, case.planned_on or date.today(), doubt=doubt, light=light),  # type: ignore[arg-type]
    )  # fmt: skip
    timed(rows, "page and figures", lambda: documents(course, seen, "0" * 64))  # type: ignore[arg-type]
    for label, seconds in rows:
        print(f"{label:<36} {seconds:6.2f} s")
    print(f"{'all':<36} {sum(seconds for _, seconds in rows):6.2f} s   peak memory {_peak_mb():.0f} MB")
    for threads in (1, 2):
        run = simulate(SCALP, 20_000, 3, threads=threads)
        print(f"light engine, four-layer scalp, g 0.9, {threads} thread(s): {run.photons / run.seconds:,.0f} photons/s")


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
