"""The figure of the therapeutic window says what its rows say, in the picture and in words."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from unstipple.device import laser
from unstipple.plan import WindowRow
from unstipple.report import window_alt, window_figure
from unstipple.rules import Bounds, Limit

YAG, PICOSURE = laser("qs-ndyag"), laser("picosure-pro")


def row(
    skin: int = 4, *, works: float = 2.0, safe: float = 4.07, spot_mm: float = 4, closed: str | None = None, mode: int = 0
) -> WindowRow:  # fmt: skip
    if closed:
        return WindowRow(YAG, YAG.modes[mode], spot_mm, skin, None, Bounds(0, (), closed), None, None)
    within = Bounds(1.0, (Limit("practice-ceiling", safe, ()), Limit("harm-limit", safe + 1, ())))
    doubt = np.linspace(0.8, 1.2, 20)
    return WindowRow(YAG, YAG.modes[mode], spot_mm, skin, works * doubt, within, np.minimum(safe, safe * doubt), np.full(20, 6.0), 3.0)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_an_open_window_says_both_ends_and_what_binds_and_never_rounds_the_safe_one_up() -> None:
    assert "2.0 to 4.0, practice ceiling" in window_alt([row()], "typical ink")


def test_a_window_that_is_empty_says_so_and_why() -> None:
    said = window_alt([row(works=6.0)], "typical ink")
    assert "no useful plan: practice ceiling" in said
    assert " to " not in said


def test_a_closed_mode_takes_one_row_without_a_spot_and_spots_outside_practice_none() -> None:
    rows = [row(spot_mm=2, closed="spot-outside-practice"), row(spot_mm=4)]
    rows += [row(spot_mm=spot, closed="wavelength-gate", mode=1) for spot in (2.0, 3.0, 4.0)]
    said = window_alt(rows, "typical ink")
    assert said.count("closed: wavelength not for this skin") == 1
    assert "outside practice" not in said
    assert "532 nm 6 ns: closed" in said


def test_of_very_many_rows_the_widest_of_each_mode_stays() -> None:
    rows = [
        row(skin, spot_mm=spot, works=works) for skin in range(1, 7) for spot, works in zip(range(2, 11), np.linspace(3, 2, 9), strict=True)
    ]
    said = window_alt(rows, "typical ink")
    assert said.count("10 mm") == 6
    assert "9 mm" not in said


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_file_holds_its_description_and_is_the_same_each_time(kind: str) -> None:
    rows = [row(), row(works=6.0, spot_mm=5), row(closed="wavelength-gate", mode=1)]
    content = window_figure(rows, "typical ink", kind)
    assert content == window_figure(rows, "typical ink", kind)
    said = window_alt(rows, "typical ink")
    if kind == "png":
        assert opened(content).text["Description"] == said  # type: ignore[attr-defined]
    elif kind == "svg":
        assert f"<title>{said}</title>" in content.decode()
    else:
        assert "Therapeutic windows".encode("utf-16-be") in content


def test_windows_and_empty_windows_differ_in_grey_too() -> None:
    grey = [np.asarray(opened(window_figure([each], "typical ink")).convert("L"), dtype=float) for each in (row(), row(works=6.0))]
    # pale fill against a hatch of dark lines on white: compare the shades that are neither white nor text
    pale = [float(((shade > 200) & (shade < 235)).mean()) for shade in grey]
    assert pale[0] > 3 * pale[1]


def test_a_laser_with_brackets_markup_or_a_long_title_is_named_in_short() -> None:
    named = replace(row(), laser=replace(YAG, title="A <very> & long title of a laser indeed (with a remark)"))
    said = window_alt([named], "typical ink")
    assert "remark" not in said
    assert b"<very>" not in window_figure([named], "typical ink", "svg")
