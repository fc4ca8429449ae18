"""The pages a learner steers by."""
