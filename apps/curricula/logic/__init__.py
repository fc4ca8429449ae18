"""Decisions and arithmetic of curricula: plain functions on frozen values, no Django, no clock, no I/O."""
