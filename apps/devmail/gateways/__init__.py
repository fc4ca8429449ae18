"""The mail server and the folder that it fills."""
