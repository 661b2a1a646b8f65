"""``unstipple demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from unstipple.cli.pipeline import planned, seen
from unstipple.cli.summary import print_course
from unstipple.cli.talk import emit, out, stage
from unstipple.course import Doubt
from unstipple.phantom import invented_patient
from unstipple.records import course_json, open_case, save_course, write_whole
from unstipple.report import documents, sentence


def demo(*, out_dir: Annotated[Path, Parameter(name="--out")] = Path("demo-out"), seed: int = 1, json: bool = False) -> None:
    """Plan a bundled, invented patient from photograph to papers, into a folder.

    Parameters
    ----------
    out_dir
        Where to write.
    seed
        Seed of the photograph and of all draws.
    json
        Print the plan as JSON.
    """
    with stage("making the invented patient") as advance:
        patient = invented_patient(seed)
        write_whole(out_dir / "case.toml", patient.case_toml.encode())
        write_whole(out_dir / "photos" / patient.photo_name, patient.photo)
        advance(1)
    folder = open_case(out_dir)
    found = seen(folder)
    course = planned(folder, folder.lasers(), found, Doubt(seed=seed))
    data = course_json(course, sentence, made_from=folder.made_from)
    save_course(out_dir, data)
    with stage("drawing the report") as advance:
        files = [write_whole(out_dir / "report" / name, content) for name, content in documents(course, found, data["digest"]).items()]
        advance(1)
    if json:
        emit(data)
        return
    print_course(course)
    out.print(f"open [bold]{files[0]}[/] in a browser; the case is in {out_dir / 'case.toml'}, the plan in {out_dir / 'plan.json'}")
