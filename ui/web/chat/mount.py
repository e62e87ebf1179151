"""Mount the page of one language in the application, with only the routes of Gradio it needs."""

from hashlib import sha256
from pathlib import Path

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from fonti.ui.i18n.languages import WORDS
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.event_queue import WaitingQueue
from fonti.ui.web.security.routes import POST, READ, Route

STATIC = Path(__file__).parents[1] / "static"

# In the order in which they use each other.
_SCRIPTS = ("side.js", "fonti.js", "sources.js")

# Pages of a language of which the server remembers what they show. Gradio forgets none that was
# closed before there are more; then it forgets the page that was silent the longest. A page that is
# forgotten and still open is restored from what its browser remembers.
_MAX_PAGES = 100

_NAME = r"[\w-][\w.-]*"
_CHAT = f"/(?:{'|'.join(WORDS)})"

# Of Gradio only what the chat uses. Left out above all: what fetches an address, takes or serves
# files for others.
ROUTES = (
    Route(rf"{_CHAT}/?", READ, is_page=True),
    Route(rf"/static/{_NAME}", READ, is_static=True),
    Route(rf"{_CHAT}/(?:theme\.css|(?:assets|static)/(?:{_NAME}/)*{_NAME})", READ, is_static=True),
    Route(rf"{_CHAT}/gradio_api/(?:app_id|queue/data|heartbeat/\w+)", READ),
    Route(rf"{_CHAT}/gradio_api/(?:queue/join|run/predict|cancel)", POST),
)

# Words of Gradio that a page can show. It has no Italian, so they replace its English.
GRADIO_ITALIAN = {
    "common.loading": "Caricamento",
    "common.error": "Errore",
    "blocks.connection_can_break": "Sul telefono la connessione può cadere se lasci questa pagina.",
    "blocks.long_requests_queue": "Ci sono molte domande in attesa.",
    "common.remove": "Rimuovi",
    "common.clear": "Cancella",
}


def redirect_to_chat(request: Request, language: str) -> Response:
    """Redirect `/` or `/it` to the page of a language, with the query of the address."""
    query = request.url.query
    return RedirectResponse(f"{language}/?{query}" if query else f"{language}/")


def mount_chat(app: FastAPI, blocks: gr.Blocks, words: Words) -> None:
    """Serve a page at `/it/` or `/en/`."""
    path = f"/{words.language}"
    app.add_route(
        path,
        lambda request: redirect_to_chat(request, words.language),
        methods=["GET", "HEAD"],
    )
    blocks.queue(api_open=False)
    blocks._queue = WaitingQueue(blocks)
    blocks.state_session_capacity = _MAX_PAGES
    gr.mount_gradio_app(
        app,
        blocks,
        path=path,
        theme=gr.themes.Base(
            primary_hue="cyan",
            neutral_hue="slate",
            font=[gr.themes.Font("system-ui"), "sans-serif"],
        ),
        head=(
            '<link rel="icon" href="../favicon.ico">'
            f'<link rel="stylesheet" href="{_static_address("chat.css")}">'
            + "".join(f'<script src="{_static_address(name)}"></script>' for name in _SCRIPTS)
        ),
        js=f"() => {{ document.documentElement.lang = '{words.language}'; }}",
        i18n=gr.I18n(en=GRADIO_ITALIAN) if words.language == "it" else None,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        app_kwargs={"openapi_url": None, "docs_url": None, "redoc_url": None},
    )


def _static_address(name: str) -> str:
    """Return the address of a static file of Fonti, relative to the page.

    The address contains a hash of the file, so that browsers fetch it again after a change.
    """
    digest = sha256((STATIC / name).read_bytes()).hexdigest()
    return f"../static/{name}?{digest[:12]}"
