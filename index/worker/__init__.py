"""Read files in a child process, so that a harmful file cannot affect the program.

parser        the parent's side: sends files to a process, and starts it again after it died
process       the process as the parent sees it
__main__      the process itself: parses a file, and cuts its text into passages
parsed_text   what it returns
sandbox       what it gives up before it reads a file
framing       the messages between them
"""
