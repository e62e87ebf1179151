"""What is seen: the command line, the web chat, and the words of both, in Italian and English."""
