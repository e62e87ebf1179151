"""The web server: the chat, the HTTP API, and what protects them."""
