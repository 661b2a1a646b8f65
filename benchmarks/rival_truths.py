"""Invented patients whose ink answers by laws that the planner does not know: does its doubt hold them, and is its course better?

Every patient is planned from the consult alone (with a guessed class of ink that is wrong for one in three), treated as planned, measured
with a photograph's error, planned again after every treatment, and stopped at the goal. Beside it runs a fixed protocol: the same laser,
the middle of the guide's fluence (3-6 J/cm² at 5 mm), every seven weeks, until the goal is measured. Truths, of dose at the dot:

- ``stretched``: the planner's own law, with people of its own;
- ``refractory``: equal shares go each time, and a part never does (none to a fifth);
- ``threshold``: a dot goes once its dose passes its own threshold, steeply, and harder each time;
- ``late``: the guide's curve, flat at first.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unstipple.consult import CaseFile, EarlierSession, parse_case
from unstipple.course import Course, Doubt, build_course
from unstipple.device import Setting, laser
from unstipple.dose import Effort, relative_volume
from unstipple.errors import NoPlan
from unstipple.evidence import Draws, number
from unstipple.outcome import link_chance, percentile, response
from unstipple.plan import Light, Step, light_for

Array = NDArray[np.float64]
TODAY = date(2026, 11, 23)
LASER = laser("qs-ndyag")
CLASSES = ("faded", "typical", "dense")
LAWS = ("stretched", "refractory", "threshold", "late")
TYPES = (2, 3, 5)
MOST = 10
ERROR = 0.03
"""Standard deviation of a measured clearance."""
FIXED = Setting(LASER, LASER.modes[0], 5, 4.5, 5)
CASE = """
schema = "unstipple.case/1"
planned_on = 2026-11-23
[patient]
label = "invented"
invented = true
age_years = 41
[skin]
fitzpatrick = "{skin}"
tan = "none"
last_strong_sun = 2026-06-01
[ink]
kind = "carbon"
documented = true
tint = "neutral"
look = "{look}"
last_smp_session = 2024-03-01
[goal]
kind = "clear"
[history]
pregnant = false
breastfeeding = false
gold_ever = false
isotretinoin = "never"
infection_or_open_skin = false
redness_in_field = false
lesion_in_field = "none"
skin_cancer_in_field = false
tattoo_reaction = "none"
keloid = false
herpes_near_field = false
smoker = false
scar_in_field = false
blister_last_time = false
darkened_last_time = false
distress = false
unrealistic_goal = false
heals_slowly = false
body_dysmorphia = false
pressured = false
[[zone]]
name = "scalp"
area_cm2 = 150
hair = "bald"
confirmed = true
[[test_spot]]
made_on = 2026-10-01
read_on = 2026-11-05
laser = "qs-ndyag"
wavelength_nm = 1064
spot_mm = 5
fluence_j_cm2 = {spot}
result = "good"
[treatment]
lasers = ["qs-ndyag"]
eyewear_od = {{ "1064" = 8.5, "532" = 8.5 }}
"""


@dataclass
class Truth:
    """One invented patient: place ``n`` in the truth's draws, law, class, and everything that the law needs."""

    n: int
    skin: int
    law: str
    kind: str
    light: Light
    k: float
    b: float
    never: float
    half: float
    slope: float

    def worth(self, step: Step) -> Array:
        """What a visit is worth at each depth (level,), in sessions of the published series, by this patient's own dose."""
        setting = step.setting
        dose = self.light.equivalent_j_cm2(setting.mode, setting.spot_mm, setting.fluence_j_cm2)[self.n]
        slope = 2 * self.slope if self.law == "threshold" else self.slope
        reference = float(self.light.draws.of("response.reference_fluence_j_cm2")[self.n])
        share, there = (each**slope / (each**slope + self.half**slope) for each in (dose, np.array(reference)))
        return np.asarray(share / there * (1 + 0.4 * (step.passes > 1)))

    def left(self, steps: list[Step]) -> float:
        """Share of the pigment that is left."""
        total = np.sum([self.worth(step) for step in steps], axis=0) if steps else np.zeros(5)
        if self.law == "refractory":
            return float((self.never + (1 - self.never) * np.exp(-self.k * total)).mean())
        if self.law == "threshold":
            gone = (
                np.stack([1 - np.exp(-self.k * self.worth(step) * 0.93**at) for at, step in enumerate(steps)])
                if steps
                else np.zeros((1, 5))
            )
            return float(np.prod(1 - gone, axis=0).mean())
        power = 0.95 if self.law == "late" else self.b
        return float(np.exp(-self.k * total**power).mean())

    def harm(self, steps: list[Step]) -> float:
        """Chance of a lasting light patch, from the strongest visit."""
        found = [0.0]
        for step in {(each.setting.spot_mm, each.setting.fluence_j_cm2, each.passes): each for each in steps}.values():
            mode = step.setting.mode
            local = step.setting.fluence_j_cm2 * self.light.epidermis(mode, step.setting.spot_mm)
            volume = relative_volume(
                self.skin, mode.wavelength_nm, mode.pulse_ns, local, self.light.draws, overlap=0.1, pass_gains=(1,) * step.passes
            )
            found.append(float(link_chance("hypopigmentation", volume, self.light.draws)[self.n]))
        return max(found)

    def needed(self, steps: list[Step], goal: float) -> float:
        """Treatments until so much is gone if they go on as ``steps`` (at least as many as are looked at); infinite past the horizon."""
        return next((float(at) for at in range(1, len(steps) + 1) if 1 - self.left(steps[:at]) >= goal), np.inf)


