"""Turn the bytes of files into their parts, XML and characters, and refuse what is unsafe."""
