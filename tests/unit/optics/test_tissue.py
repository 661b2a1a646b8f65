import json
import math
from pathlib import Path

import pytest

from unstipple.cli.light import light
from unstipple.errors import BadInput
from unstipple.optics import Beam, as_json, read_tissue, simulate_tissue

GOOD = """
n_above = 1.0
n_below = 1.4
[[layer]]
thickness_mm = 0.1
mua_per_mm = 1.0
mus_per_mm = 10
g = 0.8
n = 1.4
[[layer]]
thickness_mm = inf
mua_per_mm = 0.5
mus_per_mm = 8.0
g = 0.7
n = 1.37
[beam]
spot_mm = 4
profile = "gaussian"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "tissue.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_gives_its_layers_and_beam(tmp_path: Path) -> None:
    tissue = read_tissue(written(tmp_path, GOOD))
    assert tissue.beam == Beam(4, "gaussian")
    assert [layer.mua_per_mm for layer in tissue.stack.layers] == [1.0, 0.5]
    assert tissue.stack.layers[1].thickness_mm == math.inf
    assert tissue.stack.n_below == 1.4


def test_without_a_beam_table_the_beam_is_a_pencil(tmp_path: Path) -> None:
    assert read_tissue(written(tmp_path, GOOD.split("[beam]")[0])).beam is None


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("mua_per_mm = 1.0", "", "layer 1 mua_per_mm"),
        ("mua_per_mm = 0.5", "mua_per_mm = nan", "layer 2 mua_per_mm"),
        ("mua_per_mm = 0.5", "mua_per_mm = 0", "layer 2 mua_per_mm"),
        ("mus_per_mm = 10", "mus_per_mm = '10'", "layer 1 mus_per_mm"),
        ("mus_per_mm = 10", "mus_per_cm = 100", "layer 1 mus_per_cm"),
        ("g = 0.8", "g = true", "layer 1 g"),
        ("g = 0.8", "g = [0.8]", "layer 1 g"),
        ("g = 0.7", "g = 1.0", "layer 2 g"),
        ("n = 1.37", "n = 0.5", "layer 2 n"),
        ("thickness_mm = 0.1", "thickness_mm = inf", "layer 1 thickness_mm"),
        ("thickness_mm = 0.1", "thickness_mm = -1", "layer 1 thickness_mm"),
        ("n_above = 1.0", "n_above = 'air'", "n_above"),
        ("n_above = 1.0", "n_over = 1.0", "n_over"),
        ("spot_mm = 4", "spot_mm = 0", "beam spot_mm"),
        ("spot_mm = 4", "", "beam spot_mm"),
        ("spot_mm = 4", "spot_mm = 4\ndiameter = 3", "beam diameter"),
        ('"gaussian"', '"square"', "beam profile"),
        ('"gaussian"', "3", "beam profile"),
        ("[beam]", "[[beam]]", "beam"),
        ("n_above = 1.0", "n_above = = 1", "tissue"),
    ],
)
def test_an_odd_file_is_refused_by_file_and_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(BadInput) as refused:
        read_tissue(path)
    assert refused.value.field == field
    assert refused.value.file == str(path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "layer = []", "layer = 3", "layer = [1, 2]", "[layer]\nn = 1.4"])
def test_a_file_without_layers_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_tissue(written(tmp_path, text))
    assert refused.value.field.startswith("layer")


def test_a_missing_file_a_folder_and_a_picture_are_refused(tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\xff\xfe\x00")
    for path in (tmp_path / "none.toml", tmp_path, picture):
        with pytest.raises(BadInput) as refused:
            read_tissue(path)
        assert refused.value.file == str(path)


@pytest.mark.parametrize("text", [GOOD, GOOD.split("[beam]")[0]])
@pytest.mark.parametrize("photons", [1, 2000])
def test_the_answer_has_the_promised_keys_and_only_finite_numbers(tmp_path: Path, text: str, photons: int) -> None:
    tissue = read_tissue(written(tmp_path, text))
    answer = as_json(simulate_tissue(tissue, photons), tissue)
    promised = {
        "specular_reflectance", "diffuse_reflectance", "transmittance", "absorbed_by_layer", "standard_error",
        "depth_mm", "fluence_by_depth", "photons", "seconds", "threads", "engine",
    }  # fmt: skip
    assert promised <= answer.keys()
    assert {"diffuse_reflectance", "transmittance", "absorbed_by_layer"} <= answer["standard_error"].keys()
    assert len(answer["depth_mm"]) == len(answer["fluence_by_depth"])
    assert len(answer["absorbed_by_layer"]) == len(answer["standard_error"]["absorbed_by_layer"]) == 2
    assert answer["engine"] == "cpu"
    json.dumps(answer, allow_nan=False)


def test_a_beam_is_reported_on_its_axis_and_a_pencil_over_the_plane(tmp_path: Path) -> None:
    spot, pencil = read_tissue(written(tmp_path, GOOD)), read_tissue(written(tmp_path, GOOD.split("[beam]")[0]))
    on_axis = as_json(simulate_tissue(spot, 5_000), spot)["fluence_by_depth"]
    over_plane = as_json(simulate_tissue(pencil, 5_000), pencil)["fluence_by_depth"]
    assert 1.2 < on_axis[0] / over_plane[0] < 2


def test_the_verb_prints_data_on_stdout_and_talk_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    light(written(tmp_path, GOOD), photons=1_000, seed=5, json=True)
    answer = json.loads(capsys.readouterr().out)
    assert answer["photons"] == 1_000
    assert answer["seed"] == 5


def test_the_verb_prints_a_table_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    light(written(tmp_path, GOOD), photons=1_000)
    text = capsys.readouterr().out
    for words in ("diffusely reflected", "absorbed in layer 2", "depth (mm)", "4 mm gaussian"):
        assert words in text
