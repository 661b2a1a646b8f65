"""A file of measured patches is read, believed within its own doubt, and refused in one sentence where it cannot be right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from unstipple.errors import BadInput
from unstipple.photo.card import Card, CardValues, colour_of, find_cards, patches, read_card_values
from unstipple.photo.card.layout import PRINT_DOUBT
from unstipple.photo.card.values import METER_DOUBT, patch_names
from unstipple.photo.density import linear_light
from unstipple.photo.render.camera import tone
from unstipple.photo.render.card import Placed, lay_card

ASKED = {patch.name: patch.reflectance for patch in patches()}


def csv_of(values: dict[str, NDArray[np.float64]]) -> str:
    return "name,red,green,blue\n" + "".join(f"{name},{r:.5f},{g:.5f},{b:.5f}\n" for name, (r, g, b) in values.items())


def written(folder: Path, text: str, name: str = "mine.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_csv_of_reflectances_comes_back(tmp_path: Path) -> None:
    values = read_card_values(written(tmp_path, csv_of(ASKED)))
    assert values.doubt == METER_DOUBT
    for patch in patches():
        np.testing.assert_allclose(values.of(patch), patch.reflectance, atol=1e-4)


def test_lab_of_a_meter_becomes_linear_srgb(tmp_path: Path) -> None:
    """White, a mid grey of L* 50 and the D50 Lab of pure sRGB red (54.3, 80.8, 69.9) stand in for patches that are as light."""
    rows = [f'"grey-{n}" = [{lightness}, 0, 0]' for n, lightness in enumerate((86, 77, 67, 58, 48, 39, 29, 22), 1)]
    rows += [f'"{name}" = [{_lightness(ASKED[name]):.3f}, 0, 0]' for name in ASKED if not name.startswith("grey") and name != "red"]
    text = "doubt_pct = 1.5\n[lab_d50]\nred = [54.29, 80.81, 69.89]\n" + "\n".join(rows)
    values = read_card_values(written(tmp_path, text, "mine.toml"))
    assert values.doubt == pytest.approx(0.015)
    np.testing.assert_allclose(values.reflectance["red"], [1, 0, 0], atol=0.003)
    expected = ((67 + 16) / 116) ** 3
    np.testing.assert_allclose(values.reflectance["grey-3"], expected, rtol=2e-3)


def _lightness(reflectance: NDArray[np.float64]) -> float:
    return float(116 * np.cbrt(reflectance.mean()) - 16)


def test_a_grey_measured_once_stands_for_both_its_prints(tmp_path: Path) -> None:
    once = {name.removesuffix("-left"): row for name, row in ASKED.items() if not name.endswith("-right")}
    values = read_card_values(written(tmp_path, csv_of(once)))
    left, right = (values.of(next(p for p in patches() if p.name == f"grey-4-{side}")) for side in ("left", "right"))
    np.testing.assert_array_equal(left, right)


def changed(**rows: NDArray[np.float64]) -> str:
    return csv_of({**ASKED, **{name.replace("_", "-"): row for name, row in rows.items()}})


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("", "a.csv", "first line"),
        ("name,x,y,z\nred,1,2,3\n", "a.csv", "name,L,a,b"),
        ("name,red,green,blue\nredd,.3,.1,.1\n", "a.csv", "perhaps red"),
        ("name,red,green,blue\nred,.3,.1\n", "a.csv", "three numbers"),
        ("name,red,green,blue\nred,.3,.1,light\n", "a.csv", "three numbers"),
        ("name,red,green,blue\nred,30,10,10\n", "a.csv", "three numbers"),
        ("name,red,green,blue\nred,nan,.1,.1\n", "a.csv", "three numbers"),
        (csv_of({"red": ASKED["red"]}), "a.csv", "16 or more"),
        (csv_of(ASKED) + "red,.4,.05,.05\n", "a.csv", "one line a patch"),
        (changed(skin_1=ASKED["skin-11"]), "a.csv", "mixed up"),
        (changed(grey_4_left=ASKED["grey-1-left"]), "a.csv", "mixed up|grow darker"),
        ("[lab_d50\n", "a.toml", "TOML"),
        ("doubt_pct = 90\n[lab_d50]\n", "a.toml", "0.5 to 20"),
        ("[lab]\nred = [1, 2, 3]\n", "a.toml", "lab_d50"),
        ("[lab_d50]\nred = 3\n", "a.toml", "three numbers"),
        ("[lab_d50]\nred = [true, 2, 3]\n", "a.toml", "three numbers"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_in_one_sentence(tmp_path: Path, text: str, name: str, why: str) -> None:
    with pytest.raises(BadInput, match=why) as refused:
        read_card_values(written(tmp_path, text, name))
    assert "\n" not in str(refused.value)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        read_card_values(tmp_path / "nowhere.csv")
    binary = tmp_path / "photo.csv"
    binary.write_bytes(b"\xff\xd8\xff\xe0" * 40)
    with pytest.raises(BadInput):
        read_card_values(binary)


def test_every_name_of_the_card_may_be_used() -> None:
    assert len(patch_names()) == 24 + 16 + 8
    assert set(ASKED) <= set(patch_names())


def picture() -> NDArray[np.uint8]:
    light = np.broadcast_to(np.array([0.42, 0.27, 0.19], np.float32), (900, 1200, 3)).copy()
    light = lay_card(light, Placed(Card("a6", 1), 600, 450, 0.14), np.array([0.85, 0.85, 0.85]), blur_px=0.7)
    return np.clip(tone(light) * 255 + 0.5, 0, 255).astype(np.uint8)


def test_a_measured_print_is_believed_more_and_shifts_the_colours_with_it() -> None:
    """The same picture, once taken for a print as asked for, once for one that was measured a tenth darker throughout."""
    rgb = picture()
    (seen,) = find_cards(rgb)
    light = linear_light(rgb)
    plain, own = colour_of(light, seen), colour_of(light, seen, CardValues({name: 0.9 * row for name, row in ASKED.items()}, 0.02))
    skin = light[5:20, 5:20]
    ratio = own.reflectance(skin).mean(axis=(0, 1)) / plain.reflectance(skin).mean(axis=(0, 1))
    np.testing.assert_allclose(ratio, 0.9, atol=0.02)
    assert own.residual < 0.05 < PRINT_DOUBT <= plain.residual
    assert own.floor < plain.floor
