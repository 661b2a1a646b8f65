"""Refusing: unusable pictures of many kinds must get no answer, usable ones must get one.

Unusable pictures are made from `HEADS` shared heads, so that the plain photographs among them are rendered once a process.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from reading.options import options, run_all, table, write_json
from reading.pairs import CONFOUNDERS, Pair, pictures
from reading.strata import Stratum, arranged, strata
from reading.unusable import UNUSABLE, Sent
from scalp_scenes import Shot, photograph
from scipy.stats import beta

from unstipple.errors import UnstippleError
from unstipple.photo import Look, Photo, decode, look
from unstipple.photo.change import follow
from unstipple.photo.render import Scene, render

REPEATS = "repeats disagree"
OTHER_HEAD = "another head as follow-up"
HEADS = 40
WHOLE = Stratum("frame", "whole head in the frame", {}, {}, {"px_per_mm": 9.0, "size_px": (2000, 1500)})
BEFORE_A_WALL = "head before a wall"
"""Rendered by the program's own renderer, which knows nothing of the benchmark's."""
AT_THE_LIMIT = "blur 0.15 mm"
"""Lens blur that with the sensor's own lies just beyond the limit: neither answer is wrong."""


def answered(sent: Sent) -> tuple[str, str]:
    """``refused``, ``answered`` or ``crashed``, and why."""
    try:
        seen = look(Photo(decode(sent.content, "sent.jpg"), "sent.jpg", ""), sent.mm_per_px)
    except UnstippleError as refusal:
        return "refused", getattr(refusal, "check", type(refusal).__name__)
    except Exception as crash:  # whatever it is, it is no refusal
        return "crashed", f"{type(crash).__name__}: {crash}"[:80]
    failed = [check.name for check in seen.quality.checks if not check.ok]
    return ("refused", failed[0]) if failed else ("answered", f"{seen.dots.count} dots")


def compared(kind: str, seed: int) -> tuple[str, str]:
    """A comparison that must not give a number."""
    if kind == REPEATS:
        before, _, after = pictures(Pair("", (), (2, 3), False, 0.3, seed))
        # the "repeat" was taken a session later: a quarter of the pigment is gone
        _, _, again = pictures(Pair("", (), (2, 3), False, 0.25, seed))
    else:
        before, again, _ = pictures(Pair("", (), (2, 3), False, 0.3, seed))
        after = pictures(Pair("", CONFOUNDERS, (2, 3), False, 0.3, seed + 400))[2]
    try:
        change = follow(_look(before), _look(after), repeat=_look(again))
    except UnstippleError as refusal:
        return "refused", type(refusal).__name__
    except Exception as crash:
        return "crashed", f"{type(crash).__name__}: {crash}"[:80]
    return ("refused", str(change.why)) if change.low is None else ("answered", str(change.clearance))


def _look(shot: Shot) -> Look:
    return look(Photo(shot.rgb, "scene.jpg", ""), shot.mm_per_px)


def judged(task: tuple[str, int]) -> dict[str, Any]:
    """One picture."""
    kind, seed = task
    if kind in UNUSABLE:
        outcome, why = answered(UNUSABLE[kind](seed))
    elif kind in (REPEATS, OTHER_HEAD):
        outcome, why = compared(kind, seed)
    elif kind == BEFORE_A_WALL:
        made = render(before_a_wall(seed), seed)
        outcome, why = answered(Sent(made.jpeg, made.mm_per_px))
    else:
        stratum = next(one for one in usable_strata() if one.name == kind)
        shot = photograph(*arranged(stratum, seed))
        outcome, why = answered(Sent(shot.jpeg, shot.mm_per_px))
    return {
        "kind": kind,
        "seed": seed,
        "usable": kind not in UNUSABLE and kind not in (REPEATS, OTHER_HEAD),
        "outcome": outcome,
        "why": why,
    }


