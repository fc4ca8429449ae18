"""Decisions and arithmetic of progress: plain functions on frozen values, no Django, no clock, no I/O."""
