"""Risks as bands, and the stricter of two."""

from __future__ import annotations

import numpy as np
import pytest

from unstipple.errors import BadInput
from unstipple.evidence import Draws
from unstipple.outcome import (
    Risk,
    blister_risk,
    hair_shedding_risk,
    hair_whitening_risk,
    hyperpigmentation_by_volume,
    hypopigmentation_by_volume,
    hypopigmentation_risk,
    link_chance,
    link_volume,
    scar_by_volume,
    scar_risk,
    stricter,
    unknown,
)  # fmt: skip

DRAWS = Draws(400, 5)
ONES = np.ones(DRAWS.count)


@pytest.mark.parametrize(
    "risk", [hypopigmentation_by_volume(ONES, DRAWS), hyperpigmentation_by_volume(ONES, DRAWS), scar_by_volume(ONES, DRAWS)]
)
def test_a_risk_by_volume_is_a_band_with_sources(risk: Risk) -> None:
    assert risk.low is not None
    assert risk.mid is not None
    assert risk.high is not None
    assert 0 < risk.low < risk.mid < risk.high < 1
    assert risk.sources


def test_the_band_of_the_load_model_is_as_wide_as_series_differ() -> None:
    risk = hypopigmentation_risk(16.0)
    assert risk.low is not None
    assert risk.mid is not None
    assert risk.high is not None
    assert risk.high / risk.mid > 2.5, "wider than a fit alone would say"
    assert hypopigmentation_risk(0.0).high == 0


def test_scars_at_the_reference_dose_are_those_of_the_published_range() -> None:
    by_volume, published = scar_by_volume(ONES, DRAWS), scar_risk(())
    assert by_volume.mid == pytest.approx(published.mid, rel=0.05)
    more = scar_by_volume(4 * ONES, DRAWS, ("keloid",))
    assert by_volume.high is not None
    assert more.mid is not None
    assert more.mid > by_volume.high


def test_the_stricter_of_two_answers_is_the_worse_one_and_a_known_rate_counts_more_than_none() -> None:
    mild, bad = Risk("x", 0.01, 0.02, 0.09, "C", "a", ()), Risk("x", 0.01, 0.05, 0.06, "C", "b", ())
    assert stricter(mild, bad) is bad
    assert stricter(bad, mild) is bad
    assert stricter(unknown("x", "no-rate"), mild) is mild


def test_the_volume_at_a_chance_gives_that_chance_back() -> None:
    volume = link_volume("hypopigmentation", 0.12, DRAWS)
    assert link_chance("hypopigmentation", volume, DRAWS) == pytest.approx(0.12)


def test_a_chance_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput, match="chance"):
        link_volume("hypopigmentation", 0.0, DRAWS)
    with pytest.raises(BadInput, match="relative_volume"):
        link_chance("hypopigmentation", np.ones(3), DRAWS)


def test_hair_risks_are_graded_apart_and_shedding_never_is_a_rate() -> None:
    assert hair_whitening_risk(None, DRAWS).basis == "hair-none-kept"
    assert hair_whitening_risk(2 * ONES, DRAWS).mid is not None
    shed = {case: hair_shedding_risk(rise) for case, rise in {"none": None, "cool": ONES, "warm": 30 * ONES}.items()}
    assert all(risk.mid is None for risk in shed.values())
    assert [risk.basis for risk in shed.values()] == ["hair-none-kept", "hair-cool", "hair-may-shed"]
    assert blister_risk().basis == "no-rate"
