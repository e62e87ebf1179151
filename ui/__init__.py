"""The user interfaces: the command line, the web chat, and their texts in two languages."""
