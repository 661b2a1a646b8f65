"""Mutation testing of the rules: does a test notice when a rule is changed?

Run by `make mutate`. A scratch copy of the sources and of the rules' own tests is made; there each function is set apart from its `@rule`
or `@cache`, because mutmut leaves decorated functions alone, and caches are emptied before the tests of a mutant, because a mutant that
is served from a cache never runs. Then mutmut changes one thing at a time. The score is printed with every mutant that no test noticed,
and the exit status is 1 under the share asked for. First the branches are counted that the same tests take: all of them are asked for.
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
DECORATED_CACHE = re.compile(r"^@(?P<cache>cache|lru_cache)\ndef (?P<name>\w+)\(", re.MULTILINE)
PLUGIN = """
import os
import re
import sys


def pytest_configure(config):
    # a thousand single tests are found slowly, their files at once
    if "MUTANT_UNDER_TEST" in os.environ:
        config.args[:] = sorted({each.partition("::")[0] for each in config.args})


def pytest_collection_modifyitems(items):
    # tests that speak of the changed function first: most mutants die at once
    changed = re.sub(r".*\\.x_|^.*ǁ|plain_|__mutmut_.*", "", os.environ.get("MUTANT_UNDER_TEST", "")).strip("_")
    module = os.environ.get("MUTANT_UNDER_TEST", "").rpartition(".")[0].rpartition(".")[2]
    words = {changed, changed.replace("_", "-"), f"test_truth_{module}"} - {""}
    items.sort(key=lambda item: not any(word in item.nodeid for word in words))


def pytest_sessionstart(session):
    for name, module in list(sys.modules.items()):
        if name.startswith("unstipple.rules"):
            for cached in vars(module).values():
                if hasattr(cached, "cache_clear"):
                    cached.cache_clear()
"""
READS_SOURCE = "tests/unit/rules/test_rule_wording.py::test_every_finding_that_can_be_made_has_words_and_no_words_are_left_over"
"""Looks for the names of findings in the source text, where all mutants of a file stand side by side."""

CONFIG = f"""
[tool.mutmut]
source_paths = ["src"]
only_mutate = ["src/unstipple/rules/*"]
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "one_mutant", "--deselect", "{READS_SOURCE}"]
pytest_add_cli_args_test_selection = ["tests/unit/rules"]
use_git_change_detection = false
track_dependencies = false
"""


def set_apart(source: str) -> str:
    """The source with every `@rule(...)` and `@cache` applied after its function; two empty lines end one, as the formatter has it."""

    def apart(block: str) -> str:
        found = DECORATED_RULE.search(block) or DECORATED_CACHE.search(block)
        if not found:
            return block
        decorator = found.groupdict().get("cache") or f"rule({found['arguments']})"
        plain = f"{block[: found.start()]}def plain_{found['name']}({block[found.end() :]}"
        return f"{plain.rstrip()}\n\n\n{found['name']} = {decorator}(plain_{found['name']})\n"

    return "\n\n\n".join(apart(block) for block in source.split("\n\n\n"))


def make_scratch() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)
    for folder in ("src", "tests"):
        shutil.copytree(ROOT / folder, SCRATCH / folder, ignore=shutil.ignore_patterns("__pycache__", "mutation", "*.nbi", "*.nbc"))
    (SCRATCH / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8") + CONFIG, "utf-8")
    (SCRATCH / "tests" / "one_mutant.py").write_text(PLUGIN, "utf-8")
    for file in sorted((SCRATCH / "src" / "unstipple" / "rules").rglob("*.py")):
        file.write_text(set_apart(file.read_text("utf-8")), "utf-8")


def mutmut(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments], cwd=SCRATCH, text=True, check=False,
        stdout=None if arguments[0] == "run" else subprocess.PIPE,
    )  # fmt: skip


def all_branches() -> bool:
    """Whether the rules' own tests take every branch of them."""
    measured = SCRATCH / "branches"
    for arguments in (
        ["run", "--branch", "--source=unstipple.rules", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/unit/rules"],
        ["report", "--show-missing", "--skip-covered", "--fail-under=100"],
    ):
        file = f"--data-file={measured}"
        if subprocess.run([sys.executable, "-m", "coverage", arguments[0], file, *arguments[1:]], cwd=ROOT, check=False).returncode:
            return False
    return True


def main() -> int:
    make_scratch()
    if not all_branches():
        print("rules: the tests must pass and take every branch first")
        return 1
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
