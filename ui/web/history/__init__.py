"""Store the conversations of each account, so that they can be opened again."""
