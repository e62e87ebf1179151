"""Cut long sentences with LangChain's text splitters.

Import this module late: importing the splitters takes long, and questions are answered without it.
"""

from langchain_text_splitters import RecursiveCharacterTextSplitter

# Where a sentence that is too long is cut, the best place first: clauses, words, characters.
_SEPARATORS = ["; ", ": ", ", ", " ", ""]


def split_long_sentence(sentence: str, size: int) -> list[str]:
    """Cut a sentence at clauses, words or characters to parts of at most `size` code points."""
    splitter = RecursiveCharacterTextSplitter(
        _SEPARATORS,
        keep_separator="end",
        chunk_size=size,
        chunk_overlap=0,
        strip_whitespace=False,
    )
    return splitter.split_text(sentence)
