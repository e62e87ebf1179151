"""The usual pipeline as its documentation has it: LangChain, sentence-transformers in torch, FAISS.

    python -m tests.bench.usual index MODEL CORPUS FOLDER
    python -m tests.bench.usual ask MODEL FOLDER QUESTION

It has nothing of Fonti but the model, a sentence-transformers folder, with the prompts that it was
trained with.
"""

import sys
from pathlib import Path

from langchain_community.document_loaders import DirectoryLoader, TextLoader
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

PACKAGES = (
    "langchain-text-splitters",
    "langchain-huggingface",
    "langchain-community",
    "sentence-transformers",
    "torch",
    "faiss-cpu",
)
_TOP_K = 5


def open_embeddings(model: str) -> HuggingFaceEmbeddings:
    """Open the embeddings of a model, on the CPU."""
    return HuggingFaceEmbeddings(
        model_name=model,
        model_kwargs={"device": "cpu"},
        encode_kwargs={"prompt": "passage: "},
        query_encode_kwargs={"prompt": "query: "},
    )


def split_into_chunks(corpus: str) -> list[Document]:
    """Return the text files of a folder in chunks, each with its source and its start there."""
    loader = DirectoryLoader(
        corpus, glob="**/*.txt", loader_cls=TextLoader, loader_kwargs={"encoding": "utf-8"}
    )
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=1000, chunk_overlap=200, add_start_index=True
    )
    return splitter.split_documents(loader.load())


def index(model: str, corpus: str, folder: str) -> None:
    """Index a folder of text files into another."""
    FAISS.from_documents(split_into_chunks(corpus), open_embeddings(model)).save_local(folder)


def load(model: str, folder: str) -> FAISS:
    """Load a saved index; its pickle is our own."""
    return FAISS.load_local(folder, open_embeddings(model), allow_dangerous_deserialization=True)


def find_nearest(store: FAISS, question: str, language: str | None = None) -> list[Document]:
    """Return the five chunks nearest to a question, best first, of one language if it is given."""
    if language is None:
        return list(store.similarity_search(question, k=_TOP_K))

    # All are fetched before they are filtered: of the 20 that are fetched by default, few or none
    # may be in the language.
    chunks = store.similarity_search(
        question,
        k=_TOP_K,
        filter=lambda metadata: _language(metadata) == language,
        fetch_k=store.index.ntotal,
    )
    return list(chunks)


def _language(metadata: dict[str, str]) -> str:
    """Return the language of a source, which is the name of its folder."""
    return Path(metadata["source"]).parent.name


def main() -> None:
    """Index, or ask and print the nearest chunks."""
    match sys.argv[1:]:
        case ["index", model, corpus, folder]:
            index(model, corpus, folder)
        case ["ask", model, folder, question]:
            for chunk in find_nearest(load(model, folder), question):
                sys.stdout.write(f"{chunk.metadata['source']}\n{chunk.page_content}\n\n")
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
