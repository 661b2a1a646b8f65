"""Reads a photograph strictly: upright, in sRGB, eight bits; or refuses it by name."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pi_heif import register_heif_opener
from PIL import Image, ImageCms, ImageOps

from unstipple.errors import UnusablePhoto

MOST_PIXELS = 80_000_000
LEAST_SIDE_PX = 64
FORMATS = ("JPEG", "HEIF", "PNG", "TIFF", "WEBP", "BMP")
PNG_DEPTH_AT, DEEP = 24, 16
"""Where a PNG file keeps its bits per channel; Pillow would cut sixteen to eight without a word."""
OPAQUE = 255
LEAST_COLOUR = 2.0
"""Mean spread of the three colours, of 255, below which a picture is grey whatever its file says."""


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
        warnings.simplefilter("ignore")  # what Pillow mutters about broken files is no news to the user
        Image.init()
        register_heif_opener()
        try:
            image = Image.open(io.BytesIO(content), formats=FORMATS)
            _refuse_odd(image, name)
        except UnusablePhoto:
            raise
        except Image.DecompressionBombError as problem:
            raise _too_large(name) from problem
        except Exception as problem:  # decoders raise whatever they like on a broken file
            raise UnusablePhoto("format", f"{name} is not an image this program reads", "Save it as JPEG, PNG or HEIC.") from problem
        if image.format == "PNG" and content[PNG_DEPTH_AT] == DEEP:
            raise UnusablePhoto("colour", f"{name} has 16 bits a channel", "Save it with 8 bits a channel, as cameras do.")
        try:
            image.load()
            upright = ImageOps.exif_transpose(image)
            return _in_colour(np.ascontiguousarray(np.asarray(_to_srgb(upright, name), dtype=np.uint8)), name)
        except UnusablePhoto:
            raise
        except Exception as problem:  # decoders raise whatever they like on a broken file
            raise UnusablePhoto("file", f"{name} is truncated or damaged", "Copy the photograph from the camera again.") from problem


def _in_colour(rgb: NDArray[np.uint8], name: str) -> NDArray[np.uint8]:
    """The pixels, unless they are grey in a colour file."""
    sample = rgb[::7, ::7].astype(np.int16)
    if float(np.mean(sample.max(axis=2) - sample.min(axis=2))) < LEAST_COLOUR:
        raise UnusablePhoto("colour", f"{name} is a grey picture", "Send a colour photograph; dots and skin need it.")
    return rgb


def _refuse_odd(image: Image.Image, name: str) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise _too_large(name, width * height)
    if min(width, height) < LEAST_SIDE_PX:
        raise UnusablePhoto("size", f"{name} is only {width} x {height} pixels", "Send the camera's original picture.")
    if getattr(image, "n_frames", 1) > 1 and image.format != "MPO":
        raise UnusablePhoto("format", f"{name} is animated or has several pages", "Send one still picture.")


def _too_large(name: str, pixels: int | None = None) -> UnusablePhoto:
    most = f"{MOST_PIXELS / 1e6:.0f} million"
    given = f"{pixels / 1e6:.0f} million" if pixels else f"more than {most}"
    return UnusablePhoto("size", f"{name} has {given} pixels", f"Send at most {most}.")


def _to_srgb(image: Image.Image, name: str) -> Image.Image:
    if image.mode in ("L", "LA", "1", "I;16", "I", "F", "I;16B"):
        raise UnusablePhoto("colour", f"{name} is grey or has 16 bits of grey", "Send a colour photograph; dots and skin need it.")
    if image.mode not in ("RGB", "RGBA", "P", "CMYK"):
        raise UnusablePhoto("colour", f"{name} has the colour mode {image.mode}", "Save it as an ordinary colour JPEG.")
    if image.mode == "CMYK":
        raise UnusablePhoto("colour", f"{name} is in print colours (CMYK)", "Save it in RGB.")
    if image.has_transparency_data and np.asarray(image.convert("RGBA"))[..., 3].min() < OPAQUE:
        raise UnusablePhoto("colour", f"{name} is partly transparent", "Send the camera's original picture.")
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
