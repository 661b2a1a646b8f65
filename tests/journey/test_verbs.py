"""The verbs in the order of a treatment, on the invented patient and on everything that can go wrong."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import Run

pytestmark = pytest.mark.slow

FAST = ("--draws", 40)


def change(case: Path, old: str, new: str) -> None:
    text = (case / "case.toml").read_text()
    assert re.search(old, text, flags=re.M), f"{old!r} is not in the demonstration case"
    (case / "case.toml").write_text(re.sub(old, lambda _: new, text, count=1, flags=re.M))


def test_the_demonstration_leaves_a_case_a_plan_and_a_page(demo_folder: Path) -> None:
    plan = json.loads((demo_folder / "plan.json").read_text())
    assert plan["decision"] in ("treat", "test-spot-first")
    assert len(plan["zones"]) == 4
    page = (demo_folder / "report" / "clinician.html").read_text()
    assert "Invented demonstration patient" in page
    assert len(list((demo_folder / "report").glob("*.png"))) >= 5


def test_the_plan_is_the_contracts_json(case: Path, run: Run) -> None:
    answer = run("plan", case, "--json", *FAST)
    assert answer.code == 0
    data = answer.data
    assert data["schema"] == "unstipple.course/1"
    assert [session["number"] for session in data["sessions"]] == list(range(1, len(data["sessions"]) + 1))
    dates = [session["date"] for session in data["sessions"]]
    assert dates == sorted(dates)
    for session in data["sessions"]:
        for zone in session["zones"]:
            assert zone["fluence_j_cm2"] * 3.14159 * (zone["spot_mm"] / 20) ** 2 == pytest.approx(zone["energy_j"], abs=1e-3)
    assert 0 <= data["p_goal_by_10"] <= 1
    medians = [row["p50"] for row in data["forecast"]]
    assert medians == sorted(medians)
    assert (case / "plan.json").is_file()


def test_the_same_case_and_seed_give_the_same_plan_digest(case: Path, run: Run) -> None:
    one, two = (run("plan", case, "--json", *FAST).data["digest"] for _ in range(2))
    assert one == two
    assert run("plan", case, "--json", "--seed", 5, *FAST).data["digest"] != one


def test_screening_answers_in_the_contracts_form(case: Path, run: Run) -> None:
    answer = run("screen", case, "--json")
    assert answer.code == 0
    assert answer.data["verdict"] in ("clear", "caution")
    for finding in answer.data["findings"]:
        assert set(finding) >= {"rule", "severity", "message", "until", "sources"}
        assert finding["sources"]


def test_gold_ever_stops_screening_and_planning_and_shows_no_setting(case: Path, run: Run) -> None:
    change(case, "gold_ever = false", "gold_ever = true")
    assert run("screen", case, "--json").code == 3
    answer = run("plan", case, "--json", *FAST)
    assert answer.code == 3
    assert answer.data["decision"] == "do-not-treat"
    assert answer.data["sessions"] == []
    assert "J/cm" not in run("plan", case, *FAST).out


def test_the_guides_setting_is_refused_and_the_refusal_says_why(case: Path, run: Run) -> None:
    change(case, r"^lasers = .*$", 'lasers = ["qs-ndyag"]\nwavelength_nm = 1064\nspot_mm = 7\nfluence_j_cm2 = 6.0')
    answer = run("plan", case, *FAST)
    assert answer.code == 3
    assert "2.31 J" in answer.err
    check = run("lasers", "check", "qs-ndyag", "--spot-mm", 7, "--fluence-j-cm2", 6, "--wavelength-nm", 1064)
    assert check.code == 2
    assert "2.31 J" in check.err


def test_a_plan_can_be_made_without_imaging_from_areas(case: Path, run: Run) -> None:
    text = (case / "case.toml").read_text()
    (case / "case.toml").write_text(re.sub(r'(name = "zone-\d")', r"\1\narea_cm2 = 20", text))
    answer = run("plan", case, "--no-imaging", "--json", *FAST)
    assert answer.code == 0
    assert {zone["area_cm2"] for zone in answer.data["zones"]} == {20}


def test_without_imaging_and_without_areas_the_field_is_named(case: Path, run: Run) -> None:
    answer = run("plan", case, "--no-imaging", *FAST)
    assert answer.code == 2
    assert "area_cm2" in answer.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--laser", "picowave"), "picoway"),
        (("--goal", "vanish"), "lighten:0.5"),
        (("--goal", "lighten:7"), "between 0 and 1"),
        (("--at-most", 0), "1 to 20"),
        (("--draws", 1), "10 or more"),
        (("--seed", -1), "0 or more"),
    ],
)
def test_an_odd_option_is_refused_with_what_is_allowed(case: Path, run: Run, arguments: tuple[object, ...], said: str) -> None:
    answer = run("plan", case, *arguments)
    assert answer.code == 2
    assert said in answer.err.replace("\n", " ")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r"^age_years = .*$", "", "patient.age_years"),
        (r"^fitzpatrick = .*$", 'fitzpatrick = "VII"', "skin.fitzpatrick"),
        (r"^lasers = .*$", 'lasers = ["picosur"]', "picosure-pro"),
        (r"^lasers = .*$", 'lasers = ["qs-ndyag"]\nfluence_j_cm2 = 3', "treatment.spot_mm"),
        (r"^mm_per_px = .*$", "", "mm-per-px"),
        (r"^mm_per_px = .*$", "mm_per_px = 0.5", "pixels a millimetre"),
        (r'^name = "zone-1"', 'name = "zone-9"\n[[zone]]\nname = "zone-1"', "zone-9"),
        (r"^file = .*$", 'file = "photos/none.jpg"', "none.jpg"),
        (r"^lasers = .*$", 'lasers = ["a\\u0000.toml"]', "laser file"),
        (r"^\[patient\]", "[patient", "TOML"),
    ],
)
def test_an_odd_case_is_refused_in_one_sentence_and_nothing_is_left_behind(case: Path, run: Run, old: str, new: str, said: str) -> None:
    change(case, old, new)
    before = {path: path.read_bytes() for path in case.rglob("*") if path.is_file()}
    answer = run("plan", case, "--json")
    assert answer.code == 2, answer.err
    heard = answer.err + answer.out
    assert said in answer.err.replace("\n", " ") or said in answer.err.replace("\n", ""), heard
    assert said.split()[0] in answer.out.replace("\\", ""), "with --json the object is printed in every case"
    assert {path: path.read_bytes() for path in case.rglob("*") if path.is_file()} == before


def test_a_blurred_or_broken_photograph_is_refused(case: Path, run: Run) -> None:
    from PIL import Image, ImageFilter

    photo = next((case / "photos").glob("*.jpg"))
    image = Image.open(photo)
    image.filter(ImageFilter.GaussianBlur(5)).save(photo)
    answer = run("see", case, "--json")
    assert answer.code == 2
    assert answer.data["usable"] is False
    assert answer.data["dots"] == []
    assert "sharpness" in run("plan", case).err
    photo.write_bytes(photo.read_bytes()[:5000])
    assert run("see", case, "--json").code == 2


def test_see_answers_in_the_contracts_form(case: Path, run: Run) -> None:
    answer = run("see", case, "--json")
    assert answer.code == 0
    data = answer.data
    assert set(data) >= {"usable", "checks", "mm_per_px", "dots", "scalp_area_cm2", "density_per_cm2"}
    assert set(data["dots"][0]) >= {"x_px", "y_px", "diameter_mm", "contrast", "probability"}
    counted = len(data["dots"]) / data["scalp_area_cm2"]
    assert data["density_low"] < data["density_per_cm2"] < data["density_high"]
    assert data["density_per_cm2"] == pytest.approx(counted, rel=0.25)  # missed and false ones are reckoned in


def test_see_without_a_scale_says_how_to_give_one(case: Path, run: Run) -> None:
    answer = run("see", next((case / "photos").glob("*.jpg")), "--json")
    assert answer.code == 2
    assert answer.data["usable"] is False
    assert "--mm-per-px" in answer.data["checks"][0]["advice"]


def test_explain_names_the_binding_limit_and_the_papers(case: Path, run: Run) -> None:
    answer = run("explain", case)
    assert answer.code == 0
    assert "limit" in answer.out
    assert "Golmajer Zima" in answer.out
    assert run("explain", case, "nowhere").code == 2


def test_report_writes_a_page_and_figures(case: Path, run: Run) -> None:
    answer = run("report", case, "--json")
    assert answer.code == 0
    files = [Path(file) for file in answer.data["files"]]
    assert files[0].name == "clinician.html"
    assert all(file.stat().st_size > 1000 for file in files)


def test_new_makes_a_case_that_screening_reads_and_never_overwrites_one(tmp_path: Path, run: Run) -> None:
    assert run("new", tmp_path / "mine").code == 0
    answer = run("screen", tmp_path / "mine", "--json")
    assert answer.code == 3
    assert "unanswered" in {finding["rule"] for finding in answer.data["findings"]}
    before = (tmp_path / "mine" / "case.toml").read_text()
    assert run("new", tmp_path / "mine").code == 2
    assert (tmp_path / "mine" / "case.toml").read_text() == before


def test_light_answers_in_the_contracts_form(tmp_path: Path, run: Run) -> None:
    tissue = tmp_path / "slab.toml"
    tissue.write_text(
        "n_above = 1.0\nn_below = 1.0\n[[layer]]\nthickness_mm = 0.2\nmua_per_mm = 1.0\nmus_per_mm = 9.0\ng = 0.75\nn = 1.0\n"
    )
    answer = run("light", tissue, "--photons", 20000, "--seed", 3, "--json")
    assert answer.code == 0
    data = answer.data
    assert data["diffuse_reflectance"] == pytest.approx(0.09739, abs=4 * data["standard_error"]["diffuse_reflectance"])
    total = data["specular_reflectance"] + data["diffuse_reflectance"] + data["transmittance"] + sum(data["absorbed_by_layer"])
    assert total == pytest.approx(1, abs=1e-6)
    assert run("light", tissue, "--photons", 0).code == 2
    assert run("light", tmp_path / "none.toml").code == 2


@pytest.mark.parametrize("arguments", [("lasers", "list"), ("lasers", "show", "picoway"), ("rules", "list"), ("rules", "show", "gold"),
                                       ("evidence", "list"), ("evidence", "list", "harm."), ("evidence", "show", "practice.overlap"),
                                       ("evidence", "show", "wu-2021")])  # fmt: skip
def test_the_catalogues_speak_to_people_and_to_programs(run: Run, arguments: tuple[str, ...]) -> None:
    plain, data = run(*arguments), run(*arguments, "--json")
    assert plain.code == data.code == 0
    assert plain.out.strip()
    assert data.data


@pytest.mark.parametrize("arguments", [("plam",), ("plan",), ("plan", "nowhere"), ("rules", "show", "golf"), ("evidence", "show", "x")])
def test_a_slip_on_the_command_line_gets_one_sentence_and_exit_code_2(run: Run, arguments: tuple[str, ...]) -> None:
    answer = run(*arguments)
    assert answer.code == 2
    assert len(answer.err.strip().splitlines()) <= 6


def test_help_lists_the_verbs(run: Run) -> None:
    answer = run("--help")
    assert answer.code == 0
    for verb in ("demo", "new", "see", "screen", "plan", "explain", "report", "card", "follow", "light", "lasers", "rules", "evidence"):
        assert verb in answer.out


def test_a_zone_drawn_by_hand_replaces_the_programs_own(case: Path, run: Run) -> None:
    text = (case / "case.toml").read_text()
    text = re.sub(r"\[\[zone\]\](?:\n(?!\[).*)*", "", text)
    drawn = '[[zone]]\nname = "mine"\nconfirmed = true\npolygon_px = [[300, 200], [900, 200], [900, 500], [300, 500]]\n'
    (case / "case.toml").write_text(text + "\n" + drawn)
    answer = run("plan", case, "--json", *FAST)
    assert answer.code == 0, answer.err
    assert [zone["zone"] for zone in answer.data["zones"]] == ["mine"]


def test_a_scalp_without_pigment_says_do_not_treat(case: Path, run: Run) -> None:
    from unstipple.photo.render import Scene, render

    photo = next((case / "photos").glob("*.jpg"))
    photo.write_bytes(render(Scene(skin_type=3, dots_per_cm2=0.0), 4).jpeg)
    text = (case / "case.toml").read_text()
    text = re.sub(r"\[\[zone\]\](?:\n(?!\[).*)*", "", text)
    drawn = '[[zone]]\nname = "mine"\nconfirmed = true\npolygon_px = [[500, 300], [800, 300], [800, 500], [500, 500]]\n'
    (case / "case.toml").write_text(text + "\n" + drawn)
    answer = run("plan", case, "--json", *FAST)
    assert answer.code == 3
    assert answer.data["decision"] == "do-not-treat"
    assert "empty-target" in {finding["rule"] for finding in answer.data["findings"]}


def test_the_whole_case_may_lie_in_a_folder_with_spaces_and_any_script(case: Path, tmp_path: Path, run: Run) -> None:
    odd = tmp_path / "fichier été 病例"
    shutil.copytree(case, odd)
    assert run("screen", odd, "--json").code == 0


def test_a_case_file_from_a_windows_editor_is_read(case: Path, run: Run) -> None:
    text = (case / "case.toml").read_text()
    (case / "case.toml").write_text(text, encoding="utf-8-sig")
    assert run("screen", case, "--json").code == 0


def test_a_day_that_no_calendar_plans_on_is_refused(case: Path, run: Run) -> None:
    change(case, r"^planned_on = .*$", "planned_on = 9999-12-30")
    answer = run("screen", case, "--json")
    assert answer.code == 2
    assert "planned_on" in answer.err


def test_a_defect_is_told_in_one_sentence_without_a_traceback(case: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("unstipple.cli.screen.screen_case", broken)
    answer = run("screen", case, "--json")
    assert answer.code == 1
    assert answer.data["error"] == "defect"
    assert "planted" in answer.err
