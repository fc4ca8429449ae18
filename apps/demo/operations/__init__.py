"""Making the demo world."""

from apps.demo.operations.world import Made, UnknownNamesError, make_world

__all__ = ["Made", "UnknownNamesError", "make_world"]
