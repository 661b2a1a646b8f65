"""The command line: verbs parse, call and print; no thinking."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from unstipple.errors import UnstippleError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one verb and leave with its exit code: 0 fine, 1 failure, 2 bad input, 3 hold, stop, no plan or unsafe plan."""
    from cyclopts import CycloptsError

    from unstipple.cli.app import app
    from unstipple.cli.talk import emit, err

    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(given, exit_on_error=False, print_error=False)
    except UnstippleError as problem:
        if "--json" in given:
            emit({"error": type(problem).__name__, "message": str(problem), "usable": False, "verdict": _verdict(problem)})
        err.print(f"[bold red]unstipple:[/] {_plain(str(problem))}")
        raise SystemExit(problem.exit_code) from None
    except CycloptsError as problem:
        if "--json" in given:
            emit({"error": "usage", "message": str(problem)})
        err.print(f"[bold red]unstipple:[/] {_plain(str(problem))}  (see `unstipple --help`)")
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        err.print("stopped; nothing half-written was left behind")
        raise SystemExit(130) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
    except Exception as problem:
        if os.environ.get("UNSTIPPLE_TRACE"):
            raise
        said = f"{type(problem).__name__}: {problem}"
        if "--json" in given:
            emit({"error": "defect", "message": said})
        err.print(
            f"[bold red]unstipple:[/] a defect of the program, not of your input ({_plain(said)}); nothing half-written was left behind."
        )
        err.print("Please report it; UNSTIPPLE_TRACE=1 before the command shows where it happened.")
        raise SystemExit(1) from None


def _verdict(problem: UnstippleError) -> str | None:
    return "stop" if problem.exit_code == 3 else None


def _plain(text: str) -> str:
    """Brackets in user text must not be read as markup."""
    from rich.markup import escape

    return escape(text)
