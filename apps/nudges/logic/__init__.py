"""When a mail is due, who may be written to, and what is worth saying."""
