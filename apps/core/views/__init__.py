"""What every page needs behind it: the theme, the manifest, and what is shown when something goes wrong."""
