"""What a mail says, whoever wrote it."""
