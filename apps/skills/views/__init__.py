"""The pages of the catalogue, for its authors."""
