"""Protect the chat: allowed hosts, limits, accounts and sessions."""
