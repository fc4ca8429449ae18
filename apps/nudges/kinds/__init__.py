"""The kinds of mail that there are; a new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from apps.nudges.kinds import digest
from apps.nudges.kinds.kind import Content, Kind

KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (digest.KIND,)}

__all__ = ["KINDS", "Content", "Kind"]
