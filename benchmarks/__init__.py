"""Measurements, each against a floor taken in the same run on the same machine."""
