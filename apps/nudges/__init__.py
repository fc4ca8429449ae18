"""Mail that speaks up by itself: who may be written to, when, with what to say, and the way out of it."""
