"""The pages of mail: its settings, what the next one says, and the way out behind its links."""
