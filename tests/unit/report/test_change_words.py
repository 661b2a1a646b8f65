from __future__ import annotations

import made_changes as make
import pytest

from unstipple.errors import UnknownName
from unstipple.photo.change import Fate, Why
from unstipple.report.change import change_lines
from unstipple.report.change.dot_marks import TOO_UNCERTAIN, Mark
from unstipple.report.change.words import change_words, headline, interval_words, reason, share_words


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_for_having_no_number_is_a_clause_with_advice(why: Why) -> None:
    text, advice = reason(why)
    assert text[0].islower()
    assert text[-1] not in ".,;:"
    assert advice[0].isupper()
    assert advice.endswith(".")


@pytest.mark.parametrize("code", [str(each) for each in Fate if each != Fate.MEASURED] + [TOO_UNCERTAIN])
def test_every_reason_for_an_unread_dot_has_words(code: str) -> None:
    text, advice = reason(code, "dot")
    assert text[0].islower()
    assert advice.endswith(".")


def test_no_words_are_kept_for_codes_that_nobody_gives() -> None:
    assert set(change_words()["why"]) == {str(each) for each in Why}
    assert set(change_words()["dot"]) == {str(each) for each in Fate if each != Fate.MEASURED} | {TOO_UNCERTAIN}
    assert set(change_words()["mark"]) == {each.code for each in Mark}


def test_a_code_without_words_is_named() -> None:
    with pytest.raises(UnknownName, match="moon-phase"):
        reason("moon-phase")


@pytest.mark.parametrize(
    ("whole", "title", "tone"),
    [
        (make.share("whole", 0.42, 0.06), "42 % of the pigment is gone (36 to 48 %)", "go"),
        (make.share("whole", 0.42, 0.061), "42 % of the pigment is gone (35 to 49 %)", "go"),
        (make.share("whole", 0.99, 0.02), "99 % of the pigment is gone (97 to 100 %)", "go"),
        (make.share("whole", 0.03, 0.028), "3 % of the pigment is gone (under 1 to 6 %)", "go"),
        (make.at_least("whole", 0.809), "At least 80 % of the pigment is gone", "go"),
        (make.share("whole", -0.12, 0.05), "The pigment is darker than before: by 12 % (7 to 17 %)", "stop"),
        (make.share("whole", 0.01, 0.03), "No clear change: between 2 % darker and 4 % lighter", "care"),
        (make.share("whole", 0.2, 0.3), "Too uncertain to say: between 10 % darker and 50 % lighter", "care"),
    ],
)
def test_the_first_line_says_it_all(whole: make.Share, title: str, tone: str) -> None:
    said = headline(make.change(whole))
    assert said.title == title
    assert said.tone == tone
    assert "{" not in said.explanation


@pytest.mark.parametrize("why", [each for each in Why if each not in (Why.MEASURED, Why.AT_LEAST)])
def test_a_refusal_says_why_and_what_to_do(why: Why) -> None:
    said = headline(make.refused(why))
    assert said.title.startswith("Not measurable, because ")
    assert said.explanation == reason(why)[1]
    assert "%" not in said.title


def test_an_interval_that_holds_zero_is_never_called_gone_or_darker() -> None:
    for middle in (-0.02, 0.0, 0.02):
        part = make.share("crown", middle, 0.03)
        assert share_words(part) == "no clear change"
        assert "darker to" in interval_words(part)


def test_intervals_are_rounded_outwards_and_need_no_minus_sign() -> None:
    assert interval_words(make.share("crown", 0.4, 0.0449)) == "35 to 45 %"
    assert interval_words(make.share("crown", -0.2, 0.05)) == "15 to 25 % darker"
    assert interval_words(make.at_least("crown", 0.8)) == ""


def test_the_terminal_hears_answer_zones_and_what_was_not_read() -> None:
    zones = (
        make.share("frontal\nhairline", 0.5),
        make.share("crown", None, dots=3),
        make.share("y" * 60, -0.2),
        make.at_least("nape", 0.8),
    )
    dots = make.per_dot(unread={Fate.OUTSIDE: 7, Fate.DISTURBED: 3})
    lines = change_lines(make.change(zones=zones, dots=dots, repeat_gap=-0.012))
    text = "\n".join(lines)
    assert lines[0] == "42 % of the pigment is gone (37 to 47 %)"
    assert "agree to within 2 %" in text
    assert "50 % gone (45 to 55 %)" in text
    assert "not measurable, because too few dots were read" in text
    assert "20 % darker (15 to 25 % darker)" in text
    assert "at least 80 % gone" in text
    assert [line.split()[0] for line in lines if "outside" in line or "beside" in line] == ["7", "3"]
    assert max(map(len, lines)) < 140
    assert lines[-2].startswith("Decision support")


def test_a_refusal_lists_no_dots_in_the_terminal() -> None:
    text = "\n".join(change_lines(make.refused(zones=("crown",))))
    assert "dots" not in text
    assert text.count("cannot be laid over each other") == 2
    assert "%" not in text
