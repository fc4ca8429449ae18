"""The log of what a learner did, and what follows from it for memory."""
