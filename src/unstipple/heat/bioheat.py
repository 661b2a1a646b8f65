"""Bioheat after Pennes: layered tissue, blood, a surface that is cooled in time, pulses; on boxes and on rings.

    rho c dT/dt = div(k grad T) + w rho c (T_blood - T) + pulses

Pulses of pico- and nanoseconds are instantaneous here: each adds its rise at once. Fields are rises over the temperature at rest, in single
precision, stepped explicitly; see ``docs/explanation/heat.md`` for the scheme and how it was checked.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from unstipple.errors import BadInput
from unstipple.heat.body import ThermalBody
from unstipple.heat.energy import Energy, check
from unstipple.heat.grid import BoxGrid, Grid, RingGrid, check_layers
from unstipple.heat.layers import real
from unstipple.heat.stepping import Stepper, stepper
from unstipple.heat.surface import Exchange
from unstipple.heat.watch import Watch, watch

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Progress = Callable[[float, float], None]

SHARE_OF_LARGEST_STEP = 0.95
MOST_CELL_STEPS = 2e13
LARGEST_RISE_K = 1e5
CAREFUL_STEPS = 5_000
"""With more steps than these what rounding takes is carried on, which in a box costs twice the memory and time."""
STEPS_BETWEEN_REPORTS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Deposit:
    """A rise of temperature that comes at once at ``time_s``: ``rise_k`` on the grid's cells, (nz, ny, nx) or (nz, nr), in K."""

    time_s: float
    rise_k: npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class HeatRun:
    """What became of the heat.

    ``rise_k`` is the rise at the end over ``start_c`` (nz,), the temperature before. ``times_s`` (t,) and ``watched_c`` (p, t) are the
    temperatures at the watched points: at the beginning, before and after every deposit, and after every step. ``step_s`` is the longest
    step that was taken. ``balance`` adds up within 1e-4 of the heat in play.
    """

    body: ThermalBody
    grid: Grid
    start_c: Floats
    rise_k: Singles
    times_s: Floats
    watched_c: Floats
    balance: Energy
    steps: int
    step_s: float
    seconds: float

    @property
    def temperature_c(self) -> Singles:
        """Temperature of every cell at the end, in C."""
        return (self.rise_k + self.start_c.reshape(-1, *(1,) * (self.rise_k.ndim - 1))).astype(np.float32)


