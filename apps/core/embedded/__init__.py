"""PostgreSQL and Redis for a first run: found on the machine or in wheels, kept in a folder of the project.

Nothing here imports Django: the services are up before settings are read.
"""
