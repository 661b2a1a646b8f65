"""All checks of a photograph, cheap ones first; each stage is asked only when the one before it let the photograph pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstipple.photo.density import Image, Mask
from unstipple.photo.quality.copied import detail_lost_db, evenness, resampling
from unstipple.photo.quality.exposure import clipped_share, glare_share
from unstipple.photo.quality.frame import straight_edge
from unstipple.photo.quality.hairs import hair_shares
from unstipple.photo.quality.sample import Sample, working_sample
from unstipple.photo.quality.structure import colour_agreement, one_direction, pattern, repetition, roughness_od
from unstipple.photo.quality.verdict import LEAST_SCALP_SHARE, Check, scalp_checks
from unstipple.scalp import Polygon

Rgb = NDArray[np.uint8]

MOST_CLIPPED = 0.10
"""Photo study, section 4 ("clipped or crushed channel"); usable rendered scenes and the real photograph stay below 0.03."""
MOST_CLIPPED_FRAME = 0.50
"""The same over the whole frame, where no scalp stands out at all."""
MOST_GLARE = 0.10
"""Photo study, section 4."""
MOST_STRAIGHT_EDGE = 0.20
"""Share of a side. Single photographs of heads stay below 0.10; an inset a sixth of the picture wide lies above."""
MOST_FLAT = 0.05
"""Share of skin of one level only. Photographs stay below 0.03; poster colours, coarse JPEG and drawings start at 0.12."""
MOST_EVEN = 0.25
"""Share of skin within four levels. Photographs with camera grain stay below 0.25; smoothed ones start at 0.5."""
USUAL_RESAMPLING, MOST_RESAMPLING = 14.0, 40.0
"""Height of the period over the rest. Camera files give 3 to 6, copies enlarged by a third 4 to 8, by a half 19 to 30, by 2.8 and more
44 to 130 (three rendered scenes, three ways of enlarging); twice lies between, at 23 to 54."""
SOME_RESAMPLING = 10.0
"""Above every camera file's (164 rendered ones: 2 to 8)."""
MOST_DETAIL_LOST_DB = 17.0
"""Asked of enlarged copies only. Copies of usable pictures lose 6 to 16.5 dB, copies of ones with 3 to 4 pixels a millimetre 17 to 26."""
LEAST_ROUGHNESS_OD = 0.0085
"""Sharp rendered skin of every type has 0.011-0.029, the real photograph 0.036; painted walls and smoothed skin stay below 0.008."""
LEAST_COLOUR_AGREEMENT = 0.82
"""Skin I-VI, grainy or not, correlates at 0.88-0.98, the real photograph at 0.97; sand 0.69, sensor noise 0.1."""
MOST_ONE_DIRECTION = 0.60
"""Skin has 0.04-0.2, a wrinkled real forehead 0.29; wood 0.97, a shaken camera 0.8."""
MOST_PATTERN = 15.0
"""Times a ring's median. Skin with or without dots stays below 6; cloth starts at 70, bricks at 800."""
MOST_REPETITION = 0.35
"""Correlation. Skin stays below 0.25; pasted copies give 0.9, lines of text 0.4 to 0.8."""
MOST_LONG_HAIR = 0.0012
"""Share of the skin in the middle of lines longer than 2 mm. Dots, stubble and furrows give 0.0003 rendered, 0.0004 on the real
photograph (its wrinkled forehead alone 0.0007); hair from 2 mm on at 20 per cm² or more gives 0.0013 to 0.01."""
MOST_SHORT_HAIR = 0.00025
"""Share in the middle of dark lines longer than 1 mm. Dots, stubble to 0.8 mm and furrows give up to 0.00003 rendered (0.00016 under strong
glare), 0.00008 on the real photograph; hair of 1.2 to 2 mm at 110 per cm² and more gives 0.0004 to 0.003."""


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A photograph with what was outlined on it.

    ``rgb`` (height, width, 3) 8-bit sRGB, ``light`` the same linear, ``outline`` the scalp with and ``scalp`` without its glare (height,
    width), ``outlined`` whether a person drew the outline, ``cards`` the places of calibration cards.
    """

    rgb: Rgb
    light: Image
    outline: Mask
    scalp: Mask
    mm_per_px: float
    outlined: bool = False
    cards: Sequence[Polygon] = ()


def first_checks(subject: Subject) -> list[Check]:
    """Exposure, glare, enough scalp: what needs no look at the skin's structure. Stops after the first stage that fails."""
    checks = [_clipping(subject)]
    if checks[0].ok:
        checks += scalp_checks(subject.scalp, subject.scalp.size, subject.mm_per_px, subject.outlined)
    if all(check.ok for check in checks):
        checks.append(_glare(subject))
    return checks