def usable_strata() -> list[Stratum]:
    """The dot benchmark's strata within the limits, and a frame that holds a whole head."""
    return [*(stratum for stratum in strata() if stratum.name != AT_THE_LIMIT), WHOLE]


def before_a_wall(seed: int) -> Scene:
    """A shaved or stubbled head of any skin in front of a wall."""
    rng = np.random.default_rng([seed, 800])
    px_per_mm, stubble = float(rng.uniform(11, 16)), float(rng.choice([0, 40, 110]))
    return Scene(
        width_px=round(62 * px_per_mm), height_px=round(50 * px_per_mm), mm_per_px=1 / px_per_mm, skin_type=int(rng.integers(1, 7)),
        dots_per_cm2=float(rng.uniform(50, 140)), stubble_per_cm2=stubble, stubble_mm=(0.15, 0.5), glare=float(rng.uniform(0, 1.3)),
        noise=float(rng.uniform(0.5, 1.8)), jpeg_quality=int(rng.integers(82, 97)), hairline=bool(rng.integers(2)),
    )  # fmt: skip


def upper_bound(wrong: int, pictures: int) -> float:
    """Clopper and Pearson's one-sided 95 % bound of a share."""
    return 1.0 if wrong == pictures else float(beta.ppf(0.95, wrong + 1, pictures - wrong))


def report(judgements: list[dict[str, Any]]) -> dict[str, Any]:
    """Prints the tables and gives their figures."""
    totals = {}
    for usable, title in ((False, "unusable pictures: an answer is wrong"), (True, "usable pictures: a refusal is wrong")):
        mine = [one for one in judgements if one["usable"] == usable]
        if not mine:
            continue
        rows = []
        for kind in dict.fromkeys(one["kind"] for one in mine):
            some = [one for one in mine if one["kind"] == kind]
            wrong = [one for one in some if one["outcome"] != ("answered" if usable else "refused")]
            reasons = sorted({one["why"] for one in (wrong if usable else some)})
            rows.append([kind, len(some), len(wrong), sum(one["outcome"] == "crashed" for one in some), "; ".join(reasons)[:70]])
        rows.sort(key=lambda row: -row[2])
        print(f"\n{title}")
        table(
            [*rows, ["TOTAL", *(sum(row[column] for row in rows) for column in (1, 2, 3)), ""]],
            ("kind", "pictures", "wrong", "crashed", "what was said"),
        )
        wrong, bound = sum(row[2] for row in rows), upper_bound(sum(row[2] for row in rows), len(mine))
        print(f"wrong: {wrong} of {len(mine)} ({wrong / len(mine):.1%}; with 95 % confidence at most {bound:.1%}); ", end="")
        print(f"worst kind: {rows[0][0]}, {rows[0][2]} of {rows[0][1]}" if wrong else "no kind has any")
        totals["usable" if usable else "unusable"] = {
            "pictures": len(mine),
            "wrong": wrong,
            "upper_bound": bound,
            "crashed": sum(row[3] for row in rows),
        }
    return totals


def main() -> None:
    given = options(__doc__ or "", scenes=8, quick=1)
    kinds = [kind for kind in UNUSABLE if given.only in kind]
    tasks = [(kind, given.seeds_from + (7 * place + n) % HEADS) for place, kind in enumerate(kinds) for n in range(given.scenes)]
    share = max(given.scenes // 2, 1)
    pairs = [kind for kind in (REPEATS, OTHER_HEAD) if given.only in kind]
    tasks += [(kind, given.seeds_from + HEADS + n) for kind in pairs for n in range(share)]
    usable = [name for name in (*(stratum.name for stratum in usable_strata()), BEFORE_A_WALL) if given.only in name]
    tasks += [(name, given.seeds_from + 100 + 20 * place + n) for place, name in enumerate(usable) for n in range(share)]
    judgements = run_all(judged, tasks, given.jobs)
    write_json(given.json, {"pictures": judgements, "totals": report(judgements)})


if __name__ == "__main__":
    main()
