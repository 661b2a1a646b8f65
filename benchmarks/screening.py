"""How long one screening takes once the program has started: every rule over the calm case and over every example."""

from __future__ import annotations

import sys
from statistics import median
from time import perf_counter

from unstipple.rules.classes import look_up
from unstipple.rules.examples import TODAY, calm_case, speaks
from unstipple.rules.screening import all_rules, screen

LIMIT_S = 0.2


def main() -> int:
    """Print first, median and slowest screening in milliseconds; fail when any takes longer than the limit."""
    cases = [("calm, first of all", calm_case())]
    cases += [(code, calm_case(**each.changes)) for code, rows in speaks().items() for each in rows]
    seconds = []
    for name, case in cases:
        start = perf_counter()
        screen(case, TODAY)
        seconds.append((perf_counter() - start, name))
    start = perf_counter()
    look_up("xqwzumabinib 40 mg in the morning and something else that nobody knows")
    unknown = perf_counter() - start
    slowest, which = max(seconds)
    print(f"{len(all_rules())} rules, {len(cases)} cases")
    print(f"first     {seconds[0][0] * 1e3:7.1f} ms")
    print(f"median    {median(each for each, _ in seconds) * 1e3:7.1f} ms")
    print(f"slowest   {slowest * 1e3:7.1f} ms  ({which})")
    print(f"one unknown medicine {unknown * 1e3:7.1f} ms")
    return int(slowest > LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
