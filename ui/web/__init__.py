"""The web server: the chat, the HTTP API, and what protects them."""

from fonti.ui.web.gradio_import import import_without_interfaces

import_without_interfaces()
