"""The recorded references, recomputed; and whether the rule that judges them lets a sound engine pass and a defective one not."""

import math
from dataclasses import replace

import numpy as np
import pytest
from oracles.record_references import recorded, stack_of
from oracles.reference_scenes import scenes

from unstipple.errors import BadInput, UnknownName
from unstipple.optics import Stack, simulate
from unstipple.optics.validation import PAIRS, Case, Row, judge, photons_flown, read_cases, validate
from unstipple.optics.validation.quantities import NAMES, measured
from unstipple.optics.validation.rows import SHARED_LIGHT
from unstipple.optics.validation.run import compare

BY_NAME = {case.name: case for case in read_cases()}
DETERMINISTIC = [case for case in scenes() if case.oracle in ("adding-doubling", "given")]
QUICK = ("Slab of van de Hulst", "Two layers, index matched", "Between glass slides", "Backward scattering")


def row(ours: float, error: float = 1.0, *, freedom: float = math.inf, derived: bool = False) -> Row:
    return Row("case", "quantity", ours, error, 0.0, 0.0, "test", freedom, derived)


def names(case: Case) -> set[str]:
    return {reference.quantity for reference in case.references}


def test_the_file_holds_the_scenes_as_they_are_defined() -> None:
    assert [case.name for case in read_cases()] == [case.name for case in scenes()]
    for scene in scenes():
        case = BY_NAME[scene.name]
        assert case.stack == stack_of(scene.scene)
        assert case.photons_share == scene.photons_share
        assert names(case) == set(scene.compared) or scene.oracle == "given"
        for kind in ("dots", "hairs"):
            body, rows = getattr(case, kind), scene.scene.get(kind, [])
            assert (body.count if body else 0) == len(rows)
            if body:
                table = np.stack([getattr(body, name) for name in type(body).__slots__], axis=1)
                np.testing.assert_array_equal(table, rows)


@pytest.mark.parametrize(
    "scene", [pytest.param(each, marks=() if each.name in QUICK else pytest.mark.slow, id=each.name) for each in DETERMINISTIC]
)
def test_adding_doubling_still_finds_what_is_on_file(scene) -> None:  # type: ignore[no-untyped-def]
    now = recorded(scene, 0)["reference"]
    for reference, found in zip(BY_NAME[scene.name].references, now, strict=True):
        assert (reference.quantity, reference.source) == (found["quantity"], found["source"])
        assert reference.value == pytest.approx(found["value"], abs=1e-7)


@pytest.mark.parametrize(
    "scene",
    [
        pytest.param(each, marks=() if "Hairs and dots" in each.name else pytest.mark.slow, id=each.name)
        for each in scenes()
        if each.oracle in ("twin", "voxels")
    ],
)
def test_the_twin_still_finds_what_is_on_file(scene) -> None:  # type: ignore[no-untyped-def]
    case, now = BY_NAME[scene.name], recorded(scene, 20_000)["reference"]
    rows = [
        Row(case.name, old.quantity, new["value"], new["error"], old.value, old.error, "", derived=old.derived)
        for old, new in zip(case.references, now, strict=True)
    ]
    assert judge(rows).clean, rows


def test_an_engine_that_is_right_fails_for_about_one_seed_in_a_hundred() -> None:
    """Rows as a run makes them: few batches, and as much light shared as there is on average."""
    rng, batches, runs, pairs = np.random.default_rng(1), 16, 1000, 60
    own, shared = rng.normal(size=(runs, pairs, 2)), rng.normal(size=(runs, pairs, 1))
    alike = math.sqrt(SHARED_LIGHT - 1)
    deviations = math.sqrt(1 - alike) * own + math.sqrt(alike) * shared
    errors = np.sqrt(rng.chisquare(batches - 1, deviations.shape) / (batches - 1))
    verdicts = [
        judge([row(z, error, freedom=batches - 1) for z, error in zip(run.ravel(), spread.ravel(), strict=True)])
        for run, spread in zip(deviations, errors, strict=True)
    ]
    assert 0.001 < 1 - np.mean([verdict.clean for verdict in verdicts]) < 0.03


