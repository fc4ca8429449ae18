"""Where skills meet the file system."""
