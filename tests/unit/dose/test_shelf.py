"""Kept answers: the same as made ones, made anew when anything they stand on changed, and never in anybody's way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from unstipple.dose import shelf
from unstipple.dose.shelf import FILE_COUNT, Shelf, digest, packed, unpacked
from unstipple.errors import BadInput
from unstipple.evidence import ledger, number


class Maker:
    """Makes a table and counts how often; reads a value as it does."""

    def __init__(self, content: float = 0.1) -> None:
        self.calls, self.content = 0, content

    def __call__(self) -> xr.Dataset:
        self.calls += 1
        numbers = np.array([[self.content, number("practice.overlap")]])
        return xr.Dataset({"a": (("x", "y"), numbers)}, {"x": ["one"]}, {"units": "1"})


def test_what_was_made_once_is_kept_and_the_same_to_the_last_bit(tmp_path: Path) -> None:
    make, kept = Maker(1 / 3), Shelf(tmp_path / "new")
    first, second = kept.table(("a", 1), make), kept.table(("a", 1), make)
    assert make.calls == 1
    assert second.identical(first)


def test_anything_else_is_made_anew(tmp_path: Path) -> None:
    make, kept = Maker(), Shelf(tmp_path)
    for told in (("a", 1), ("a", 2), ("a", np.array([1.0, 2])), ("a", np.array([1.0, 2 + 1e-12])), (("a",), 1)):
        kept.table(told, make)
    assert make.calls == 5


def test_without_a_folder_nothing_is_kept() -> None:
    make = Maker()
    Shelf().table("a", make), Shelf().table("a", make)
    assert make.calls == 2


def test_the_values_that_were_read_are_noted_when_the_answer_was_kept(tmp_path: Path) -> None:
    kept = Shelf(tmp_path)
    kept.table("a", Maker())
    with ledger() as book:
        kept.table("a", Maker())
    assert "practice.overlap" in book.used


def test_a_corrected_value_makes_the_answer_anew(tmp_path: Path) -> None:
    make, kept = Maker(), Shelf(tmp_path)
    kept.table("a", make)
    file = next(tmp_path.glob("*.npz"))
    table, used = unpacked(file.read_bytes())
    file.write_bytes(packed(table, {"practice.overlap": used["practice.overlap"].replace("0.1", "0.2")}))
    kept.table("a", make)
    file.write_bytes(packed(table, {"no.such_value": "0.1"}))
    kept.table("a", make)
    assert make.calls == 3


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a file", b"x" * 100])
def test_a_broken_file_is_replaced(tmp_path: Path, content: bytes) -> None:
    make, kept = Maker(), Shelf(tmp_path)
    whole = kept.table("a", make)
    file = next(tmp_path.glob("*.npz"))
    good = file.read_bytes()
    file.write_bytes(content or good[: len(good) // 2])
    assert kept.table("a", make).identical(whole)
    assert make.calls == 2
    with pytest.raises(BadInput):
        unpacked(content)


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    make = Maker()
    assert Shelf(tmp_path / "file" / "below").table("a", make).equals(make())


def test_the_oldest_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "FILE_COUNT", 3)
    make, kept = Maker(), Shelf(tmp_path)
    for number_ in range(5):
        kept.table(number_, make)
    assert len(list(tmp_path.iterdir())) == 3
    assert FILE_COUNT > 3


def test_parts_are_told_apart() -> None:
    assert len({digest(("a", "b")), digest("a", "b"), digest("ab"), digest(("a",), "b"), digest(1), digest(1.0), digest("1")}) == 7
