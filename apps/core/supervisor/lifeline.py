"""Ties a program's life to its parent's: when the supervisor dies by force, its children are told to stop.

Run as a script, with the program's words as arguments. Only Linux can do this; elsewhere the program
runs all the same.
"""

import ctypes
import os
import signal
import sys

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)

if __name__ == "__main__":
    parent, *words = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    # The parent may have died before the line above.
    if os.getppid() == int(parent):
        os.execv(words[0], words)  # noqa: S606 - the supervisor's own words
