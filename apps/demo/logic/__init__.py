"""What the demo world is made of, and what its story comes to."""
