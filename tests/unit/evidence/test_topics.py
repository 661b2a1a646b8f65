"""Every piece of advice has a grade, sources, a stance and a place, and uses only cited numbers."""

from __future__ import annotations

import re

import pytest

from unstipple import evidence
from unstipple.errors import BadInput, UnknownName
from unstipple.evidence import topics as room
from unstipple.evidence.topics import KINDS, STANCES, Topic, topic, topics

ALL = topics()
WANTED = (
    "alternative.doing-nothing", "alternative.lighten-only", "alternative.saline", "alternative.glycolic-peel",
    "alternative.retinoid-with-laser", "alternative.camouflage", "alternative.repeat-smp", "alternative.scar-revision",
    "after.redo-timing", "after.residual-shadow", "after.further-laser", "site.aggressive-treatment", "site.legs-and-feet",
    "site.shoulder", "site.face", "research.fractional-coverage", "research.dual-wavelength", "research.imiquimod",
    "research.fragment-size", "research.nanosecond-then-picosecond", "research.perfluorodecalin", "aftercare.hats",
    "aftercare.ointment", "aftercare.nsaids", "aftercare.infection-signs", "recovery.swelling", "consent.darkening", "consent.hair",
    "consent.photographs", "provider.consent", "faq.pain", "faq.dark-skin", "faq.insurance",
)  # fmt: skip


@pytest.mark.parametrize("given", ALL, ids=lambda given: given.key)
def test_a_topic_says_what_it_stands_on(given: Topic) -> None:
    assert given.sources, "a topic needs a source"
    assert all(evidence.source(key).title for key in given.sources)
    assert given.place, "a topic says where in the source it stands"
    assert all(evidence.has(name) for name in given.values)
    assert given.key == f"{given.kind}.{given.name}"
    assert all(re.fullmatch(r"S(?!000)(0\d\d|1[0-6]\d)", claim) for claim in given.claims)


def test_the_topics_that_documents_refer_to_exist() -> None:
    assert not set(WANTED) - {given.key for given in ALL}


def test_a_topic_without_a_paper_is_graded_d_and_never_verified() -> None:
    for given in ALL:
        if set(given.sources) <= {"design", "memory", "guide-2026"}:
            assert given.grade == "D", given.key
            assert not given.verified, given.key
        if "memory" in given.sources:
            assert not given.verified, given.key


def test_a_topic_of_high_grade_that_was_read_second_hand_never_offers_or_advises() -> None:
    second_hand = {given.key: given.stance for given in ALL if given.grade in "AB" and not given.verified}
    assert second_hand
    assert not set(second_hand.values()) & {"offered", "advised"}


def test_a_verified_topic_takes_no_number_from_memory() -> None:
    for given in ALL:
        if given.verified:
            assert not [name for name in given.values if "memory" in evidence.value(name).sources], given.key


def test_what_nothing_supports_is_neither_offered_nor_advised() -> None:
    for key in ("saline", "glycolic-peel", "retinoid-with-laser"):
        assert topic(f"alternative.{key}").stance == "not-advised"
    for key in ("fractional-coverage", "dual-wavelength", "imiquimod"):
        assert topic(f"research.{key}").stance == "refused"
    assert {given.key for given in ALL if given.stance == "offered"} == {"alternative.doing-nothing", "alternative.lighten-only"}


def test_every_number_of_the_aftercare_table_is_used_by_a_topic() -> None:
    used = {name for given in ALL for name in given.values}
    assert not set(evidence.names("aftercare.")) - used


def test_the_topics_come_in_the_order_of_their_kinds_and_one_kind_can_be_asked_for() -> None:
    kinds = [given.kind for given in ALL]
    assert kinds == sorted(kinds, key=KINDS.index)
    assert {given.kind for given in topics("site")} == {"site"}
    assert {given.stance for given in ALL} == set(STANCES)


def test_an_unknown_topic_or_kind_offers_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"alternative\.saline"):
        topic("alternative.salin")
    with pytest.raises(UnknownName, match="aftercare"):
        topics("aftercares")


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("stance", "maybe", "refused"), ("grade", "E", "A, B, C, D"), ("population", "cats", "SMP"),
        ("sources", ["no-such-paper"], "sources"), ("values", ["aftercare.no_such_days"], "tables"),
    ],
)  # fmt: skip
def test_a_topic_file_with_a_wrong_field_is_refused_by_name(field: str, wrong: object, said: str) -> None:
    right = {
        "stance": "advised", "grade": "D", "population": "SMP", "verified": False, "sources": ["design"], "place": "design",
        "values": [], "claims": [],
    }  # fmt: skip
    with pytest.raises(BadInput, match=said) as refused:
        room._topic("aftercare", "made", {**right, field: wrong})
    assert refused.value.field == f"aftercare.made.{field}"


def test_a_topic_file_with_a_missing_field_is_refused() -> None:
    with pytest.raises(BadInput, match="claims"):
        room._topic("aftercare", "made", {"stance": "advised"})
