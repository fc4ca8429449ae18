"""What is written of mail: plans, ends, and what learners decide about it."""
