"""Offer the assistant to programs that speak the Model Context Protocol (MCP): the extra `mcp`.

It is not imported where the extra is not installed; `routes.py` alone is.
"""
