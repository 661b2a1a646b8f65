"""What a photograph shows enters settings only once a named clinician stands behind it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from cases import sound_case

from unstipple.consult import CaseFile
from unstipple.course import Targets, targets
from unstipple.photo import Look, Photo, Quality
from unstipple.photo.scale import Scale
from unstipple.pigment import Dots

SIDE_PX = 400
ZONE = '[[zone]]\nname = "mine"\nconfirmed = {confirmed}\npolygon_px = [[50, 50], [350, 50], [350, 350], [50, 350]]\n'
SIGNED = '[confirmation]\nclinician = "A. Physician, MD"\non = 2026-11-22\nskin_type = "{skin}"\n{photo}\n'


def case(confirmed: str = "true", signed: str = SIGNED.format(skin="III", photo="")) -> CaseFile:
    sound = sound_case(more=ZONE.format(confirmed=confirmed) + signed)
    return sound.model_copy(update={"zone": sound.zone[-1:]})


def seen() -> Look:
    rng = np.random.default_rng(1)
    ones = np.ones(500)
    x, y = rng.uniform(60, 340, (2, 500))
    dots = Dots(x, y, 0.3 * ones, 0.2 * ones, 0.02 * ones, ones, ones, 0 * ones, np.zeros(500, dtype=np.int8))
    photo = Photo(np.full((SIDE_PX, SIDE_PX, 3), 150, dtype=np.uint8), "front.jpg", "ab" * 32)
    return Look(photo, Scale(0.07), Quality(()), np.ones((SIDE_PX, SIDE_PX), dtype=bool), dots, None)


def rules(found: Targets) -> set[str]:
    return {finding.rule for finding in found.findings}


def test_a_signed_and_confirmed_zone_counts() -> None:
    found = targets(case(), seen())
    assert found.treat[0].photo_counts
    assert found.treat[0].density_in_settings == found.treat[0].density_per_cm2
    assert not rules(found)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (case(signed=""), "photo-unconfirmed"),
        (case(signed=SIGNED.format(skin="II", photo="")), "confirmed-other-skin"),
        (case(signed=SIGNED.format(skin="III", photo='photo_sha256 = "cdcdcdcdcd"')), "confirmed-other-photo"),
        (case(confirmed="false"), "zones-unconfirmed"),
    ],
)
def test_without_a_fitting_word_the_photograph_stays_out_of_settings(given: CaseFile, rule: str) -> None:
    found = targets(given, seen())
    assert rule in rules(found)
    assert found.treat[0].density_in_settings is None
    assert found.treat[0].density_per_cm2 is not None


def test_the_photograph_it_was_given_for_is_recognised() -> None:
    assert targets(case(signed=SIGNED.format(skin="III", photo='photo_sha256 = "abababab"')), seen()).treat[0].photo_counts


def test_without_a_photograph_nobody_has_to_sign() -> None:
    by_hand = sound_case()
    assert not {"photo-unconfirmed", "confirmed-other-skin"} & rules(targets(by_hand, None))
    assert not any(target.photo_counts for target in targets(by_hand, None).treat)


def test_the_signed_dots_are_what_settings_lean_on() -> None:
    target = targets(case(), seen()).treat[0]
    assert replace(target, photo_counts=False).density_in_settings is None
