"""Frosting: what gas leaves of the next pass, how it fades, and what is refused."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from unstipple.dose.frosting import frosting
from unstipple.errors import BadInput
from unstipple.evidence import Draws, value

DRAWS = Draws(200, 9)
GAS = frosting(DRAWS)


def test_fresh_gas_keeps_light_from_the_dots_and_throws_some_through_the_epidermis() -> None:
    fresh = GAS.transmittance(0)
    assert ((fresh > 0) & (fresh < 1)).all()
    assert (GAS.epidermis_gain(0) >= 1).all()
    assert (GAS.epidermis_gain(0) <= 2 - fresh + 1e-12).all(), "no more than the light that was kept away"


def test_light_comes_back_as_the_gas_goes_and_all_of_it_once_it_is_gone() -> None:
    shares = [GAS.transmittance(minutes) for minutes in (0, 5, 10, 15, 20, 30)]
    for earlier, later in itertools.pairwise(shares):
        assert (later >= earlier).all()
    assert (shares[3] > shares[0]).all()
    assert shares[-1] == pytest.approx(1)
    assert GAS.epidermis_gain(30) == pytest.approx(1)


def test_at_twenty_minutes_hardly_anything_is_left_as_published() -> None:
    assert np.median(GAS.transmittance(20)) == pytest.approx(1, abs=0.02)
    assert np.quantile(GAS.transmittance(20), 0.05) > 0.7


def test_perfluorodecalin_clears_in_seconds_and_never_does_worse_than_waiting() -> None:
    for minutes in (0, 0.1, 0.5, 5, 10, 20):
        assert (GAS.transmittance(minutes, "perfluorodecalin") >= GAS.transmittance(minutes)).all()
    assert GAS.transmittance(0, "perfluorodecalin") == pytest.approx(GAS.transmittance(0)), "not yet resolved"
    assert np.median(GAS.transmittance(0.5, "perfluorodecalin")) > np.median(GAS.transmittance(0.5)) + 0.2
    assert GAS.transmittance(10, "perfluorodecalin") == pytest.approx(1)


def test_where_nothing_whitened_nothing_is_lost() -> None:
    assert frosting(DRAWS, 0.0).transmittance(0) == pytest.approx(1)
    half, whole = frosting(DRAWS, 0.5).transmittance(0), GAS.transmittance(0)
    assert half == pytest.approx(1 - (1 - whole) / 2)


def test_the_draws_matter_because_no_one_measured_it() -> None:
    low, high = np.quantile(GAS.transmittance(0), (0.05, 0.95))
    assert high - low > 0.4
    lost = value("frosting.light_lost")
    assert not lost.verified
    assert lost.grade == "D"


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: GAS.transmittance(-1), "wait_min"),
        (lambda: GAS.transmittance(float("nan")), "wait_min"),
        (lambda: GAS.transmittance(5, "water"), "frosting agent"),
        (lambda: frosting(DRAWS, 1.2), "whitened"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, field: str) -> None:
    with pytest.raises(BadInput, match=field):
        call()
