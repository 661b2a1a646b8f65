"""Answers of the light engine kept on disk, each under a digest of everything that it depends on.

What is kept is light in layers of skin: numbers that name nobody. A file that cannot be read, or that stands on a value which has been
corrected since, is computed anew; a folder that cannot be written to costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import xarray as xr

from unstipple.errors import BadInput, UnknownName
from unstipple.evidence import ledger, value

FILE_COUNT = 500
"""How many answers are kept; the ones that were not asked for longest go first."""
META, USED = "_about", "_used"
ROOMS = ("optics", "skin", "pigment", "stamps", "dose")
"""The rooms whose code makes the answers: a change of any of it makes all of them anew."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of kept answers; with no folder everything is computed."""

    folder: Path | None = None

    def table(self, told: object, make: Callable[[], xr.Dataset]) -> xr.Dataset:
        """The answer that depends on ``told`` alone (its ``repr``, and arrays in full by `digest`): kept, or made and kept.

        Every evidence value that ``make`` read is noted in the open ledgers in either case.
        """
        if self.folder is None:
            return make()
        file = self.folder / f"{digest(told, _code())}.npz"
        found = _read(file)
        if found is not None:
            return found
        with ledger() as book:
            made = make()
        self._keep(file, packed(made, {name: repr(each) for name, each in book.used.items()}))
        return made

    def _keep(self, file: Path, content: bytes) -> None:
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as new:
                    new.write(content)
                os.replace(name, file)
            except OSError:
                os.unlink(name)
                raise
            old = sorted(file.parent.glob("*.npz"), key=lambda each: each.stat().st_mtime)
            for each in old[:-FILE_COUNT]:
                each.unlink(missing_ok=True)


NO_SHELF = Shelf()


def digest(*told: object) -> str:
    """SHA-256 of things: arrays by their numbers, tuples and lists by their parts, everything else by ``repr``."""
    book = hashlib.sha256()
    for each in told:
        if isinstance(each, np.ndarray):
            book.update(f"array{each.shape}{each.dtype}".encode() + np.ascontiguousarray(each).tobytes())
        elif isinstance(each, tuple | list):
            book.update(f"parts{len(each)}{digest(*each)}".encode())
        else:
            book.update(f"{type(each).__name__}{each!r};".encode())
    return book.hexdigest()


def packed(table: xr.Dataset, used: dict[str, str] | None = None) -> bytes:
    """A table as bytes, with the values it stands on."""
    buffer = io.BytesIO()
    columns = [*table.data_vars, *table.coords]
    about = {
        "dims": {str(name): list(map(str, table[name].dims)) for name in columns}, "coords": list(map(str, table.coords)),
        "attrs": table.attrs, "used": used or {},
    }  # fmt: skip
    np.savez(buffer, allow_pickle=False, **{str(name): table[name].to_numpy() for name in columns}, **{META: np.array(json.dumps(about))})
    return buffer.getvalue()


def unpacked(content: bytes) -> tuple[xr.Dataset, dict[str, str]]:
    """The table that `packed` wrote, and the values it stands on. Raises `BadInput` for other bytes."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            about = json.loads(str(file[META]))
            columns = {name: (dims, file[name]) for name, dims in about["dims"].items()}
            coords = {name: columns.pop(name) for name in about["coords"]}
            return xr.Dataset(columns, coords, about["attrs"]), dict(about["used"])
    except (ValueError, KeyError, OSError, EOFError, TypeError, zipfile.BadZipFile):
        raise BadInput("kept", len(content), "bytes written by packed") from None


def _read(file: Path) -> xr.Dataset | None:
    try:
        table, used = unpacked(file.read_bytes())
        same = all(repr(value(name)) == said for name, said in used.items())
    except (OSError, BadInput, UnknownName):
        return None
    with contextlib.suppress(OSError):
        os.utime(file)
    return table if same else None


@cache
def _code() -> str:
    """Digest of the code that makes the answers."""
    root = Path(__file__).parents[1]
    files = sorted(each for room in ROOMS for each in (root / room).rglob("*.py"))
    return digest(*(f"{each.relative_to(root).as_posix()} {hashlib.sha256(each.read_bytes()).hexdigest()}" for each in files))
