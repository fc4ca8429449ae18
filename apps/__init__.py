"""The apps of Evenkeel, lowest first: core, users, skills, progress, curricula, demo."""
