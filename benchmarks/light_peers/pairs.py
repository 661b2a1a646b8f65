"""Runs of two engines in turn, in one go, so that both meet the same minutes of a shared machine; and what their spread tells."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from light_peers.engines import Run
from light_peers.process import Answer

Floats = npt.NDArray[np.float64]
Task = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Answers of ``ours`` and ``theirs``, pair by pair."""

    ours: list[Answer]
    theirs: list[Answer]

    def ratios(self, clock: str = "seconds") -> Floats:
        """Our photons a second over theirs, ``(pairs,)``; ``clock`` says which of their times counts."""
        return np.array([rate(mine) / rate(other, clock) for mine, other in zip(self.ours, self.theirs, strict=True)])


def in_turn(ours: Run, our_task: Task, theirs: Run, their_task: Task, pairs: int, first_seed: int = 1) -> Pairs:
    """``pairs`` runs of each, the one that goes first changing from pair to pair; seeds count up from ``first_seed``."""
    answers = Pairs([], [])
    for number in range(pairs):
        turns = [(answers.ours, ours, our_task), (answers.theirs, theirs, their_task)]
        for kept, run, task in turns if number % 2 else reversed(turns):
            kept.append(run({**task, "seed": first_seed + number}))
        print(f"  pair {number + 1} of {pairs}", file=sys.stderr, flush=True)
    return answers


def rate(answer: Answer, clock: str = "seconds") -> float:
    """Photons a second."""
    return float(answer["photons"] / answer[clock])


def median_rate(answers: list[Answer], clock: str = "seconds") -> float:
    """Median photons a second."""
    return float(np.median([rate(answer, clock) for answer in answers]))


def peak_mb(answers: list[Answer]) -> float:
    """Highest memory of any of the processes, in MB."""
    return float(max(answer["peak_mb"] for answer in answers))


def spread(ratios: Floats) -> str:
    """Median with the lowest and the highest."""
    return f"{np.median(ratios):.3g} ({ratios.min():.3g} to {ratios.max():.3g})"


def mean_and_error(answers: list[Answer], what: str) -> tuple[Floats, Floats]:
    """Mean of a share over the runs and its standard error: by the errors that the runs state, else from their spread."""
    values = _by_run(answers, what)
    if f"{what}_error" in answers[0]:
        return values.mean(axis=0), np.sqrt(np.square(_by_run(answers, f"{what}_error")).mean(axis=0) / len(answers))
    return values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(answers))


def _by_run(answers: list[Answer], what: str) -> Floats:
    return np.array([np.atleast_1d(answer[what]) for answer in answers], dtype=np.float64)


def relative_variance(answers: list[Answer], chosen: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Relative variance of a dot's energy for one photon, mean of the ``chosen`` dots, from the spread between runs; and its own error."""
    energy = np.array([answer["absorbed_by_dot"] for answer in answers])[:, chosen]
    by_dot = energy.var(axis=0, ddof=1) / energy.mean(axis=0) ** 2 * answers[0]["photons"]
    return float(by_dot.mean()), float(by_dot.mean() * np.sqrt(2 / (energy.shape[1] * (len(answers) - 1))))


def claimed_variance(answers: list[Answer], chosen: npt.NDArray[np.bool_]) -> float:
    """The same by the standard errors that our runs state themselves."""
    error, energy = (np.array([answer[what] for answer in answers])[:, chosen] for what in ("absorbed_by_dot_error", "absorbed_by_dot"))
    return float((np.square(error).mean(axis=0) / energy.mean(axis=0) ** 2).mean() * answers[0]["photons"])