def truths(count: int, skin: int, light: Light, seed: int) -> list[Truth]:
    """Patients with classes, laws and physics of their own; one third is of another class than the consult says."""
    rng, draws = np.random.default_rng([seed, skin]), light.draws
    found = []
    for n in range(count):
        kind = CLASSES[rng.integers(3)]
        answer = response(kind, draws)  # type: ignore[arg-type]
        found.append(
            Truth(
                n,
                skin,
                LAWS[n % len(LAWS)],
                kind,
                light,
                float(answer.k_per_session[n]),
                float(answer.shape_b[n]),
                float(rng.uniform(0, 0.2)),
                float(answer.threshold_j_cm2[n]),
                float(answer.slope_m[n]),
            )
        )
    return found


def guessed(kind: str, rng: np.random.Generator) -> str:
    """What the consult says: the class, or with one chance in three another."""
    return kind if rng.random() > 1 / 3 else str(rng.choice([each for each in CLASSES if each != kind]))


@dataclass
class Told:
    """One patient's outcome."""

    law: str
    wrong: bool
    skin: int
    before: tuple[float, float, float, float] | None
    after: tuple[float, float, float, float] | None
    ours: tuple[float, float, float]
    fixed: tuple[float, float, float]
    ended: str


def interval(course: Course) -> tuple[float, float]:
    """10th and 90th percentile of treatments to the goal; infinite past the horizon."""
    low, high = (percentile(course.sessions, at) for at in (10, 90))
    return (np.inf if low is None else low, np.inf if high is None else high)


def steps_of(course: Course, count: int) -> list[Step]:
    return [course.zones[0].regimen.at(at) for at in range(1, count + 1)]


def lived(truth: Truth, case: CaseFile, light: Light, rng: np.random.Generator, *, wrong: bool) -> Told:
    """Plan, treat, measure, plan again, until the goal or ten treatments; beside it the fixed protocol."""
    doubt = Doubt(draws=light.draws.count, seed=light.draws.seed)
    done: list[Step] = []
    day, before, after, ended = TODAY, None, None, ""
    goal = number("goal.clear_share")
    while len(done) < MOST:
        try:
            course = build_course(case, (LASER,), None, day, doubt=doubt, light=light)
        except NoPlan as refusal:
            ended = ", ".join(refusal.clash)
            break
        if not course.zones:
            ended = course.decision + ": " + ", ".join(each.rule for each in course.verdict.findings if each.severity in ("hold", "stop"))
            break
        if len(done) in (0, 2):
            low, high = interval(course)
            ahead = steps_of(course, MOST)
            # the goal is reached where the truth, treated on as planned, has come down to a tenth of the start
            needed = next((float(at) for at in range(1, MOST + 1) if 1 - truth.left(done + ahead[:at]) >= goal), np.inf)
            found = (low, high, needed, float(percentile(course.sessions, 50) or np.inf))
            before, after = (found, after) if not done else (before, found)
        done.append(course.zones[0].regimen.at(1))
        seen = float(np.clip(1 - truth.left(done) + rng.normal(0, ERROR), -1, 1))
        step = done[-1]
        session = EarlierSession(
            on=day,
            laser=LASER.name,
            wavelength_nm=1064,
            spot_mm=step.setting.spot_mm,
            fluence_j_cm2=step.setting.fluence_j_cm2,
            passes=step.passes,
            healed=True,
            clearance=seen,
            clearance_low=max(seen - 1.96 * ERROR, -2),
            clearance_high=min(seen + 1.96 * ERROR, 2),
        )
        case = case.model_copy(update={"session": (*case.session, session)})
        if seen >= goal:
            break
        day += timedelta(weeks=course.interval_weeks)
        case = case.model_copy(update={"planned_on": day})
    protocol: list[Step] = []
    while len(protocol) < MOST:
        protocol.append(Step(FIXED))
        if 1 - truth.left(protocol) + rng.normal(0, ERROR) >= goal:
            break
    ours, theirs = ((len(each), 1 - truth.left(each), truth.harm(each)) for each in (done, protocol))
    return Told(truth.law, wrong, truth.skin, before, after, ours, theirs, ended)


