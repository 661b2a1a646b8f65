from __future__ import annotations

import numpy as np
from cases import sound_case

from unstipple.course.second_opinion import second_opinion, second_opinion_findings
from unstipple.evidence import Draws

DRAWS = Draws(200, 1)


def asked(sessions: float, **changes: object):  # type: ignore[no-untyped-def]
    return second_opinion(sound_case(**changes), np.full(200, sessions), DRAWS, picosecond=True, horizon=10)


def test_a_forecast_far_below_the_scale_is_flagged_with_its_reasons() -> None:
    opinion = asked(2)
    assert opinion.differ
    assert opinion.apart_raw == 5
    finding = second_opinion_findings(opinion)[0]
    assert (finding.rule, finding.severity) == ("second-opinion-differs", "note")
    assert {"body-tattoos", "nanosecond-scale", "layering-unknown"} <= set(finding.parameters["reasons"])  # type: ignore[call-overload]


def test_a_forecast_near_both_readings_is_not_flagged() -> None:
    opinion = asked(6)
    assert (opinion.differ, second_opinion_findings(opinion)) == (False, ())


def test_exactly_three_sessions_apart_is_not_yet_a_difference() -> None:
    assert not asked(4).differ
    assert asked(3).differ


def test_a_goal_that_is_never_reached_differs_from_a_scale_that_says_seven_to_nine_by_its_correction() -> None:
    opinion = asked(np.inf)
    assert (opinion.ours, opinion.apart_raw) == ((None, None, None), None)
    assert opinion.differ
    assert "beyond-horizon" in opinion.reasons


def test_known_layers_settle_the_scale_and_a_lighten_goal_is_named() -> None:
    opinion = asked(2, goal='kind = "lighten"\nshare = 0.5')
    assert "not-whole-clearance" in opinion.reasons
    assert opinion.scale.low < opinion.scale.high
