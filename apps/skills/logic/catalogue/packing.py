"""The text of a catalogue's files, packed small enough to be kept with every import."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping


def pack(files: Mapping[str, str]) -> bytes:
    """Return files, by their names, as few bytes; the same files always make the same ones."""
    return zlib.compress(json.dumps(files, ensure_ascii=False, sort_keys=True).encode(), level=6)


def unpack(packed: bytes) -> dict[str, str]:
    """Return the files again."""
    files: dict[str, str] = json.loads(zlib.decompress(packed))
    return files
