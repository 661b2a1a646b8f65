"""Reads a photograph strictly: upright, in sRGB, eight bits; or refuses it by name."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from unstipple.errors import UnusablePhoto

MOST_PIXELS = 80_000_000
LEAST_SIDE_PX = 64
FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "BMP")


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """An upright photograph. ``rgb`` is (height, width, 3) uint8 in sRGB; ``digest`` the SHA-256 of the file."""

    rgb: NDArray[np.uint8]
    name: str
    digest: str

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in px."""
        return int(self.rgb.shape[0]), int(self.rgb.shape[1])


def read_photo(path: Path) -> Photo:
    """Read a photograph file. Raises `UnusablePhoto` naming what is wrong; nothing is guessed."""
    try:
        content = path.read_bytes()
    except IsADirectoryError as problem:
        raise UnusablePhoto("file", f"{path} is a folder", "Name a photograph file.") from problem
    except OSError as problem:
        raise UnusablePhoto("file", f"{path} cannot be read", "Check the path and the file's permissions.") from problem
    if not content:
        raise UnusablePhoto("file", f"{path.name} is empty", "Copy the photograph from the camera again.")
    return Photo(decode(content, path.name), path.name, hashlib.sha256(content).hexdigest())


def decode(content: bytes, name: str) -> NDArray[np.uint8]:
    """Pixels (height, width, 3) uint8 of an image file's content. Raises `UnusablePhoto`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        Image.init()
        try:
            image = Image.open(io.BytesIO(content), formats=FORMATS)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
            raise UnusablePhoto("format", f"{name} is not an image this program reads", "Save it as JPEG or PNG.") from problem
        _refuse_odd(image, name)
        try:
            image.load()
            upright = ImageOps.exif_transpose(image)
            return np.ascontiguousarray(np.asarray(_to_srgb(upright, name), dtype=np.uint8))
        except UnusablePhoto:
            raise
        except Exception as problem:  # decoders raise whatever they like on a broken file
            raise UnusablePhoto("file", f"{name} is truncated or damaged", "Copy the photograph from the camera again.") from problem


def _refuse_odd(image: Image.Image, name: str) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise UnusablePhoto(
            "size", f"{name} has {width * height / 1e6:.0f} million pixels", f"Send at most {MOST_PIXELS / 1e6:.0f} million."
        )
    if min(width, height) < LEAST_SIDE_PX:
        raise UnusablePhoto("size", f"{name} is only {width} x {height} pixels", "Send the camera's original picture.")
    if getattr(image, "n_frames", 1) > 1 and image.format != "MPO":
        raise UnusablePhoto("format", f"{name} is animated or has several pages", "Send one still picture.")


def _to_srgb(image: Image.Image, name: str) -> Image.Image:
    if image.mode in ("L", "LA", "1", "I;16", "I", "F", "I;16B"):
        raise UnusablePhoto("colour", f"{name} is grey or has 16 bits of grey", "Send a colour photograph; dots and skin need it.")
    if image.mode not in ("RGB", "RGBA", "P", "CMYK"):
        raise UnusablePhoto("colour", f"{name} has the colour mode {image.mode}", "Save it as an ordinary colour JPEG.")
    if image.mode == "CMYK":
        raise UnusablePhoto("colour", f"{name} is in print colours (CMYK)", "Save it in RGB.")
    profile = image.info.get("icc_profile")
    plain = image.convert("RGB")
    if profile and image.mode == "RGB":
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return converted or plain
        except ImageCms.PyCMSError as problem:
            raise UnusablePhoto("colour", f"{name} carries a damaged colour profile", "Save it again without the profile.") from problem
    return plain
