"""Reads the mails that were sent on one's own machine. Not installed in production."""
