"""The catalogue: domains, skills, their order, roles, resources, and the chart they make."""
