"""``unstipple follow``: the answer as data, and a plain refusal where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from unstipple.cli.follow import follow
from unstipple.errors import UnusablePhoto
from unstipple.photo.render import Scene, Visit, render, revisit

pytestmark = pytest.mark.slow

SCENE = Scene(width_px=640, height_px=520, mm_per_px=1 / 14, background=False, hairline=False, curvature=0.3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("pair")
    (place / "before.jpg").write_bytes(render(SCENE, 4).jpeg)
    (place / "after.jpg").write_bytes(revisit(SCENE, Visit(gone=0.5, shift_mm=(0.5, 0.3), turn_deg=2), 4).rendered.jpeg)
    return place


def test_the_answer_as_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    follow(folder / "before.jpg", folder / "after.jpg", mm_per_px=SCENE.mm_per_px, out_dir=folder / "out", json=True)
    answer = json.loads(capsys.readouterr().out)
    assert answer["comparable"] is True
    assert answer["low"] < answer["clearance"] < answer["high"]
    assert 0.35 < answer["clearance"] < 0.6
    assert (folder / "out" / "change.html").stat().st_size > 10_000
    written = json.loads((folder / "out" / "change.json").read_text())
    assert {name: answer[name] for name in written} == written


def test_the_answer_in_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    follow(folder / "before.jpg", folder / "after.jpg", mm_per_px=SCENE.mm_per_px)
    assert "of the pigment is gone" in capsys.readouterr().out


def test_without_a_scale_the_status_is_2_and_the_object_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        follow(folder / "before.jpg", folder / "after.jpg", json=True)
    assert ended.value.code == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["comparable"] is False
    assert answer["why"] == "before-unusable"
    assert answer["clearance"] is None


def test_a_file_that_is_no_picture_is_named(folder: Path) -> None:
    (folder / "notes.jpg").write_text("no picture")
    with pytest.raises(UnusablePhoto, match=r"notes\.jpg"):
        follow(folder / "before.jpg", folder / "notes.jpg", mm_per_px=SCENE.mm_per_px)
