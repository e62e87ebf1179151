"""Serve programs: the HTTP API below `/api/v1`, described by its OpenAPI document."""
