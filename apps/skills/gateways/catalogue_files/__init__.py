"""Reads and writes catalogue files."""

from apps.skills.gateways.catalogue_files.reading import places_of, read, read_texts, text_of
from apps.skills.gateways.catalogue_files.writing import write

__all__ = ["places_of", "read", "read_texts", "text_of", "write"]
