"""The usual pipeline, written as its documentation has it: LangChain's splitter, sentence-transformers in torch, FAISS.

    python -m tests.bench.usual index MODEL CORPUS FOLDER
    python -m tests.bench.usual ask MODEL FOLDER QUESTION

Nothing of Fonti is in it but the model, a sentence-transformers folder, with the prompts that it was trained with.
"""

import sys
from pathlib import Path

from langchain_community.document_loaders import DirectoryLoader, TextLoader
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

PACKAGES = (
    *("langchain-text-splitters", "langchain-huggingface", "langchain-community"),
    *("sentence-transformers", "torch", "faiss-cpu"),
)


def embeddings(model: str) -> HuggingFaceEmbeddings:
    """The embeddings of a model, on the processor."""
    return HuggingFaceEmbeddings(
        model_name=model,
        model_kwargs={"device": "cpu"},
        encode_kwargs={"prompt": "passage: "},
        query_encode_kwargs={"prompt": "query: "},
    )


def chunks(corpus: str) -> list[Document]:
    """The text files of a folder in chunks, each with its source and where it starts there."""
    loader = DirectoryLoader(
        corpus, glob="**/*.txt", loader_cls=TextLoader, loader_kwargs={"encoding": "utf-8"}
    )
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=1000, chunk_overlap=200, add_start_index=True
    )
    return splitter.split_documents(loader.load())


def index(model: str, corpus: str, folder: str) -> None:
    """Index a folder of text files into another."""
    FAISS.from_documents(chunks(corpus), embeddings(model)).save_local(folder)


def load(model: str, folder: str) -> FAISS:
    """An index that was saved; its pickle is our own."""
    return FAISS.load_local(folder, embeddings(model), allow_dangerous_deserialization=True)


def nearest(store: FAISS, question: str, language: str | None = None) -> list[Document]:
    """The five chunks nearest to a question, best first; of one language where it is given, a folder of the corpus."""
    if language is None:
        return list(store.similarity_search(question, k=5))
    # All are fetched before they are filtered: of the 20 that are by default, few or none may be in the language.
    every = store.index.ntotal
    return list(
        store.similarity_search(
            question, k=5, filter=lambda of: _language(of) == language, fetch_k=every
        )
    )


def _language(metadata: dict[str, str]) -> str:
    return Path(metadata["source"]).parent.name


def main() -> None:
    """Index, or ask and print what is nearest."""
    match sys.argv[1:]:
        case ["index", model, corpus, folder]:
            index(model, corpus, folder)
        case ["ask", model, folder, question]:
            for chunk in nearest(load(model, folder), question):
                sys.stdout.write(f"{chunk.metadata['source']}\n{chunk.page_content}\n\n")
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
