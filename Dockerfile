# Pin the base by digest for a build that can be repeated: --build-arg BASE=python:3.12-slim@sha256:…
ARG BASE=python:3.12-slim

FROM ${BASE} AS packages
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM ${BASE}
LABEL org.opencontainers.image.title="Sales Coach" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=packages /opt/venv /opt/venv
RUN useradd --create-home --uid 10001 coach && mkdir /data /backups && chown coach /data /backups
WORKDIR /app
COPY . .
# Compiled here, since whoever runs the server may write nothing beside the code: a start takes half as long.
RUN /opt/venv/bin/python -m coaching.words && /opt/venv/bin/python -m compileall -q .
USER 10001
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SALES_COACH_DATA=/data
VOLUME /data

EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 CMD ["python", "deploy/healthcheck.py"]
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true"]
