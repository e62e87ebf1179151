"""Mount the page of one language in the application, with only the routes of Gradio it needs."""

from hashlib import sha256
from pathlib import Path

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from fonti.ui.i18n.languages import WORDS
from fonti.ui.i18n.words import Words
from fonti.ui.web.chat.blocks import PageBlocks
from fonti.ui.web.chat.gradio_log import silence_gradio
from fonti.ui.web.chat.polling import PollRoute
from fonti.ui.web.language_preference import preferred_language
from fonti.ui.web.security.routes import POST, READ, Route

STATIC_FOLDER = Path(__file__).parents[1] / "static"

# The style sheets that a page loads.
_STYLES = ("chat.css", "history.css", "collections.css")

# The scripts of a page, in the order in which they use each other.
_SCRIPTS = (
    "tab.js",
    "connection.js",
    "polling.js",
    "side.js",
    "fonti.js",
    "uploads.js",
    "sources.js",
    "history.js",
    "collections.js",
)

# A regular expression of the names of static files.
STATIC_NAME_PATTERN = r"[\w-][\w.-]*"

# Pages of a language of which the server remembers what they show; then it forgets the page that
# was silent the longest. A page that is forgotten and still open is restored from what its browser
# remembers.
_MAX_PAGES = 100

_STATIC_PATH = f"(?:{STATIC_NAME_PATTERN}/)*{STATIC_NAME_PATTERN}"
_CHAT = f"/(?:{'|'.join(WORDS)})"

# Of Gradio only what the chat uses. Left out above all: what fetches an address, takes or serves
# files for others.
ROUTES = (
    Route(rf"{_CHAT}/?", READ, is_page=True),
    Route(rf"{_CHAT}/(?:theme\.css|(?:assets|static)/{_STATIC_PATH})", READ, is_static=True),
    Route(rf"{_CHAT}/gradio_api/run/predict", POST),
    Route(rf"{_CHAT}/poll", POST),
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


def add_chat_redirect(app: FastAPI) -> None:
    """Redirect `/` to the page in the language that the visitor prefers."""
    app.add_route(
        "/",
        lambda request: redirect_to_chat(request, preferred_language(request)),
        methods=["GET", "HEAD"],
    )


def redirect_to_chat(request: Request, language: str) -> Response:
    """Redirect `/` or `/it` to the page of a language, with the query of the address."""
    query = request.url.query
    return RedirectResponse(f"{language}/?{query}" if query else f"{language}/")


def mount_chat(
    app: FastAPI, blocks: PageBlocks, polls: PollRoute, words: Words, *, site_path: str
) -> None:
    """Serve a page at `/it/` or `/en/`.

    Args:
        app: The application to mount it in.
        blocks: The page.
        polls: Answers the polls of the page.
        words: Its language.
        site_path: The path from the page to the root of the server, where static files are.

    """
    silence_gradio()
    path = f"/{words.language}"
    app.add_route(
        path,
        lambda request: redirect_to_chat(request, words.language),
        methods=["GET", "HEAD"],
    )
    app.add_route(f"{path}/poll", polls.answer, methods=["POST"])
    blocks.api_open = False
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
        head=_make_head(site_path),
        js=f"() => {{ document.documentElement.lang = '{words.language}'; }}",
        i18n=gr.I18n(en=GRADIO_ITALIAN) if words.language == "it" else None,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        app_kwargs={"openapi_url": None, "docs_url": None, "redoc_url": None},
    )


def _make_head(site_path: str) -> str:
    """Return the elements of the page's head: its styles and its script.

    The script is in the page itself. Gradio makes the parts of the page, which need it, without
    waiting for scripts that are loaded.
    """
    styles = []
    for name in _STYLES:
        address = _add_hash(f"{site_path}static/{name}", (STATIC_FOLDER / name).read_bytes())
        styles.append(f'<link rel="stylesheet" href="{address}">')

    script = "\n".join((STATIC_FOLDER / name).read_text("utf-8") for name in _SCRIPTS)
    return (
        f'<link rel="icon" href="{site_path}favicon.ico">{"".join(styles)}<script>{script}</script>'
    )


def _add_hash(address: str, content: bytes) -> str:
    """Return an address with a hash of its content, so that browsers fetch it after a change."""
    return f"{address}?{sha256(content).hexdigest()[:12]}"
