"""Findings about eyewear, measured lasers, drugs and overrides, word for word, and where each begins."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import pytest
from cases import TODAY, sound_case
from planted import QS, course, dose, good_spot
from rule_cases import calm, override
from test_eyewear import found

from unstipple.device import Handpiece
from unstipple.device.commissioning import Commissioning, EnergyReading
from unstipple.errors import UnknownName
from unstipple.evidence import number, value
from unstipple.rules import Finding, commissioning_findings, eyewear_needs, eyewear_od, ocular_limit_j_cm2, other_eyewear_needs, screen
from unstipple.rules import examples as rule_examples
from unstipple.rules.classes import look_up
from unstipple.rules.drugs import look_up_drug
from unstipple.rules.registry import find_rule

EYE = value("eye.eu_infrared_j_cm2").sources + value("eye.ansi_infrared_j_cm2").sources
SLOW = replace(QS, modes=(replace(QS.modes[0], pulse_ns=300_000),), handpieces=())


def test_eyewear_that_is_missing_is_said_with_its_density() -> None:
    infrared, green = eyewear_od(QS.modes[0]), eyewear_od(QS.modes[1])
    assert found(QS) == [
        Finding("eyewear-needed", "caution", EYE, {"wavelength": 532.0, "density": green, "given": None}),
        Finding("eyewear-needed", "caution", EYE, {"wavelength": 1064.0, "density": infrared, "given": None}),
    ]


def test_eyewear_that_is_too_weak_holds_for_everyone_and_just_enough_is_enough() -> None:
    density = eyewear_od(QS.modes[0])
    assert density is not None
    weak = found(QS, given={"1064": density - 1e-6, "532": 9.0})
    facts = {"wavelength": 1064.0, "density": density, "given": density - 1e-6}
    assert weak == [Finding("eyewear-too-weak", "hold", EYE, facts, absolute=True)]
    assert not found(QS, given={"1064": density, "532": 9.0})


def test_eyewear_without_a_limit_holds_for_everyone() -> None:
    facts = {"wavelength": 1064.0, "density": None, "given": 9.0}
    assert found(SLOW, given={"1064": 9.0}) == [Finding("eyewear-unknown", "hold", EYE, facts, absolute=True)]


def test_a_handpiece_in_the_drawer_is_a_caution_until_its_eyewear_is_there() -> None:
    pieces = (Handpiece("dye", (585,), False, "assumed"), Handpiece("other", (2940,), False, "assumed"))
    odd = replace(QS, modes=QS.modes[:1], handpieces=pieces)
    density = other_eyewear_needs(odd)[585]
    assert density is not None
    unknown = Finding("eyewear-handpiece-unknown", "caution", EYE, {"laser": odd.title, "wavelength": 2940})
    weak = Finding("eyewear-handpiece", "caution", EYE, {"laser": odd.title, "wavelength": 585, "density": density})
    assert sorted(found(odd, given={"1064": 9.0}), key=lambda each: each.rule) == [weak, unknown]
    assert found(odd, given={"1064": 9.0, "585": density - 1e-6}) == found(odd, given={"1064": 9.0})
    assert found(odd, given={"1064": 9.0, "585": density}) == [unknown]


def test_the_strongest_pulse_of_a_wavelength_counts_and_nothing_else() -> None:
    faint = replace(QS.modes[0], energy_j=1e-9, rated_energy_j=0.0, rate_hz=0.01)
    need = eyewear_od(faint)
    assert need is not None
    assert need < 0.5
    assert eyewear_needs(replace(QS, modes=(faint,)))[1064] == max(need, 0)
    assert eyewear_needs(replace(QS, modes=(faint, QS.modes[0])))[1064] == eyewear_od(QS.modes[0])
    assert eyewear_needs(replace(QS, modes=(QS.modes[0], faint)))[1064] == eyewear_od(QS.modes[0])
    dim = replace(QS, modes=(faint,), handpieces=(Handpiece("dye", (585,), False, "assumed"),))
    assert other_eyewear_needs(dim)[585] < 1  # type: ignore[operator]


def test_two_lasers_of_one_wavelength_ask_for_the_stronger() -> None:
    faint = replace(QS, name="faint", modes=(replace(QS.modes[0], energy_j=0.3, rated_energy_j=0.0),), handpieces=())
    for pair in ((QS, faint), (faint, QS)):
        asked = {finding.parameters["wavelength"]: finding.parameters["density"] for finding in found(*pair)}
        assert asked[1064] == eyewear_od(QS.modes[0])


@pytest.mark.parametrize(
    ("wavelength_nm", "pulse_ns", "limit"),
    [
        (700, 10, 2.0e-7), (755, 10, 2.0e-7 * 10 ** (0.002 * 55)), (785, 10, 2.0e-7 * 10 ** (0.002 * 85)), (1049.9, 10, 2e-7 * 10**0.6998),
        (1064, 1.0, 2.0e-6), (1064, 0.999, min(2.0e-6, 1.5e2 * 0.999e-9**0.75 * 1e-0)),
    ],
)  # fmt: skip
def test_the_eyes_limit_rises_with_wavelength_and_falls_with_short_pulses(wavelength_nm: float, pulse_ns: float, limit: float) -> None:
    given = ocular_limit_j_cm2(wavelength_nm, pulse_ns)
    assert given == pytest.approx(limit, rel=0.02)


def test_a_pulse_of_one_nanosecond_is_not_a_short_one() -> None:
    """The rule for short pulses holds below 1 ns alone; where the American limit is far off, the European ones show it."""
    at = [ocular_limit_j_cm2(532, pulse) for pulse in (0.9, 1.0, 1.5, 10)]
    assert at[1] == at[2] == at[3]


# a measured laser --------------------------------------------------------------------------------------------------------------------


def measured(*shares: float, drift: float = 0.0) -> list[Finding]:
    energy = tuple(EnergyReading(1064, 0.5, (0.5 * share,), spot_mm=spot) for share, spot in zip(shares, (4, 5, 6), strict=False))
    record = Commissioning("qs-ndyag", TODAY, "physicist", "meter", drift, energy)
    one = QS.commissioned(record=record)
    return list(commissioning_findings(course(dose(2.0, one=one)), TODAY))


def off(share: float) -> Finding:
    limit = value("commissioning.display_limit_share")
    facts = {"laser": QS.title, "mode": QS.modes[0].label, "given": pytest.approx(share), "allowed": limit.value}
    return Finding("laser-off-display", "caution", limit.sources, facts)


@pytest.mark.parametrize("share", [0.5, 1.5])
def test_a_panel_that_is_far_off_is_said_in_full(share: float) -> None:
    assert measured(share) == [off(share)]


def test_a_plan_without_visits_starts_today_and_one_unmeasured_mode_does_not_hide_the_next() -> None:
    bare = replace(QS.modes[0], wavelength_nm=1053.0)
    record = Commissioning("qs-ndyag", TODAY - timedelta(days=800), "physicist", "meter", 0.0, (EnergyReading(1064, 0.5, (0.5,)),))
    one = replace(QS, modes=(bare, QS.modes[0])).commissioned(record=record)
    found_ = commissioning_findings(course(dose(2.0, one=one, mode=0), dose(2.0, one=one, mode=1)), TODAY)
    assert [finding.rule for finding in found_] == ["laser-unconfirmed", "laser-measurement-old"]


# words -------------------------------------------------------------------------------------------------------------------------------


def test_a_drug_is_given_back_with_all_that_is_known_of_it() -> None:
    known, unknown = look_up_drug("Roaccutane"), look_up_drug("nosuchmedicine")
    assert (known.name, known.known, known.nearest) == ("Roaccutane", True, ())
    assert "isotretinoin" in known.classes
    assert all("medicines.isotretinoin" in rule.reads for rule in known.rules)
    assert (unknown.name, unknown.known, unknown.classes) == ("nosuchmedicine", False, ())
    assert unknown.rules == (find_rule("unknown-medicine"),)
    assert look_up_drug("methotr").nearest[0] == "methotrexate"
    assert look_up_drug("amio").nearest[0] == "amiodarone"
    assert look_up("amiodarone") == look_up("amiodarone", "medicines")
    assert look_up("amiodarone").classes != look_up("amiodarone", "allergies").classes
    with pytest.raises(UnknownName):
        find_rule("no-such-rule")


def test_examples_are_what_their_files_say() -> None:
    folder = files("unstipple.rules.examples")
    told = {
        code: rows
        for file in folder.iterdir()
        if file.name.endswith(".toml") and file.name != "calm.toml"
        for code, rows in tomllib.loads(file.read_text(encoding="utf-8")).items()
    }
    for cached in (rule_examples.speaks, rule_examples.silent):
        cached.cache_clear()
    speaks, silent = rule_examples.speaks(), rule_examples.silent()
    assert set(speaks) == set(silent) == set(told)
    for code, rows in told.items():
        assert [(example.severity, example.until) for example in speaks[code]] == [(r["severity"], r.get("until")) for r in rows["speaks"]]
        assert len(silent[code]) == len(rows["silent"])
    opened = [example.changes for rows in speaks.values() for example in rows] + [each for rows in silent.values() for each in rows]
    assert "not asked" not in str(opened)
    assert "None" in str(opened)


# overrides ---------------------------------------------------------------------------------------------------------------------------


def signed(code: str, **parts: object) -> list[Finding]:
    findings = screen(calm(**parts), date(2027, 2, 1)).findings
    return [finding for finding in findings if finding.rule in (code, "override-refused", "override-needs-spot")]


def test_a_signature_under_a_caution_needs_no_test_spot() -> None:
    cautions = [
        (code, example)
        for code, rows in rule_examples.speaks().items()
        for example in rows
        if find_rule(code).needs_test_spot and example.severity == "caution"
    ]
    for code, example in cautions:
        (only, *_) = signed(code, **example.changes, override=[override(code)])
        assert only.overridden_by == "Dr Lind"


@pytest.mark.parametrize(("made_on", "carried"), [(date(2026, 9, 1), False), (date(2026, 9, 2), True), (date(2026, 8, 31), False)])
def test_a_good_spot_answers_a_bad_one_only_when_it_was_made_later(made_on: date, carried: bool) -> None:
    bad = good_spot(1064).replace("'good'", "'injured'")
    good = good_spot(1064).replace("made_on = 2026-09-01", f"made_on = {made_on}")
    entry = f"[[override]]\nrule = 'test-spot-bad'\nclinician = 'Dr Lind'\nreason = 'seen'\ntest_spot_on = {made_on}"
    case = sound_case(skin="II", more="\n".join((bad, good, entry)))
    findings = {finding.rule: finding for finding in screen(case, TODAY).findings}
    assert (findings["test-spot-bad"].overridden_by == "Dr Lind") is carried
    assert ("override-needs-spot" in findings) is not carried


def test_pale_again_tomorrow_is_not_yet_today() -> None:
    """Four weeks to the day after the last strong sun a tan that is still seen waits anew."""
    weeks = timedelta(weeks=number("screening.sun_wait_weeks"))
    today = date(2027, 2, 1)
    for last, until in ((today - weeks, today + weeks), (today - weeks + timedelta(days=1), today + timedelta(days=1))):
        case = calm(skin={"tan": "fresh", "last_strong_sun": last})
        (finding,) = [each for each in screen(case, today).findings if each.rule == "fresh-tan"]
        assert finding.until == until
