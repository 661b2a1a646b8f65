"""``unstipple new``."""

from __future__ import annotations

from pathlib import Path

from unstipple.cli.talk import emit, out
from unstipple.records import new_case


def new(folder: Path, /, *, json: bool = False) -> None:
    """Make a case folder with a commented case.toml, photos/ and sessions/.

    Parameters
    ----------
    folder
        The folder to make. One that already holds a case is left as it is.
    json
        Print data instead of talk.
    """
    file = new_case(folder)
    if json:
        emit({"case": str(file)})
        return
    out.print(f"made [bold]{file}[/]\nnext: put a photograph into {folder / 'photos'}, answer the questions in case.toml, then run")
    out.print(f"  unstipple screen {folder}\n  unstipple plan {folder}")
