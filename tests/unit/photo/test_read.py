"""Every bad file is refused by name; a good one comes out upright and in sRGB."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

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


def test_png_with_transparency_and_a_palette_are_read_as_colour(tmp_path: Path) -> None:
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


@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "text", "truncated", "grey", "grey16", "cmyk", "tiny", "animated", "bomb"])
def test_a_bad_file_is_refused_by_name_and_never_with_a_traceback(kind: str, tmp_path: Path) -> None:
    with pytest.raises(UnusablePhoto) as refusal:
        read_photo(broken(kind, tmp_path))
    assert refusal.value.check in ("file", "format", "size", "colour")
    assert refusal.value.advice.endswith(".")


def test_a_huge_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    with pytest.raises(UnusablePhoto, match="108 million pixels"):
        read_photo(broken("bomb", tmp_path))
