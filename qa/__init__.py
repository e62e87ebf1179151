"""Answer questions with quotations: question, candidates, ranking, quoting, confidence, answer.

The public names are listed in `__init__.pyi`. Each is imported when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
