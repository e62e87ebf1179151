"""Read files, store their texts as passages with embeddings, and search them.

The public names are listed in `__init__.pyi`. Each is imported when it is first used: the process
that parses a file needs none of them, and starts several times faster.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
