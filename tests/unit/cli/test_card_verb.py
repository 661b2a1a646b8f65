"""``unstipple card`` checks a file of measured patches and refuses a bad one in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from unstipple.cli.card import card
from unstipple.errors import BadInput
from unstipple.photo.card import patches


def file_of(folder: Path, rows: int) -> Path:
    lines = [f"{patch.name}," + ",".join(f"{part:.4f}" for part in patch.reflectance) for patch in patches()]
    file = folder / "mine.csv"
    file.write_text("\n".join(["name,red,green,blue", *lines[:rows]]) + "\n", encoding="utf-8")
    return file


def test_a_good_file_is_said_to_be_usable_and_nothing_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    card(card_values=file_of(tmp_path, 40), json=True)
    said = json.loads(capsys.readouterr().out)
    assert len(said["patches"]) == 40
    assert said["doubt"] == pytest.approx(0.03)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.csv"]


def test_a_file_with_too_few_patches_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="16 or more"):
        card(card_values=file_of(tmp_path, 5))
