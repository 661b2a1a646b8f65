"""The catalogue of rules: what each asks, how grave it is, who may override it, and what it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from unstipple.consult import CaseFile
from unstipple.errors import UnknownName
from unstipple.evidence import source, value
from unstipple.rules.finding import Finding, Severity

Who = Literal["clinician", "physician", "dermatologist"]
Check = Callable[[CaseFile, date], Iterable[Finding] | Finding | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One screening rule.

    ``severities`` are those it may give, the usual one first; ``absolute`` means that nobody may override it, otherwise ``who`` may,
    with a name and a reason, and with a test spot read as good where ``needs_test_spot``. ``sources`` are evidence source keys,
    ``limits`` names of evidence values, ``asks`` the fields of the case that it reads, ``reads`` the classes of words ("medicines.gold")
    that it looks for in the free lists. ``dated`` says how long it holds. ``check`` is the rule itself.
    """

    code: str
    about: str
    severities: tuple[Severity, ...]
    absolute: bool
    who: Who
    needs_test_spot: bool
    sources: tuple[str, ...]
    limits: tuple[str, ...]
    asks: tuple[str, ...]
    check: Check
    reads: tuple[str, ...] = ()
    dated: str = ""

    def __call__(self, case: CaseFile, today: date) -> tuple[Finding, ...]:
        """What the rule finds in a case on that day."""
        found = self.check(case, today)
        if found is None:
            return ()
        return (found,) if isinstance(found, Finding) else tuple(found)

    def finding(
        self, severity: Severity | None = None, until: date | None = None, zone: str | None = None, **parameters: object
    ) -> Finding:
        """A finding of this rule, with its own sources and those of its limits."""
        grave = severity or self.severities[0]
        return Finding(
            self.code, grave, self.all_sources(), parameters, until=until, zone=zone, absolute=self.absolute and grave in ("hold", "stop")
        )

    def all_sources(self) -> tuple[str, ...]:
        """Source keys of the rule and of its limits, each once."""
        keys = [*self.sources, *(key for name in self.limits for key in value(name).sources)]
        return tuple(dict.fromkeys(keys))


_rules: dict[str, Rule] = {}


def rule(
    code: str, *severities: Severity, absolute: bool = False, who: Who = "clinician", needs_test_spot: bool = False,
    sources: tuple[str, ...] = (), limits: tuple[str, ...] = (), asks: tuple[str, ...] = (),
    reads: tuple[str, ...] = (),
) -> Callable[[Check], Rule]:  # fmt: skip
    """Register a screening rule; its docstring's first line becomes the catalogue's sentence, the rest says until when.

    See `Rule` for the arguments.
    Raises `ValueError` for a code given twice or a rule without a source, `UnknownName` for a source or limit nobody knows.
    """

    def register(check: Check) -> Rule:
        if code in _rules:
            raise ValueError(f"rule {code!r} is registered twice")
        about, _, dated = (check.__doc__ or "").strip().partition("\n")
        made = Rule(
            code, about, severities, absolute, who, needs_test_spot, sources, limits, asks, check, reads, " ".join(dated.split())
        )  # fmt: skip
        if not made.all_sources() or not about:
            raise ValueError(f"rule {code!r} needs a source and a docstring")
        for key in sources:
            source(key)
        return _rules.setdefault(code, made)

    return register


def rules() -> tuple[Rule, ...]:
    """Every registered rule, by code."""
    return tuple(_rules[code] for code in sorted(_rules))


def find_rule(code: str) -> Rule:
    """The rule of that code. Raises `UnknownName` with the nearest codes."""
    if code not in _rules:
        raise UnknownName("rule", code, _rules)
    return _rules[code]
