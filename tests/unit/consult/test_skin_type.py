"""Skin type from everyone who judged it: versions of questionnaires never mix, the darkest counts."""

from __future__ import annotations

import pytest

from unstipple.consult import ITEMS, Questionnaire, SkinAnswers, type_of_angle


def filled(version: str, total: int) -> Questionnaire:
    """A questionnaire of that version whose points add up to ``total``."""
    names = ITEMS[version]  # type: ignore[index]
    points = {name: min(4, max(0, total - 4 * place)) for place, name in enumerate(names)}
    return Questionnaire.model_validate({"version": version, "answers": points})


@pytest.mark.parametrize(
    ("version", "score", "types"),
    [
        ("10-item", 0, (1,)), ("10-item", 7, (1,)), ("10-item", 8, (2,)), ("10-item", 16, (2,)), ("10-item", 17, (3,)),
        ("10-item", 24, (3,)), ("10-item", 25, (4,)), ("10-item", 30, (4,)), ("10-item", 31, (5, 6)), ("10-item", 40, (5, 6)),
        ("8-item", 6, (1,)), ("8-item", 7, (2,)), ("8-item", 13, (2,)), ("8-item", 14, (3,)), ("8-item", 20, (3,)),
        ("8-item", 21, (4,)), ("8-item", 27, (4,)), ("8-item", 28, (5, 6)), ("8-item", 32, (5, 6)),
    ],
)  # fmt: skip
def test_each_version_has_its_own_cut_offs(version: str, score: int, types: tuple[int, ...]) -> None:
    found = filled(version, score)
    assert found.score == score
    assert found.type_numbers == types


def test_the_same_points_mean_another_type_in_the_other_version() -> None:
    assert filled("10-item", 28).type_numbers != filled("8-item", 28).type_numbers


@pytest.mark.parametrize(
    ("version", "change", "said"),
    [
        ("10-item", {"last_sun": None}, "missing: last_sun"),
        ("8-item", {"last_sun": 2}, "not last_sun"),
        ("8-item", {"eyes": 5}, "less than or equal to 4"),
    ],
)
def test_an_incomplete_or_mixed_questionnaire_is_refused(version: str, change: dict[str, int | None], said: str) -> None:
    points = {**filled(version, 20).answers, **change}
    with pytest.raises(ValueError, match=said):
        Questionnaire.model_validate({"version": version, "answers": {k: v for k, v in points.items() if v is not None}})


def skin(**given: object) -> SkinAnswers:
    return SkinAnswers.model_validate({"fitzpatrick": "III", **given})


def test_the_darkest_judge_counts_whoever_it_is() -> None:
    assert skin(questionnaire_type="II").type_number == 3
    assert skin(questionnaire_type="V").type_number == 5
    assert skin(questionnaire=filled("10-item", 26)).type_number == 4
    assert skin(measured_ita_degrees=5).type_number == 5
    assert skin(measured_ita_degrees=50).type_number == 3
    assert skin(measured_ita_degrees=5, questionnaire_type="VI").type_number == 6


def test_a_score_that_cannot_tell_v_from_vi_is_settled_by_the_clinician_or_taken_as_vi() -> None:
    dark = filled("10-item", 34)
    assert skin(questionnaire=dark).type_number == 6
    assert SkinAnswers(fitzpatrick="V", questionnaire=dark).type_number == 5
    assert SkinAnswers(fitzpatrick="VI", questionnaire=dark).type_number == 6


@pytest.mark.parametrize(("angle", "number"), [(56, 1), (55, 2), (41, 3), (28, 4), (10, 5), (-29, 5), (-30, 6)])
def test_a_measured_angle_reads_as_the_type_of_its_class(angle: float, number: int) -> None:
    assert type_of_angle(angle) == number


def test_every_judge_is_kept_beside_the_others() -> None:
    given = skin(questionnaire=filled("8-item", 30), measured_ita_degrees=45).types_given
    assert given == {"clinician": (3,), "questionnaire": (5, 6), "measured": (2,)}
