"""What stops a start, said in one line that tells what to do."""


class Problem(Exception):  # noqa: N818 - it is read by people, not only caught
    """Something on this machine that its owner has to change first; the message is one line."""
