"""Programs that make files of the repository: run by hand, their results are committed."""
