"""The queues; each task names one of them."""

PROMPT = "prompt"  # somebody is waiting for it
MAIL = "mail"
PERIODIC = "periodic"  # the timetable asks for it
BULK = "bulk"  # it takes long, and nobody waits

ALL = (PROMPT, MAIL, PERIODIC, BULK)
