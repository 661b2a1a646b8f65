from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from typing import get_args

import pytest

from unstipple.course import ASSUMPTIONS
from unstipple.course.course import Decision
from unstipple.errors import UnknownName
from unstipple.evidence import SPREADS
from unstipple.outcome import Risk
from unstipple.report import DECISIONS, limit_words, long_date, number_range, percent, risk_words, sentence
from unstipple.report.phrases import (
    assumption_words,
    basis_words,
    kind_words,
    left_out_words,
    of_hundred,
    review_words,
    short_limit,
    tone,
    two_figures,
    words,
)
from unstipple.report.wording import advice
from unstipple.rules import Finding

LIMITS = (
    "laser-energy",
    "practice-ceiling",
    "harm-limit",
    "injury-limit",
    "hair-limit",
    "starting-band",
    "test-spot-injured",
    "test-spot-step",
)
CLOSED = ("wavelength-gate", "skin-type-not-cleared", "no-published-practice", "spot-outside-practice", "balance")
REVIEWS = ("measure-after-first", "review", "decision", "goal-expected", "goal-further")
RISKS = (
    "hypopigmentation", "hyperpigmentation", "scar", "hair-shedding", "hair-whitening", "darkening", "crust", "blister", "infection",
    "residual-shadow",
)  # fmt: skip
BASES = (
    "model-m6", "model-m7", "model-volume", "published", "hair-animal-threshold", "hair-none-kept", "hair-cool", "hair-may-shed",
    "carbon-documented", "no-rate",
)  # fmt: skip
LEFT_OUT = ("hair-to-keep", "not-wanted", "not-in-goal", "no-pigment-seen")
BREACH = {"visit": 2, "given": 5.0, "allowed": 4.0}
PLAN_FINDINGS = {
    "second-opinion-differs": {"scale": "7–9", "error": 2.5, "corrected": "4–6", "ours": 2.0},
    "second-opinion-beyond": {"scale": "7–9", "error": 2.5, "corrected": "4–6"},
    "zones-unconfirmed": {"zones": "a, b"}, "photo-unconfirmed": {}, "mark-seen": {"zone": "crown", "marks": 2},
    "views-disagree": {"zone": "crown", "views": "main, left", "by": 0.5}, "confirmed-other-skin": {"confirmed": "III", "now": "V"},
    "confirmed-other-photo": {"photo": "front.jpg"}, "empty-target": {"zones": "no zone"}, "goal-reached": {"clearance": 0.92, "goal": 0.9},
    "laser-unconfirmed": {"laser": "L", "mode": "1064 nm 6 ns"},
    "wishes-clash-at-most": {"goal": 0.9, "treatments": 3, "possible": 0.65, "clash": ("goal", "at-most"), "needed": 6.0},
    "wishes-clash-wanted-by": {"goal": 0.9, "treatments": 0, "possible": 0.0, "clash": ("goal", "wanted-by"), "needed": None},
    "low-efficacy": {"worth": 0.3456}, "no-useful-plan": {"chance": 0.04, "sessions": 10}, "plan-laser-energy": BREACH,
    "risk-stacked": {"chance": 0.5, "published": 0.17},
    "laser-measure-again": {"laser": "L", "measured": date(2026, 1, 5), "due": date(2027, 1, 5)},
    "laser-measurement-old": {"laser": "L", "measured": date(2025, 1, 5), "due": date(2026, 1, 5)},
    "laser-not-measured": {"laser": "L", "mode": "1064 nm 6 ns"},
    "laser-drifted": {"laser": "L", "mode": "1064 nm 6 ns", "given": 0.3, "allowed": 0.2},
    "laser-off-display": {"laser": "L", "mode": "1064 nm 6 ns", "given": 0.7, "allowed": 0.2, "share": 0.7},
    "eyewear-handpiece-unknown": {"laser": "L", "wavelength": 785.0},
    "eyewear-handpiece": {"laser": "L", "wavelength": 532.0, "density": 7.25},
    "log-not-planned": {"on": date(2026, 11, 20)}, "log-other-zone": {}, "log-left-out": {}, "log-more-passes": {"given": 2, "meant": 1},
    "log-other-setting": {"did": "L, 1064 nm, 5 mm", "meant": "M, 755 nm, 3 mm"},
    "log-above-plan": {"given": 3.9, "meant": 3.6, "much": "a little"}, "log-strong-endpoint": {"endpoints": ("blister", "crack")},
    "skin-seen-darker": {"said": "III", "seen": "V", "angle": 5.0},
    "plan-hold": {"visit": 1, "because": "recent-sun", "until": date(2027, 1, 1)},
    "plan-closed": {"visit": 2, "reason": "wavelength-gate"}, "plan-practice-ceiling": BREACH, "plan-keep-out": {"visit": 2},
    "plan-passes": {"visit": 2, "given": 5, "allowed": 4.0}, "plan-overlap": BREACH, "plan-harm-limit": BREACH,
    "plan-injury-limit": BREACH, "plan-harm-tail": BREACH, "plan-hair-limit": BREACH, "plan-test-spot-injured": BREACH,
    "plan-date-past": {"visit": 2, "given": date(2027, 1, 1), "allowed": date(2027, 1, 2)},
    "plan-interval": {"visit": 2, "given": 20, "allowed": 6.0}, "plan-test-spot": {"visit": 2, "given": 1064.0}, "plan-step": BREACH,
    "eyewear-unknown": {"wavelength": 785.0, "density": None, "given": None},
    "eyewear-needed": {"wavelength": 1064.0, "density": 7.812, "given": None},
    "eyewear-too-weak": {"wavelength": 1064.0, "density": 7.812, "given": 7.0},
}  # fmt: skip


