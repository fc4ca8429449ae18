"""A believable world for a first look, and commands that span apps."""
