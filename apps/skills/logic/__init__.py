"""Decisions and arithmetic of skills: plain functions on frozen values, no Django, no clock, no I/O."""
