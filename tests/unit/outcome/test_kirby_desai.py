from __future__ import annotations

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.evidence import Draws, value
from unstipple.outcome import kirby_desai, score, was_layered

DRAWS = Draws(400, 1)


def test_a_layered_head_of_skin_type_three_scores_nine_and_five_and_a_half_corrected() -> None:
    said = kirby_desai(DRAWS, 3, "minimal", layered=True)
    assert (said.low, said.high, said.error_sessions) == (9, 9, 2.5)
    assert said.corrected_central == pytest.approx((5.58, 5.58))


def test_the_highest_score_is_the_published_twenty_six() -> None:
    most = score(6, "significant", layered=True, scarring="significant", colour="multiple", location="distal_limb")
    least = score(1, "amateur", layered=False)
    assert (least, most) == (4, 26)


def test_layering_that_was_not_asked_leaves_both_answers_open() -> None:
    asked, open_ = kirby_desai(DRAWS, 3, "minimal", layered=True), kirby_desai(DRAWS, 3, "minimal", layered=None)
    assert (open_.low, open_.high) == (7, 9)
    assert np.median(open_.corrected) < np.median(asked.corrected)


def test_corrected_sessions_keep_a_wide_range_and_at_least_one_session() -> None:
    low, mid, high = kirby_desai(DRAWS, 3, "minimal", layered=True).corrected_range
    factor = value("kirby_desai.modern_factor")
    assert 9 * (factor.low or 0) - 2 < low < mid < high < 11.5 * (factor.high or 0)
    assert high - low > 2
    assert kirby_desai(DRAWS, 1, "amateur", layered=False).corrected.min() >= 1


@pytest.mark.parametrize(("visits", "layered"), [(None, None), (1, False), (2, True), (4, True)])
def test_two_visits_of_micropigmentation_count_as_layered(visits: int | None, layered: bool | None) -> None:
    assert was_layered(visits) is layered


@pytest.mark.parametrize("skin_type", [0, 7, -1])
def test_a_skin_type_off_the_scale_is_refused(skin_type: int) -> None:
    with pytest.raises(BadInput, match="skin_type"):
        score(skin_type, "minimal", layered=False)


def test_second_hand_points_stay_marked_as_not_read() -> None:
    assert not value("kirby_desai.skin_type_3").verified
    assert not value("kirby_desai.error_sessions").verified
    assert value("kirby_desai.correlation_r").verified