def skin_checks(subject: Subject) -> list[Check]:
    """Whether this is one untouched picture of bare skin. To be asked after sharpness: blur takes away what is looked at here."""
    checks = [_one_picture(subject)]
    if checks[0].ok:
        checks += _untouched(subject)
    if not all(check.ok for check in checks):
        return checks
    sample = working_sample(subject.light, subject.scalp, subject.mm_per_px)
    checks += _skin(sample)
    if all(check.ok for check in checks):
        checks.append(_hair(subject))
    return checks


def _most(name: str, value: float, limit: float, advice: str) -> Check:
    return Check(name, value <= limit, value, limit, "" if value <= limit else advice)


def _least(name: str, value: float, limit: float, advice: str) -> Check:
    return Check(name, value >= limit, value, limit, "" if value >= limit else advice)


def _clipping(subject: Subject) -> Check:
    advice = "Turn the flash off, use soft light from the side, and correct the exposure."
    if subject.outlined or subject.outline.mean() >= LEAST_SCALP_SHARE:
        return _most("clipping", clipped_share(subject.rgb, subject.outline), MOST_CLIPPED, advice)
    whole = np.ones(subject.outline.shape, dtype=bool)
    return _most("clipping", clipped_share(subject.rgb, whole), MOST_CLIPPED_FRAME, advice)


def _glare(subject: Subject) -> Check:
    advice = "Turn the flash off, dry the scalp, and take it again with the light from the side."
    return _most("glare", glare_share(subject.outline, subject.scalp, subject.light), MOST_GLARE, advice)


def _one_picture(subject: Subject) -> Check:
    edge = straight_edge(subject.rgb, subject.outline, subject.mm_per_px, subject.cards)
    return _most(
        "one-picture", edge, MOST_STRAIGHT_EDGE, "Send one photograph as the camera took it: no collage, inset, bar, frame or writing."
    )


def _untouched(subject: Subject) -> list[Check]:
    flat, even = evenness(subject.rgb, subject.scalp)
    advice = "Send the camera's original file: beauty filters, editing and messengers smooth dots away."
    return [
        _most("levels", flat, MOST_FLAT, advice),
        _most("smoothing", even, MOST_EVEN, advice),
        *_enlarged(subject),
    ]


def _enlarged(subject: Subject) -> list[Check]:
    """A copy enlarged by about half is only warned about, for its dots are where they were; one of too coarse a picture has none."""
    period = resampling(subject.rgb, subject.scalp)
    advice = "This is an enlarged copy; send the camera's original file."
    if period > MOST_RESAMPLING:
        return [Check("resampling", False, period, MOST_RESAMPLING, advice)]
    warning = "" if period <= USUAL_RESAMPLING else "This looks like an enlarged copy; the original file would show more."
    checks = [Check("resampling", True, period, MOST_RESAMPLING, warning)]
    if period > SOME_RESAMPLING:
        checks.append(_most("detail", detail_lost_db(subject.rgb, subject.scalp, subject.mm_per_px), MOST_DETAIL_LOST_DB, advice))
    return checks


def _skin(sample: Sample) -> list[Check]:
    nothing = "No structure of skin is seen here; send a sharp, unfiltered photograph of the bare scalp."
    other = "This does not look like a scalp (cloth, wood, print or noise); photograph the bare scalp or outline it."
    checks = [
        _least("skin-structure", roughness_od(sample), LEAST_ROUGHNESS_OD, nothing),
        _least("skin-colours", colour_agreement(sample), LEAST_COLOUR_AGREEMENT, other),
        _most(
            "one-direction",
            one_direction(sample),
            MOST_ONE_DIRECTION,
            "Lines run one way here: hold still, shave the hair, and show bare scalp.",
        ),
        _most("pattern", pattern(sample), MOST_PATTERN, other),
    ]
    if all(check.ok for check in checks):
        again = "Parts of this picture repeat themselves; send one photograph as the camera took it."
        checks.append(_most("repetition", repetition(sample), MOST_REPETITION, again))
    return checks


def _hair(subject: Subject) -> Check:
    long, short = hair_shares(subject.light, subject.scalp, subject.mm_per_px)
    share, most = (long, MOST_LONG_HAIR) if long / MOST_LONG_HAIR >= short / MOST_SHORT_HAIR else (short, MOST_SHORT_HAIR)
    return _most("hair", share, most, "Hair of more than 1 mm hides dots: shave the scalp and photograph it the same day.")
