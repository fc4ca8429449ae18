"""How gunicorn serves the app: threads behind a proxy that holds slow clients off."""

import os

bind = os.environ.get("BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
# Kept longer than the proxy keeps them, so that the proxy never sends into a closing connection.
keepalive = 75
timeout = 60
graceful_timeout = int(os.environ.get("WEB_GRACE_SECONDS", "20"))
# A leak in some library then costs a restart and not the machine; spread, so that not all go at once.
max_requests = 20_000
max_requests_jitter = 5_000
# Heartbeats are file writes, and a container's disk can be slow.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112 - a folder, not a file
# The app logs each request itself, by route and without addresses.
accesslog = None
loglevel = "warning"
# Nothing here is steered while it runs.
control_socket_disable = True
