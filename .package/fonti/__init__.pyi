from .index import Document, FontiError, Library
from .qa import Answer, Assistant, Citation

__all__ = ["Answer", "Assistant", "Citation", "Document", "FontiError", "Library"]
