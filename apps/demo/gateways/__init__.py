"""Reads the file that the demo world is told in."""
