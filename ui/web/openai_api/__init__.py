"""Serve programs that talk to chat models: /v1/chat/completions and /v1/models, as OpenAI's API."""
