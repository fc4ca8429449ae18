"""The pages a learner steers by: roadmap, skill, set-up, and the choice of the next step."""
