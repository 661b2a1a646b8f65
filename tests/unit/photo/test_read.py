"""Every bad file is refused by name; a good one comes out upright and in sRGB."""

from __future__ import annotations

import base64
import io
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from unstipple.errors import UnusablePhoto
from unstipple.photo import read_photo

RNG = np.random.default_rng(1)


def saved(folder: Path, image: Image.Image, name: str, **options: object) -> Path:
    path = folder / name
    image.save(path, **options)  # type: ignore[arg-type]
    return path


def colour(size: tuple[int, int] = (120, 90)) -> Image.Image:
    return Image.fromarray(RNG.integers(0, 255, (size[1], size[0], 3), dtype=np.uint8))


def test_a_photograph_is_turned_upright_by_its_orientation_mark(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(tmp_path, colour(), "a.jpg", exif=exif)
    assert read_photo(path).shape == (120, 90)


HEIC = base64.b64decode((Path(__file__).parents[2] / "data" / "turned-heic.base64").read_text())
"""A small picture of our own making, with the mark that it is to be turned by a quarter."""


def test_a_telephones_heic_is_read_and_turned_upright_once(tmp_path: Path) -> None:
    path = tmp_path / "turned.heic"
    path.write_bytes(HEIC)
    rgb = read_photo(path).rgb
    assert rgb.shape == (160, 96, 3)
    red = rgb[:16, -16:].reshape(-1, 3).mean(axis=0)  # the red corner was top left before the quarter turn
    assert red[0] > 180
    assert red[1] < 80


def swapped_profile() -> bytes:
    """sRGB's own profile, but what it calls red is blue: a reader that heeds profiles shows it."""
    plain = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    places = {bytes(plain[at : at + 4]): at for at in range(132, 132 + 12 * int.from_bytes(plain[128:132], "big"), 12)}
    red, blue = places[b"rXYZ"], places[b"bXYZ"]
    plain[red : red + 4], plain[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(plain)


def test_a_colour_profile_is_heeded(tmp_path: Path) -> None:
    flat = Image.fromarray(np.full((80, 100, 3), (200, 120, 40), dtype=np.uint8))
    heeded = read_photo(saved(tmp_path, flat, "swapped.png", icc_profile=swapped_profile())).rgb
    assert np.abs(heeded[0, 0].astype(int) - (40, 120, 200)).max() <= 3


@pytest.mark.parametrize("seed", range(6))
def test_mutated_files_are_read_or_refused_and_nothing_else(seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    kinds = {"JPEG": {"quality": 85}, "PNG": {}, "TIFF": {}, "WEBP": {}, "BMP": {}, "GIF": {}}
    whole = {}
    for kind, options in kinds.items():
        buffer = io.BytesIO()
        colour().save(buffer, kind, **options)  # type: ignore[arg-type]
        whole[kind] = buffer.getvalue()
    whole["HEIC"] = HEIC
    for kind, content in whole.items():
        for _ in range(8):
            broken_bytes = bytearray(content)
            for place in rng.integers(0, min(len(broken_bytes), 400), rng.integers(1, 12)):
                broken_bytes[place] = rng.integers(256)
            cut = bytes(broken_bytes[: rng.integers(1, len(broken_bytes) + 1)]) if rng.random() < 0.4 else bytes(broken_bytes)
            path = tmp_path / f"x.{kind.lower()}"
            path.write_bytes(cut)
            with suppress(UnusablePhoto):  # anything else that is raised is a defect
                assert read_photo(path).rgb.dtype == np.uint8


def test_png_with_opaque_transparency_and_a_palette_are_read_as_colour(tmp_path: Path) -> None:
    assert read_photo(saved(tmp_path, colour().convert("RGBA"), "a.png")).rgb.shape == (90, 120, 3)
    assert read_photo(saved(tmp_path, colour().quantize(32), "b.png")).rgb.shape == (90, 120, 3)


def broken(kind: str, folder: Path) -> Path:
    path = folder / f"{kind}.jpg"
    if kind == "missing":
        return path
    if kind == "folder":
        path.mkdir()
        return path
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "text":
        path.write_text("this is no image")
    elif kind == "truncated":
        buffer = io.BytesIO()
        colour((400, 300)).save(buffer, "JPEG")
        path.write_bytes(buffer.getvalue()[: len(buffer.getvalue()) // 3])
    elif kind == "grey":
        colour().convert("L").save(path)
    elif kind == "grey16":
        path = folder / "grey16.png"
        Image.fromarray(RNG.integers(0, 60000, (90, 120)).astype(np.uint16)).save(path)
    elif kind == "deep":
        path = folder / "deep.png"
        cv2.imwrite(str(path), RNG.integers(0, 60000, (90, 120, 3)).astype(np.uint16))
    elif kind == "glass":
        path = folder / "glass.png"
        seen_through = colour().convert("RGBA")
        seen_through.putalpha(120)
        seen_through.save(path)
    elif kind == "grey-in-colour":
        colour().convert("L").convert("RGB").save(path)
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "cmyk":
        colour().convert("CMYK").save(path)
    elif kind == "tiny":
        colour((20, 20)).save(path)
    elif kind == "animated":
        path = folder / "a.webp"
        colour().save(path, save_all=True, append_images=[colour(), colour()])
    elif kind == "bomb":
        path = folder / "bomb.png"
        Image.new("1", (12000, 9000)).save(path)
    return path


@pytest.mark.parametrize(
    "kind",
    [
        "missing",
        "folder",
        "empty",
        "text",
        "truncated",
        "grey",
        "grey16",
        "cmyk",
        "tiny",
        "animated",
        "bomb",
        "deep",
        "glass",
        "grey-in-colour",
        "loop",
    ],
)
def test_a_bad_file_is_refused_by_name_and_never_with_a_traceback(kind: str, tmp_path: Path) -> None:
    with pytest.raises(UnusablePhoto) as refusal:
        read_photo(broken(kind, tmp_path))
    assert refusal.value.check in ("file", "format", "size", "colour")
    assert refusal.value.advice.endswith(".")


def test_a_huge_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    with pytest.raises(UnusablePhoto, match="108 million pixels"):
        read_photo(broken("bomb", tmp_path))