def held(rows: list[tuple[float, float, float, float]]) -> str:
    """Coverage of the intervals, their mean width (more than ten counts as eleven), and the mean error of the middle."""
    low, high, needed, mid = (np.minimum([row[at] for row in rows], MOST + 1) for at in range(4))
    inside = np.mean((needed >= low) & (needed <= high))
    return f"{inside:8.1%} {np.mean(high - low):7.2f} {np.mean(mid - needed):+7.2f}"


def report(told: list[Told]) -> None:
    """The tables."""
    groups = [("all", told), *((law, [each for each in told if each.law == law]) for law in LAWS)]
    groups += [
        ("class guessed right", [each for each in told if not each.wrong]),
        ("class guessed wrong", [each for each in told if each.wrong]),
    ]
    groups += [(f"skin type {skin}", [each for each in told if each.skin == skin]) for skin in TYPES]
    print("80 % intervals of treatments to the goal: share that hold the truth, mean width, mean error of the middle")
    print(f"{'':22}{'n':>4}   before any treatment      after two measured ones")
    for name, rows in groups:
        first, later = ([each for row in rows if (each := getattr(row, at))] for at in ("before", "after"))
        print(f"{name:22}{len(rows):4d}  {held(first)}   {held(later)}  ({len(later)} not done after two)")
    print("\nmean treatments, pigment gone, and chance of a lasting light patch: planned anew each time | the fixed protocol")
    for name, rows in groups:
        ours, theirs = (np.mean([getattr(row, arm) for row in rows], axis=0) for arm in ("ours", "fixed"))
        reached = [np.mean([getattr(row, arm)[1] >= 0.88 for row in rows]) for arm in ("ours", "fixed")]
        print(
            f"{name:22}{len(rows):4d}  {ours[0]:5.2f} {ours[1]:6.1%} {ours[2]:6.1%}, goal {reached[0]:4.0%}   |   "
            f"{theirs[0]:5.2f} {theirs[1]:6.1%} {theirs[2]:6.1%}, goal {reached[1]:4.0%}"
        )
    ends = Counter(row.ended for row in told if row.ended)
    print("\nended before the goal and before ten treatments: " + ("; ".join(f"{why} ({n})" for why, n in ends.most_common()) or "none"))


def _lines(file: Path | None) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file and file.exists() else []


def main() -> int:
    """Run the study and print it."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--patients", type=int, default=408)
    given.add_argument("--seed", type=int, default=7)
    given.add_argument("--keep", type=Path, help="a file of patients already done; goes on from it and adds to it")
    options = given.parse_args()
    kept = {(skin, n): Told(*one) for skin, n, one in map(json.loads, _lines(options.keep))}
    started, told = time.perf_counter(), []
    each = -(-options.patients // len(TYPES))
    for skin in TYPES:
        planner, world = (
            light_for((LASER,), skin, draws, effort=Effort(8, 4000)) for draws in (Draws(200, 1), Draws(each, options.seed + 90))
        )
        for truth in truths(each, skin, world, options.seed):
            rng = np.random.default_rng([options.seed, skin, truth.n, 2])
            look = guessed(truth.kind, rng)
            roman = ("I", "II", "III", "IV", "V", "VI")[skin - 1]
            case = parse_case(CASE.format(skin=roman, look=look, spot=2.7 if skin == 5 else 3.6), "case.toml", TODAY)
            told.append(kept.get((skin, truth.n)) or lived(truth, case, planner, rng, wrong=look != truth.kind))
            if options.keep and (skin, truth.n) not in kept:
                with options.keep.open("a", encoding="utf-8") as file:
                    file.write(json.dumps([skin, truth.n, astuple(told[-1])]) + "\n")
            print(f"\r{len(told)}/{each * len(TYPES)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    report(told)
    print(f"\n{len(told)} invented patients, {time.perf_counter() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
