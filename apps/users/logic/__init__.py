"""Decisions and arithmetic of users: plain functions on frozen values, no Django, no clock, no I/O."""
