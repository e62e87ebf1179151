"""Read files in a child process, so that a harmful file cannot affect the program.

parser        the parent's side: starts the process, and starts it again after it died
__main__      the process itself: parses a file, and cuts its text into passages
parsed_text   what it returns
framing       the messages between them
"""
