"""The laser book: every laser of the catalogue, each field with what it stands on, as one page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import NamedTuple

from unstipple.consult import FITZPATRICK
from unstipple.device import FIELD_KINDS, Laser, Mode
from unstipple.evidence import source
from unstipple.report.phrases import short_limit
from unstipple.rules import closed_by, eyewear_od, other_eyewear_needs


class FieldRow(NamedTuple):
    """One field of a mode in words: its name, what it holds, the kind that it stands on, and a remark."""

    field: str
    text: str
    kind: str
    note: str


def field_rows(mode: Mode) -> list[FieldRow]:
    """Every field of a mode in words, in the order in which a clinician reads them."""
    return [FieldRow(words()["field"][field], text, mode.kinds[field], mode.notes.get(field, "")) for field, text in _texts(mode).items()]


def _texts(mode: Mode) -> dict[str, str]:
    said = words()["value"]
    found = {
        "handpiece": mode.handpiece,
        "pulse_ns": f"{mode.pulse_ns:g} ns" if mode.pulse_class == "ns" else f"{mode.pulse_ns * 1000:.0f} ps",
        "boost": said["boost"] if mode.boost else "",
        "energy_j": said["up_to"].format(f"{mode.energy_j:.3g} J"),
        "spots_mm": ", ".join(f"{spot:g}" for spot in mode.spots_mm) + " mm",
        "fluence_max_j_cm2": said["up_to"].format(f"{mode.fluence_max_j_cm2:g} J/cm²") if mode.fluence_max_j_cm2 else "",
        "ladder_j_cm2": ", ".join(said["at_spot"].format(f"{spot:g}", f"{top:g}") for spot, top in mode.ladder_j_cm2),
        "rate_hz": said["up_to"].format(f"{mode.rate_hz:g} Hz"),
        "skin_types": types_words(mode.skin_types) if mode.skin_types else said[f"{mode.kinds['skin_types']}_none"],
        "profile": mode.profile,
        "wavelength_nm": f"{mode.wavelength_nm:g} nm",
    }
    return {field: text for field, text in found.items() if field in mode.kinds and text}


def types_words(types: Sequence[int]) -> str:
    """Fitzpatrick types in Roman numerals, e.g. ``"I, II, III"``."""
    return ", ".join(FITZPATRICK[each - 1] for each in types)


def reach_words(mode: Mode) -> str:
    """The highest fluence that really reaches the skin, spot by spot, in J/cm²."""
    return ", ".join(words()["value"]["at_spot"].format(f"{spot:g}", f"{mode.reach_j_cm2(spot):.2f}") for spot in mode.spots_mm)


def eyewear_words(mode: Mode) -> str:
    """The optical density that eyewear needs, or that no sourced limit exists."""
    density, said = eyewear_od(mode), words()["value"]
    return str(said["no_limit"]) if density is None else str(said["density"].format(f"{density:.1f}"))


def open_words(mode: Mode) -> str:
    """To which skin types a mode is open, on which spots, and why not to the others."""
    said, parts = words()["value"], []
    reasons: dict[str, list[int]] = {}
    for kind in range(1, len(FITZPATRICK) + 1):
        reasons.setdefault(_state(mode, kind), []).append(kind)
    for state, types in reasons.items():
        spots = [spot for spot in mode.spots_mm if closed_by(mode, spot, types[0]) is None]
        open_at = said["open"].format(types_words(types), ", ".join(f"{spot:g}" for spot in spots))
        parts.append(open_at if spots else said["closed"].format(types_words(types), short_limit(state)))
    return "; ".join(parts)


def _state(mode: Mode, type_number: int) -> str:
    """The spots that are open to a skin type, as a key; or the code of what closes them all."""
    found = [closed_by(mode, spot, type_number) for spot in mode.spots_mm]
    if None in found:
        return " ".join(f"{spot:g}" for spot, code in zip(mode.spots_mm, found, strict=True) if code is None)
    return next((code for code in found if code and code != "spot-outside-practice"), "spot-outside-practice")


def assumed_words(laser: Laser) -> list[str]:
    """What to read in the manual, one line a mode: the mode and its assumed fields in words."""
    names = words()["field"]
    rows = {mode.label: [names[field] for field, kind in mode.kinds.items() if kind == "assumed"] for mode in laser.modes}
    return [f"{label}: {', '.join(fields)}" for label, fields in rows.items() if fields]


def laser_book(lasers: Sequence[Laser]) -> str:
    """The whole page, in the order given."""
    said = words()["book"]
    lines = [said["head"], "", *_kinds(), "", *_overview(lasers)]
    for laser in lasers:
        lines += ["", *_laser(laser)]
    return "\n".join([*lines, "", said["foot"].strip(), ""])


def _kinds() -> Iterator[str]:
    yield "| stands on | means |"
    yield "| --- | --- |"
    yield from (f"| {kind} | {text} |" for kind, text in FIELD_KINDS.items())


def _overview(lasers: Sequence[Laser]) -> Iterator[str]:
    yield "| name | laser | wavelengths and pulses | fields to confirm |"
    yield "| --- | --- | --- | --- |"
    for laser in lasers:
        modes = "; ".join(mode.label + (" (boost)" if mode.boost else "") for mode in laser.modes)
        yield f"| [`{laser.name}`](#{laser.name}) | {_cell(laser.title)} | {modes} | {len(laser.unconfirmed)} |"


def _laser(laser: Laser) -> Iterator[str]:
    said = words()["book"]
    yield f"## {laser.name}"
    yield ""
    yield f"**{laser.title}**, {laser.maker}. {laser.note}"
    if laser.handpieces:
        yield ""
        yield from _handpieces(laser)
    for mode in laser.modes:
        yield ""
        yield from _mode(mode)
    yield ""
    if laser.unconfirmed:
        yield f"{said['confirm']}{'. '.join(assumed_words(laser))}."
        yield ""
    yield f"{said['sources']}{'; '.join(_source(key) for key in laser.sources)}."


def _handpieces(laser: Laser) -> Iterator[str]:
    said, other = words()["book"], other_eyewear_needs(laser)
    yield "| handpiece | gives | used in plans | stands on | remark |"
    yield "| --- | --- | --- | --- | --- |"
    for piece in laser.handpieces:
        gives = ", ".join(f"{nm:g}" for nm in piece.wavelengths_nm) + " nm"
        densities = [density for nm in piece.wavelengths_nm if (density := other.get(nm)) is not None]
        eyewear = said["other_eyewear"].format(f"{max(densities):.1f}") if densities else ""
        remark = "; ".join(filter(None, (piece.note, eyewear)))
        yield f"| {piece.name} | {gives} | {'yes' if piece.offered else 'no'} | {piece.kind} | {_cell(remark)} |"


def _mode(mode: Mode) -> Iterator[str]:
    said = words()["field"]
    yield f"### {mode.label}" + (" (boost)" if mode.boost else "")
    yield ""
    yield "| field | value | stands on | remark |"
    yield "| --- | --- | --- | --- |"
    yield from (f"| {row.field} | {_cell(row.text)} | {row.kind} | {_cell(row.note)} |" for row in field_rows(mode))
    for name, text in (("reach", reach_words(mode)), ("eyewear", eyewear_words(mode)), ("open", open_words(mode))):
        yield f"| {said[name]} | {_cell(text)} | {words()['value']['worked_out']} | |"


def _source(key: str) -> str:
    cited = source(key)
    place = f" <{cited.where}>" if cited.where.startswith("http") and " " not in cited.where else ""
    return f"{cited.title} ({cited.short}){place}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


@cache
def words() -> dict[str, dict[str, str]]:
    """The words of the laser book and of ``unstipple lasers show``, by table."""
    text = (files("unstipple.report") / "messages" / "lasers.en.toml").read_text(encoding="utf-8")
    return loads(text)
