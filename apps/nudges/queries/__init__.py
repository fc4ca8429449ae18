"""What mails say, who may get them, and how the outbox stands: a fixed number of statements each."""
