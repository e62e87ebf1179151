"""Who may ask: hosts, floods, accounts and sessions, before anything of the chat is reached."""
