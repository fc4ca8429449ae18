"""Where the users app meets the network."""
