import json
import math
from pathlib import Path

import numpy as np
import pytest

from unstipple.cli.light import light
from unstipple.errors import BadInput
from unstipple.optics import (
    Beam,
    FractionalArray,
    as_json,
    fluence_curve,
    fluence_off_axis,
    fluence_on_axis,
    read_tissue,
    simulate,
    simulate_tissue,
)

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
        ("spot_mm = 4", "spot_mm = 4\ntilt_deg = 0", "beam tilt_deg"),
        ("spot_mm = 4", "spot_mm = 4\npitch_mm = 1", "beam pitch_mm"),
        ("spot_mm = 4", "spot_mm = 1e-4", "beam spot_mm"),
        ("spot_mm = 4", "spot_mm = 4\nradii_mm = 3", "beam radii_mm"),
        ("spot_mm = 4", "spot_mm = 4\nradii_mm = [0, 1]", "beam radii_mm"),
        ('"gaussian"', '"measured"', "beam radii_mm"),
        ('"gaussian"', '"measured"\nradii_mm = [0, 1e-5]\nfluence_ratio = [1, 1]', "beam radii_mm"),
        ('"gaussian"', '"measured"\nradii_mm = [0, 1]\nfluence_ratio = [1]', "beam fluence_ratio"),
        ('"gaussian"', '"measured"\nradii_mm = [0, 1]\nfluence_ratio = [1e308, 1e308]', "beam fluence_ratio"),
        ("mua_per_mm = 1.0", "mua_per_mm = 1" + "0" * 400, "layer 1 mua_per_mm"),
        ("mua_per_mm = 1.0", "mua_per_mm = 1" + "0" * 5000, "tissue"),
        ("n_above = 1.0", "n_above = " + "[" * 5000, "tissue"),
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
    for path in (tmp_path / "none.toml", tmp_path, picture, Path("/dev/zero")):
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


def test_a_measured_disc_is_a_flat_top_and_a_measured_bell_a_gaussian(tmp_path: Path) -> None:
    tissue = read_tissue(written(tmp_path, GOOD.split("[beam]")[0]))
    run = simulate_tissue(tissue, 2_000)
    radii = np.linspace(0, 5, 501)
    pairs = [
        (Beam(4.0), Beam(4.0, "measured", radii_mm=(0, 1, 2), fluence_ratio=(7, 7, 7))),
        (
            Beam(4.0, "gaussian"),
            Beam(4.0, "measured", radii_mm=tuple(radii), fluence_ratio=tuple(np.exp(-2 * (radii / 2) ** 2))),
        ),
    ]
    for known, measured in pairs:
        np.testing.assert_allclose(fluence_on_axis(run, measured), fluence_on_axis(run, known), rtol=2e-4, atol=1e-9)
        places = [0.0, 0.7, 1.5, 3.0]
        np.testing.assert_allclose(fluence_off_axis(run, measured, places), fluence_off_axis(run, known, places), rtol=0.01, atol=3e-3)


def test_a_measured_ring_in_a_file_is_convolved_as_it_would_be_flown(tmp_path: Path) -> None:
    ring = '"measured"\nradii_mm = [0, 0.5, 1.2, 2.4]\nfluence_ratio = [0.2, 0.3, 1, 0]'
    tissue = read_tissue(written(tmp_path, GOOD.replace('"gaussian"', ring)))
    pencil, beam = simulate_tissue(tissue, 60_000), tissue.beam
    assert beam is not None
    axis, error = fluence_curve(pencil, tissue)
    np.testing.assert_allclose(fluence_off_axis(pencil, beam, [0.0])[:, 0], axis, rtol=1e-3, atol=1e-6)
    disc = 0.3 * np.sqrt((np.arange(8) + 0.5) / 8)
    expected = fluence_off_axis(pencil, beam, disc).mean(axis=1)
    flown = simulate(tissue.stack, 120_000, 2, beam=beam, depth_edges_mm=pencil.depth_edges_mm, radius_edges_mm=[0, 0.3])
    seen = flown.fluence_per_mm2[:, 0] * beam.area_mm2
    seen_error = flown.fluence_within_error[:, 0] / (math.pi * 0.3**2) * beam.area_mm2
    upper = pencil.depth_edges_mm[1:] < 1.0
    widths = np.diff(pencil.depth_edges_mm)[upper]
    assert abs((seen - expected)[upper] @ widths / (expected[upper] @ widths)) < 0.03
    assert (np.abs(seen - expected)[upper] < 6 * np.hypot(error, seen_error)[upper]).all()


@pytest.mark.parametrize("beam", [Beam(4.0, tilt_deg=5.0), FractionalArray(Beam(0.1), 1.0, 4.0)])
def test_beams_that_are_no_sum_of_straight_pencils_are_not_convolved(tmp_path: Path, beam: object) -> None:
    run = simulate_tissue(read_tissue(written(tmp_path, GOOD)), 10)
    with pytest.raises(BadInput):
        fluence_on_axis(run, beam)  # type: ignore[arg-type]


def test_bins_near_the_surface_are_at_most_a_tenth_of_a_millimetre(tmp_path: Path) -> None:
    tissue = read_tissue(written(tmp_path, GOOD))
    assert np.diff(as_json(simulate_tissue(tissue, 10), tissue)["depth_mm"])[:50].max() <= 0.1
