"""The command that answers programs by the Model Context Protocol: mcp."""

from fonti.ui.cli.options import (
    CorpusOption,
    IndexOption,
    ModelOption,
    OptionsError,
    ReaderOption,
)
from fonti.ui.web.mcp.routes import IS_INSTALLED


def serve_mcp(
    *,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    reader: ReaderOption = None,
) -> None:
    """Answer an assistant that speaks MCP, on the standard input and output; nothing is changed.

    A corpus that has no index yet is indexed first. While fonti serve runs, it answers at /mcp too.
    """
    if not IS_INSTALLED:
        raise OptionsError("mcp_not_installed")

    # Imported late: the help and errors in the arguments are shown at once.
    from fonti.qa import Assistant
    from fonti.ui.cli.progress import show_progress
    from fonti.ui.web.mcp.server import build_mcp_server
    from fonti.ui.web.work_queue import WorkerPool

    with show_progress() as on_progress:
        assistant = Assistant.open(
            corpus, index=index, model=model, reader=reader, on_progress=on_progress
        )
    build_mcp_server(assistant, WorkerPool()).run("stdio")
