# One image for all processes; config/processes.py says which there are.
FROM python:3.11-slim-bookworm AS wheels
WORKDIR /build
COPY requirements.txt .
# An internal index or a folder of wheels: --build-arg PIP_INDEX_URL=…, or docs/operations.md
ARG PIP_INDEX_URL
RUN pip wheel --no-cache-dir --wheel-dir /wheels -r requirements.txt

FROM python:3.11-slim-bookworm
# pg_dump and psql of the server's version, for backups
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/*
# Group 101 is nginx's: it may read the uploads that it hands out for us.
RUN groupadd --gid 101 proxy-readable \
    && useradd --uid 10001 --gid 101 --no-create-home --home-dir /srv/hongmen hongmen \
    && install -d -o hongmen -g 101 -m 0750 /var/lib/hongmen /var/lib/hongmen/media /var/backups/hongmen
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels /wheels/*.whl
WORKDIR /srv/hongmen
COPY . .
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/lib/hongmen BACKUP_DIR=/var/backups/hongmen STATIC_ROOT=/srv/hongmen/staticfiles \
    HOST=0.0.0.0 PORT=8000
RUN EMBEDDED=1 VAR_DIR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/build
USER hongmen
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "config.processes"]
CMD ["web"]
