"""Whether two photographs of one visit say the same."""

from __future__ import annotations

import math

from unstipple.photo.quality.verdict import Check

MOST_DISAGREEMENT = 0.05
"""Relative difference of total flux between the two photographs of one visit: photo study, section 4."""
LEAST_MATCHED = 0.60
"""Share of the dots that must be found again: photo study, section 4."""


def repeat_check(disagreement: float, matched: float = 1.0) -> Check:
    """Check of two photographs taken minutes apart.

    ``disagreement`` is the relative difference of what was measured in both (flux of the same dots, say; its sign does not count),
    ``matched`` the share of the dots whose place was found in both.
    """
    if not (math.isfinite(disagreement) and math.isfinite(matched)):
        return Check("repeat", False, 9.99, MOST_DISAGREEMENT, "The two photographs could not be compared; take both again from one place.")
    if matched < LEAST_MATCHED:
        advice = "The two photographs do not show the same skin; take both from one place in the same light."
        return Check("repeat", False, matched, LEAST_MATCHED, advice)
    value = abs(disagreement)
    ok = value <= MOST_DISAGREEMENT
    return Check(
        "repeat", ok, value, MOST_DISAGREEMENT, "" if ok else "The two photographs disagree; take both again in even, unchanged light."
    )
