"""Runs the whole app on one machine: services, web, worker, beat and a mail server under one process.

Nothing here imports Django: settings are read by the processes that it starts.
"""