def simulate_heat(
    body: ThermalBody,
    grid: Grid,
    until_s: float,
    deposits: Sequence[Deposit] = (),
    *,
    points_mm: npt.ArrayLike | Watch = (),
    start_c: npt.ArrayLike | None = None,
    step_s: float | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> HeatRun:
    """Follow the heat in ``body`` on ``grid`` from 0 to ``until_s`` seconds.

    Parameters
    ----------
    grid : `BoxGrid` for three dimensions, `RingGrid` for symmetry around an axis.
    deposits : rises that come at their times.
    points_mm : where to note the temperature, (p, 3) or (p, 2), see `watch`; or a ready `Watch`.
    start_c : temperature by depth (nz,) in C at 0; the profile at rest if not given.
    step_s : longest step in s; 95 % of the longest stable one if not given.
    threads : for boxes; Numba's number if not given. The answer does not depend on it.
    progress : called now and then with the seconds of tissue time done and to do.

    Raises `BadInput` for impossible numbers, a grid too coarse for the layers, and a step too long for the grid (saying what would do), and
    `HeatImbalanceError` unless the heat adds up.
    """
    real("until_s", until_s, 0, 1e9, "0 to 1e9 s")
    check_layers(grid, body.stack)
    seen = points_mm if isinstance(points_mm, Watch) else watch(grid, points_mm)
    begun = time.perf_counter()
    state = stepper(body, grid, _start(start_c, grid), _threads(threads))
    pulses = _checked(deposits, grid, until_s)
    lengths = _steps(state, body, until_s, step_s)
    finest_s = min(lengths.values(), default=math.inf)
    _refuse_endless(until_s, finest_s, state.rise.size)
    if until_s > CAREFUL_STEPS * finest_s:
        state.be_careful()
    log = _Log([0.0], [seen.of(state.rise)])
    steps = _follow(state, body, pulses, until_s, lengths, seen, log, progress)
    rises = np.array(log.values).reshape(len(log.times), -1).T
    return HeatRun(
        body, grid, state.start_c, state.rise, np.array(log.times), rises + seen.of_column(state.start_c)[:, None],
        check(state.energy()), steps, log.longest_step_s, time.perf_counter() - begun,
    )  # fmt: skip


@dataclass(slots=True)
class _Log:
    times: list[float]
    values: list[Floats]
    longest_step_s: float = 0.0

    def note(self, times: npt.NDArray[np.floating], values: Floats) -> None:
        self.times += times.tolist()
        self.values += list(values)


def _follow(
    state: Stepper, body: ThermalBody, pulses: list[Deposit], until_s: float, lengths: dict[Exchange, float],
    seen: Watch, log: _Log, progress: Progress | None,
) -> int:  # fmt: skip
    steps, now = 0, 0.0
    for pulse in [*pulses, None]:
        end = until_s if pulse is None else pulse.time_s
        for begin, stop, exchange in body.surface.pieces(now, end):
            steps += _span(state, begin, stop, exchange, lengths[exchange], seen, log, progress, until_s)
        now = end
        if pulse is not None:
            state.deposit(pulse.rise_k)
            log.note(np.array([now]), seen.of(state.rise)[None])
    return steps


def _span(
    state: Stepper, begin: float, stop: float, exchange: Exchange, longest_s: float,
    seen: Watch, log: _Log, progress: Progress | None, until_s: float,
) -> int:  # fmt: skip
    """Even steps from ``begin`` to ``stop``."""
    count = max(1, math.ceil((stop - begin) / longest_s * (1 - 1e-12)))
    by = state.coefficients((stop - begin) / count, exchange)
    log.longest_step_s = max(log.longest_step_s, by.step_s)
    for first in range(0, count, STEPS_BETWEEN_REPORTS):
        some = min(STEPS_BETWEEN_REPORTS, count - first)
        noted = state.advance(some, by, seen)
        log.note(begin + by.step_s * np.arange(first + 1, first + some + 1), noted)
        if progress:
            progress(begin + by.step_s * (first + some), until_s)
    return count


def _threads(asked: int | None) -> int:
    offered = numba.config.NUMBA_NUM_THREADS if asked is None else asked  # type: ignore[attr-defined]
    if isinstance(offered, bool) or not isinstance(offered, (int, np.integer)) or not 1 <= offered <= 1024:
        raise BadInput("threads", asked, "a whole number from 1 to 1024")
    return int(offered)


def _start(start_c: npt.ArrayLike | None, grid: Grid) -> Floats | None:
    if start_c is None:
        return None
    start = np.asarray(start_c, dtype=np.float64)
    if start.shape != (grid.shape[0],) or not np.isfinite(start).all():
        raise BadInput("start_c", start_c, f"{grid.shape[0]} temperatures in C, one a depth cell")
    return start


def _checked(deposits: Sequence[Deposit], grid: BoxGrid | RingGrid, until_s: float) -> list[Deposit]:
    for deposit in deposits:
        real("deposit time_s", deposit.time_s, 0, until_s, f"0 to {until_s:g} s, the end")
        rise = np.asarray(deposit.rise_k)
        if rise.shape != grid.shape:
            raise BadInput("deposit rise_k", rise.shape, f"the grid's shape {grid.shape}")
        if not np.isfinite(rise).all() or np.abs(rise).max() > LARGEST_RISE_K:
            raise BadInput("deposit rise_k", "not finite or huge", f"finite rises of at most {LARGEST_RISE_K:g} K")
    return sorted(deposits, key=lambda deposit: deposit.time_s)


def _steps(state: Stepper, body: ThermalBody, until_s: float, step_s: float | None) -> dict[Exchange, float]:
    """The longest step to take under each exchange that will come."""
    lengths: dict[Exchange, float] = {}
    for exchange in {exchange for _, _, exchange in body.surface.pieces(0.0, until_s)}:
        largest = state.largest_step_s(exchange)
        lengths[exchange] = SHARE_OF_LARGEST_STEP * largest if step_s is None else step_s
        if step_s is not None and not 0 < real("step_s", step_s, 0, math.inf, "above 0 s") <= largest:
            raise BadInput(
                "step_s",
                step_s,
                f"above 0, at most {largest:.4g} s on this grid (a longer explicit step is unstable; wider cells allow more)",
            )
    return lengths


def _refuse_endless(until_s: float, step_s: float, cells: int) -> None:
    if until_s / step_s * cells > MOST_CELL_STEPS:
        most = MOST_CELL_STEPS / cells * step_s
        raise BadInput(
            "until_s", until_s, f"at most {most:.3g} s on this grid (it would take {until_s / step_s:.3g} steps); wider cells allow more"
        )
