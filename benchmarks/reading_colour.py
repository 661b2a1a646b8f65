"""The skin's typology angle with the printed card in the picture: error, and how often the 95 % interval holds it, skin by skin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from reading.colour_scenes import MM_PER_PX, ColourScene, colour_scene
from reading.options import options, run_all, table, write_json

from unstipple.errors import UnusablePhoto
from unstipple.photo.card import CardValues, read_cards
from unstipple.photo.density import linear_light
from unstipple.photo.skin import Typology, see_skin
from unstipple.photo.skin.ita import angle_deg
from unstipple.pigment import Dots

TYPES = ("I", "II", "III", "IV", "V", "VI")
METER_DOUBT = 0.02
"""Relative error of the instrument that measured the print, for the second reading of every picture."""


def angle(scene: ColourScene, values: CardValues | None, *, card: bool = True) -> Typology | None:
    """What the program says of the skin in the picture, with the card in it or taken away."""
    rgb = scene.rgb if card else scene.without
    light = linear_light(rgb)
    seen = read_cards(rgb, light, values)
    flat = np.zeros(scene.skin.shape, dtype=np.float32)
    area_cm2 = float(scene.skin.sum()) * MM_PER_PX**2 / 100
    return see_skin(light, flat, scene.skin, Dots.none(), MM_PER_PX, area_cm2, seen.colour if seen else None).typology


def metered(scene: ColourScene, seed: int) -> CardValues:
    """The print's patches as a meter reads them."""
    noise = np.exp(METER_DOUBT * np.random.default_rng([seed, 62]).standard_normal((len(scene.printed), 3)))
    return CardValues({name: true * off for (name, true), off in zip(scene.printed.items(), noise, strict=True)}, METER_DOUBT)


def measured(task: tuple[int, int]) -> dict[str, Any]:
    """One skin before one camera: the angle from an unmeasured print, from a measured one, and without any card."""
    skin_type, seed = task
    scene = colour_scene(skin_type, seed)
    light = linear_light(scene.rgb)[scene.skin]
    answer: dict[str, Any] = {
        "skin": TYPES[skin_type - 1], "seed": seed, "true": float(angle_deg(scene.skin_linear[None])[0]),
        "uncalibrated": float(angle_deg(np.median(light, axis=0).astype(np.float64)[None])[0]),
        "without_card": angle(scene, None, card=False) is not None,
    }  # fmt: skip
    for name, values in (("as printed", None), ("measured", metered(scene, seed))):
        try:
            read = angle(scene, values)
        except UnusablePhoto as refused:
            answer[name] = {"refused": str(refused)}
            continue
        answer[name] = {"ita": read.ita_deg, "low": read.low_deg, "high": read.high_deg} if read else {"refused": "no card seen"}
    return answer


def report(scenes: list[dict[str, Any]]) -> dict[str, Any]:
    """Prints a table for each way of knowing the print, and gives its figures."""
    figures: dict[str, Any] = {"given_without_card": sum(scene["without_card"] for scene in scenes)}
    for name in ("as printed", "measured"):
        print(f"\n{len(scenes)} skins and cameras, card {name}: typology angle, degrees")
        rows = [_row(skin, [scene for scene in scenes if scene["skin"] == skin], name) for skin in TYPES]
        rows = [row for row in rows if row[1]]
        columns = np.array([row[3:] for row in rows], dtype=float)
        rows.append(_row("all", scenes, name))
        worst = [columns[np.argmax(np.abs(columns[:, 0])), 0], *columns[:, 1:4].max(axis=0), columns[:, 4].min(), columns[:, 5].max()]
        rows.append(["WORST stratum", "", "", *worst])
        table(rows, ["skin", "scenes", "refused", "bias", "SD", "root mean square", "uncalibrated", "in the interval", "half width"])
        figures[name] = {str(row[0]): row[1:] for row in rows}
    print(f"\nwithout a card an angle was given in {figures['given_without_card']} of {len(scenes)} pictures")
    return figures


def _row(name: str, scenes: list[dict[str, Any]], way: str) -> list[Any]:
    read = [(scene, scene[way]) for scene in scenes if "ita" in scene[way]]
    if not read:
        return [name, len(scenes), len(scenes), *[float("nan")] * 6]
    error = np.array([said["ita"] - scene["true"] for scene, said in read])
    raw = np.array([scene["uncalibrated"] - scene["true"] for scene, _ in read])
    held = [said["low"] <= scene["true"] <= said["high"] for scene, said in read]
    half = [(said["high"] - said["low"]) / 2 for _, said in read]
    spread = [float(np.sqrt(np.mean(np.square(part)))) for part in (error, raw)]
    return [
        name,
        len(scenes),
        len(scenes) - len(read),
        float(error.mean()),
        float(error.std()),
        *spread,
        float(np.mean(held)),
        float(np.mean(half)),
    ]


def main() -> None:
    given = options(__doc__ or "", scenes=25, quick=2)
    tasks = [
        (skin, given.seeds_from + 100 * skin + n) for skin in range(1, 7) for n in range(given.scenes) if given.only in TYPES[skin - 1]
    ]
    scenes = run_all(measured, tasks, given.jobs)
    write_json(given.json, {"scenes": scenes, **report(scenes)})


if __name__ == "__main__":
    main()
