"""The catalogue as its files say it: entries, the rules between them, and what an import changes."""
