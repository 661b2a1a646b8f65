"""``unstipple light``: its figure, its answer, and what it refuses before a photon flies."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PIL import Image

from unstipple.cli import light as module
from unstipple.cli import main

TISSUE = """
[[layer]]
thickness_mm = 0.1
mua_per_mm = 1.0
mus_per_mm = 10.0
g = 0.8
n = 1.4
[[layer]]
thickness_mm = inf
mua_per_mm = 0.5
mus_per_mm = 8.0
g = 0.7
n = 1.37
"""
BEAM = '[beam]\nspot_mm = 4\nprofile = "flat-top"\n'


def verb(*arguments: object) -> int:
    try:
        main(["light", *map(str, arguments)])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.fixture(params=["", BEAM], ids=["pencil", "beam"])
def tissue(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    file = tmp_path / "tissue.toml"
    file.write_text(TISSUE + request.param, encoding="utf-8")
    return file


@pytest.fixture
def no_light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may fly: a run would be a failure of the test."""

    def flown(*_: object, **__: object) -> None:
        raise AssertionError("photons flew before the refusal")

    monkeypatch.setattr(module, "simulate_tissue", flown)


def test_a_figure_is_written_in_the_kind_that_its_suffix_names(tissue: Path) -> None:
    files = {kind: tissue.parent / "new" / f"light.{kind}" for kind in ("png", "svg", "pdf", "PNG")}
    for file in files.values():
        assert verb(tissue, "--photons", "1e3", "--figure", file) == 0
    assert min(Image.open(files["png"]).size) > 600
    words = ElementTree.parse(files["svg"]).getroot().tag
    assert words.endswith("svg")
    assert files["pdf"].read_bytes().startswith(b"%PDF")
    assert files["PNG"].read_bytes() == files["png"].read_bytes()
    assert {each.name for each in (tissue.parent / "new").iterdir()} == {file.name for file in files.values()}


@pytest.mark.parametrize("name", ["light.gif", "light", "folder.png", "file/light.png", f"{'a' * 300}.png", "/proc/light.png"])
def test_a_figure_that_cannot_be_written_is_refused_before_a_photon_flies(
    tissue: Path, name: str, no_light: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (tissue.parent / "folder.png").mkdir()
    (tissue.parent / "file").touch()
    before = sorted(tissue.parent.rglob("*"))
    assert verb(tissue, "--figure", tissue.parent / name) == 2
    assert "--figure" in capsys.readouterr().err
    assert sorted(tissue.parent.rglob("*")) == before


@pytest.mark.parametrize("photons", ["0", "-5", "1.5", "many", "nan", "1e99"])
def test_an_impossible_number_of_photons_is_refused_by_name(tissue: Path, photons: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb(tissue, "--photons", photons) == 2
    assert "photons: got" in capsys.readouterr().err


def test_a_stopped_run_leaves_no_figure(tissue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "simulate_tissue", stopped)
    assert verb(tissue, "--figure", tissue.parent / "light.png") == 130
    assert [each.name for each in tissue.parent.iterdir()] == ["tissue.toml"]


def test_a_disk_that_fills_up_is_told_in_one_sentence(
    tissue: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_whole", full)
    assert verb(tissue, "--photons", 100, "--figure", tissue.parent / "light.png", "--json") == 2
    answer = json.loads(capsys.readouterr().out)
    assert "No space left" in answer["message"]


def test_the_same_seed_gives_the_same_data_on_any_number_of_threads(
    tissue: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = []
    for threads in (1, 3):
        monkeypatch.setattr("numba.config.NUMBA_NUM_THREADS", threads)
        assert verb(tissue, "--photons", "20_000", "--seed", 7, "--json") == 0
        answer = json.loads(capsys.readouterr().out)
        assert answer.pop("threads") == threads
        del answer["seconds"]
        answers.append(answer)
    assert answers[0] == answers[1]
