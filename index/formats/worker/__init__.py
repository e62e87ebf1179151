"""Run the parsers in a child process, so that a harmful file cannot affect the program.

parser      the parent's side: starts the process, and starts it again after it died
__main__    the process itself
framing     the messages between them
"""