def test_a_deviation_in_an_error_from_few_batches_counts_for_less() -> None:
    assert row(3.0).score == 3.0
    assert row(3.0, freedom=15).score == pytest.approx(2.6, abs=0.05)
    assert row(-3.0, freedom=15).score == -row(3.0, freedom=15).score
    known = replace(row(30.0, freedom=15), theirs_error=10.0)
    assert known.score == pytest.approx(known.deviation, rel=1e-2)


def test_one_row_far_off_or_many_rows_a_little_off_are_not_clean() -> None:
    sound = [row(z) for z in np.random.default_rng(2).normal(size=120)]
    assert judge(sound).clean
    assert not judge([*sound, row(5.5)]).clean
    assert not judge([row(1.4 * z.ours) for z in sound]).clean


def test_rows_that_follow_from_others_are_held_to_the_limit_but_not_counted_twice() -> None:
    verdict = judge([row(1.0), row(-1.0, derived=True)])
    assert verdict.degrees_of_freedom == 1
    assert not judge([row(1.0), row(50.0, derived=True)]).clean


def test_numbers_known_without_error_must_be_the_same() -> None:
    assert judge([row(0.0, 0.0)]).clean
    assert not judge([row(1e-3, 0.0)]).clean


@pytest.mark.parametrize("wrong", [{"mua_per_mm": 0.033}, {"g": 0.89}, {"n": 1.43}])
def test_a_dermis_a_few_per_cent_wrong_is_noticed(wrong: dict[str, float]) -> None:
    case = BY_NAME["Four layers of the scalp"]
    layers = list(case.stack.layers)
    layers[1] = replace(layers[1], **wrong)
    assert not judge(list(compare(replace(case, stack=Stack(tuple(layers))), 150_000, 1, lambda _: None))).clean


def test_light_too_rare_to_be_seen_at_all_is_no_deviation_unless_much_was_to_come() -> None:
    case = BY_NAME["Pencil beam in a narrow open field"]
    black = Stack(tuple(replace(layer, mua_per_mm=200.0) for layer in case.stack.layers))
    rows = {each.quantity: each for each in compare(replace(case, stack=black), 2000, 1, lambda _: None)}
    assert rows["transmittance"].ours == 0
    assert -1.5 < rows["transmittance"].deviation < 0
    assert not judge(list(rows.values())).clean


def test_reciprocity_notices_a_stack_that_is_not_the_same_from_below(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = PAIRS[0]
    assert abs(pair.compare(120_000, 1, lambda _: None).deviation) < 4
    thinner = Stack((replace(pair.stack.layers[1], thickness_mm=0.47), pair.stack.layers[0]))
    monkeypatch.setattr(type(pair), "swapped", property(lambda _: thinner))
    assert abs(pair.compare(400_000, 1, lambda _: None).deviation) > 4


def test_every_named_quantity_can_be_read_and_an_unknown_one_is_refused() -> None:
    case = BY_NAME["Hairs and dots in a small open field"]
    run = simulate(case.stack, 1000, beam=case.beam, dots=case.dots, hairs=case.hairs, field=case.field)
    for name in NAMES:
        value, error = measured(run, name)
        assert value >= 0
        assert error >= 0
    with pytest.raises(UnknownName, match="reflectance"):
        measured(run, "reflectence")


def test_progress_tells_every_photon_and_too_few_are_refused() -> None:
    seen: list[int] = []
    verdict = validate(10_000, 2, progress=seen.append)
    assert sum(seen) == photons_flown(10_000)
    assert {each.case for each in verdict.rows} >= set(BY_NAME)
    assert not verdict.meaningful
    with pytest.raises(BadInput, match="photons"):
        validate(100)


@pytest.mark.slow
def test_the_engine_is_clean_on_this_machine() -> None:
    verdict = validate(1_000_000, 3)
    assert verdict.clean, [(each.case, each.quantity, each.deviation) for each in verdict.rows if abs(each.deviation) > 2.5]
