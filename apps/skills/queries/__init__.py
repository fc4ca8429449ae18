"""What the rest of the app asks of the catalogue."""