def test_every_decision_has_a_title_an_explanation_and_a_colour() -> None:
    assert set(DECISIONS) == set(get_args(Decision))
    for code, (title, explanation) in DECISIONS.items():
        assert title
        assert explanation.endswith(".")
        assert tone(code) in ("go", "care", "wait", "stop")


def test_every_code_has_words() -> None:
    assert all(limit_words(code) for code in LIMITS + CLOSED)
    assert all(short_limit(code) for code in LIMITS)
    assert all(review_words(code)[1].endswith(".") for code in REVIEWS)
    assert all(assumption_words(code).endswith(".") for code in ASSUMPTIONS)
    assert all(basis_words(code) for code in BASES)
    assert all(left_out_words(code) for code in LEFT_OUT)
    assert all(kind_words(code) for code in ("test-spot", "treatment"))
    assert set(words()["spread"]) == set(SPREADS)
    assert all(risk_words(Risk(code, 0.01, 0.03, 0.08, "C", "published", ()))[0] for code in RISKS)


def test_a_code_without_words_is_named_with_its_nearest() -> None:
    with pytest.raises(UnknownName, match="harm-limit"):
        limit_words("harm-limits")


def test_dates_and_shares_are_written_out() -> None:
    assert long_date(date(2027, 3, 3)) == "3 March 2027"
    assert [percent(share) for share in (0.38, 0.001, 0, 0.999, 1, 0.985)] == ["38 %", "<1 %", "<1 %", ">99 %", ">99 %", "99 %"]
    assert [of_hundred(share) for share in (0, 0.002, 0.03, 0.025, 1)] == ["0", "under 1", "3", "3", "100"]


def test_ranges_never_hide_what_is_not_reached() -> None:
    assert number_range(2, 4, 9) == "4 (2 to 9)"
    assert number_range(3, 6, None) == "6 (3 to more than 10)"
    assert number_range(8, None, None) == "more than 10 (8 to more than 10)"
    assert number_range(None, None, None) == "more than 10"
    assert number_range(3, 3, 3) == "3"


def test_prices_have_two_significant_figures() -> None:
    assert [two_figures(price) for price in (1432.0, 987.0, 200.0, 26_400.0, 0.0)] == ["1,400", "990", "200", "26,000", "0"]


def test_a_risk_is_a_range_or_an_honest_blank() -> None:
    assert risk_words(Risk("scar", 0.01, 0.03, 0.08, "C", "published", ()))[1] == "about 3 (1 to 8)"
    assert risk_words(Risk("infection", 0, 0.01, 0.01, "D", "published", ()))[1] == "up to 1"
    assert risk_words(Risk("blister", None, None, None, "D", "no-rate", ()))[1].startswith("no rate known: ")


@pytest.mark.parametrize("code", sorted(PLAN_FINDINGS))
def test_every_finding_of_zones_progress_lasers_eyewear_and_plan_has_a_sentence_and_advice(code: str) -> None:
    finding = Finding(code, "caution", (), PLAN_FINDINGS[code])
    for text in (sentence(finding), advice(finding)):
        assert text[0].isupper() or text[0].isdigit()
        assert text.endswith(".")
        assert "{" not in text
        assert "None" not in text


def test_no_plan_finding_has_words_without_an_example_here() -> None:
    table = tomllib.loads((files("unstipple.report") / "messages" / "plan.en.toml").read_text(encoding="utf-8"))
    assert set(table["finding"]) == set(PLAN_FINDINGS)


def test_eyewear_is_worded_with_one_decimal() -> None:
    assert "7.8 or more" in sentence(Finding("eyewear-too-weak", "hold", (), PLAN_FINDINGS["eyewear-too-weak"]))


def test_every_mark_that_a_dose_can_carry_has_words() -> None:
    from unstipple.dose.follicle import NOT_ON_HAIR
    from unstipple.dose.particle_dose import SUBLIMES
    from unstipple.heat import Mark
    from unstipple.report.phrases import mark_words

    for code in (*get_args(Mark), NOT_ON_HAIR, SUBLIMES):
        assert mark_words(code).endswith(".")
