"""Mutation testing of the rules: does a test notice when a rule is changed?

Run by `make mutate`. A scratch copy of the sources and of the rules' own tests is made; there each rule's check is set apart from its
`@rule` decorator, because mutmut leaves decorated functions alone, and caches are taken away, because a mutant that is served from a
cache never runs. Then mutmut changes one thing at a time. The score is printed with every mutant that no test noticed, and the exit
status is 1 under the share asked for.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRATCH = ROOT / "build" / "mutation"
ASKED = 0.90
DECORATED_RULE = re.compile(r"^@rule\((?P<arguments>.*?)\)(?P<off>  # fmt: skip)?\ndef (?P<name>\w+)\(", re.MULTILINE | re.DOTALL)
CACHE = re.compile(r"^@(?:lru_)?cache(?:\(.*\))?\n", re.MULTILINE)
READS_SOURCE = "tests/unit/rules/test_rule_wording.py::test_every_finding_that_can_be_made_has_words_and_no_words_are_left_over"
"""Looks for the names of findings in the source text, where all mutants of a file stand side by side."""

CONFIG = f"""
[tool.mutmut]
source_paths = ["src"]
only_mutate = ["src/unstipple/rules/*"]
pytest_add_cli_args = ["-p", "no:cacheprovider", "--deselect", "{READS_SOURCE}"]
pytest_add_cli_args_test_selection = ["tests/unit/rules"]
use_git_change_detection = false
track_dependencies = false
"""


def set_apart(source: str) -> str:
    """The source with every `@rule(...)` applied after its function, and without caches."""
    tail: list[str] = []

    def apart(found: re.Match[str]) -> str:
        tail.append(f"{found['name']} = rule({found['arguments']})(check_{found['name']})\n")
        return f"def check_{found['name']}("

    undecorated = DECORATED_RULE.sub(apart, CACHE.sub("", source))
    return undecorated + ("\n\n" + "".join(tail) if tail else "")


def make_scratch() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)
    for folder in ("src", "tests"):
        shutil.copytree(ROOT / folder, SCRATCH / folder, ignore=shutil.ignore_patterns("__pycache__", "mutation", "*.nbi", "*.nbc"))
    (SCRATCH / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8") + CONFIG, "utf-8")
    for file in sorted((SCRATCH / "src" / "unstipple" / "rules").glob("*.py")):
        file.write_text(set_apart(file.read_text("utf-8")), "utf-8")


def mutmut(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments], cwd=SCRATCH, text=True, check=False,
        stdout=None if arguments[0] == "run" else subprocess.PIPE,
    )  # fmt: skip


def main() -> int:
    make_scratch()
    ran = mutmut("run", "--max-children", os.environ.get("WORKERS", "2"))
    if ran.returncode:
        print("mutmut could not run; the tests of the rules must pass first")
        return ran.returncode
    mutmut("export-cicd-stats")
    counts = json.loads((SCRATCH / "mutants" / "mutmut-cicd-stats.json").read_text("utf-8"))
    lived = [line.strip() for line in mutmut("results").stdout.splitlines() if re.search(r": (survived|no tests|suspicious)$", line)]
    print("\n".join(lived))
    made = counts["total"] - counts.get("skipped", 0)
    killed = counts["killed"] + counts.get("timeout", 0)
    print(f"rules: {killed} of {made} mutants noticed by a test, {killed / made:.1%} (asked: {ASKED:.0%})")
    return 0 if killed >= ASKED * made else 1


if __name__ == "__main__":
    raise SystemExit(main())
