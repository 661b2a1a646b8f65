"""Verbs are called as a person would call them; the invented patient is made once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from unstipple.cli import main
from unstipple.course import Doubt
from unstipple.dose import Effort


@dataclass
class Answer:
    """What a verb answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls a verb in this process; plans are made with less light than usual, which changes no path of the program."""
    for verb_file in ("plan", "follow"):
        monkeypatch.setattr(f"unstipple.cli.{verb_file}.Doubt", partial(Doubt, effort=Effort(members=4, photons=1000)))

    def verb(*arguments: object) -> Answer:
        code = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = int(left.code or 0)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Answer(code, said.out, said.err)

    return verb


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, run once in a process of its own as a newcomer runs it."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    done = subprocess.run([sys.executable, "-m", "unstipple", "demo", "--out", str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def case(demo_folder: Path, tmp_path: Path) -> Path:
    """A copy of the invented patient's case, free to be changed."""
    folder = tmp_path / "case"
    shutil.copytree(demo_folder, folder, ignore=shutil.ignore_patterns("report", "plan.json"))
    return folder
