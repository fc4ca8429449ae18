"""What the pages show, as frozen values; a fixed number of statements each."""
