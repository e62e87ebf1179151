"""The web chat: the conversation, the document beside it, the documents that it quotes from."""
