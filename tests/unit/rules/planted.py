"""Proposals into which a breach can be planted."""

from __future__ import annotations

from datetime import date, timedelta

from cases import TODAY, sound_case

from unstipple.consult import CaseFile
from unstipple.device import Laser, Setting, laser
from unstipple.rules import Proposal, Visit, ZoneDose, judge
from unstipple.stamps import Stamps

QS = laser("qs-ndyag")


def dose(
    fluence: float = 3.0, spot: float = 5, *, zone: str = "front", one: Laser = QS, passes: int = 1, overlap: float = 0.1, mode: int = 0,
    hair: bool = False,
) -> ZoneDose:  # fmt: skip
    setting = Setting(one, one.modes[mode], spot, min(fluence, 0.9 * one.modes[mode].energy_j / (0.7854 * (spot / 10) ** 2)), 5)
    object.__setattr__(setting, "fluence_j_cm2", fluence)  # past the check that a setting makes when it is built
    return ZoneDose(zone, hair, setting, Stamps(60, spot, overlap, passes, 5), "test")


def course(*doses: ZoneDose, start: date = TODAY, weeks: float = 8, first: str = "treatment") -> Proposal:
    visits = [
        Visit(n + 1, start + timedelta(weeks=n * weeks), first if n == 0 else "treatment", n > 0, (each,))  # type: ignore[arg-type]
        for n, each in enumerate(doses)
    ]
    return Proposal(tuple(visits))


def found(proposal: Proposal, case: CaseFile | None = None) -> set[str]:
    return {finding.rule for finding in judge(proposal, case or sound_case(skin="II"), TODAY).findings}


def good_spot(wavelength: float) -> str:
    return (
        "[[test_spot]]\nmade_on = 2026-09-01\nread_on = 2026-10-10\nlaser = 'qs-ndyag'\n"
        f"wavelength_nm = {wavelength}\nspot_mm = 5\nfluence_j_cm2 = 2.5\nresult = 'good'"
    )
