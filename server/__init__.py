"""The server around the app: guards for hosts, headers, messages and uploads, health checks and metrics."""
