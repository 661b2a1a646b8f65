"""``unstipple report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from unstipple.cli.approve import say_approval
from unstipple.cli.plan import make
from unstipple.cli.talk import emit, out, stage
from unstipple.records import course_json, save_course, write_whole
from unstipple.report import documents, sentence


def report(
    case: Path,
    /,
    *,
    out_dir: Annotated[Path | None, Parameter(name="--out")] = None,
    no_imaging: bool = False,
    seed: int = 1,
    json: bool = False,
) -> None:
    """Write the clinician's page (one self-contained HTML file) and its figures (PNG) into the case folder.

    Parameters
    ----------
    case
        The case folder, or its case.toml.
    out_dir
        Where to write; by default report/ in the case folder.
    no_imaging
        Plan without the photograph, from areas given in the case file.
    seed
        Seed of all draws.
    json
        Print the written files as data.
    """
    folder, course, found = make(case, None, None, None, no_imaging, seed, 200)
    data = course_json(course, sentence, made_from=folder.made_from)
    save_course(folder.folder, data)
    target = out_dir or folder.folder / "report"
    with stage("drawing the report") as advance:
        files = [write_whole(target / name, content) for name, content in documents(course, found, data["digest"]).items()]
        advance(1)
    if json:
        emit({"files": [str(file) for file in files], "verdict": course.verdict.name})
    else:
        out.print(f"written: [bold]{files[0]}[/] and {len(files) - 1} figures")
        say_approval(folder)
    if not course.verdict.allows:
        raise SystemExit(3)
