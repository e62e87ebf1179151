"""Say whether MCP is served, and where: at `/mcp`, if the extra `mcp` is installed."""

from importlib.util import find_spec

from fonti.ui.web.security.routes import POST, Route

IS_INSTALLED = find_spec("mcp") is not None

# A call names a question and documents.
_MAX_BODY_BYTES = 256 << 10

_ROUTE = Route("/mcp", POST, max_body_bytes=_MAX_BODY_BYTES, is_for_programs=True)

ROUTES = (_ROUTE,) if IS_INSTALLED else ()
