"""Commands of the nudges app."""
