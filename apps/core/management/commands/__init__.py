"""Commands that belong to no other app."""
