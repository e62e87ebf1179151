"""Tell the handlers of a page's events who triggered them, so that people take turns."""

import inspect
from collections.abc import AsyncIterator, Callable
from functools import wraps
from typing import Any

import gradio as gr

from fonti.ui.web.security.askers import identify_asker
from fonti.ui.web.work_queue import current_asker


def with_asker(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the handler of a Gradio event so that it asks in the turn of who triggered the event.

    Gradio calls handlers outside of the request that triggered them.

    Args:
        handler: A coroutine function or an asynchronous generator function. Any other function is
            returned as it is, since it cannot wait for a turn.

    """
    if inspect.isasyncgenfunction(handler):

        @wraps(handler)
        async def generate(request: gr.Request, *args: Any) -> AsyncIterator[Any]:
            _remember_asker(request)
            async for update in handler(*args):
                yield update

        return _with_request(generate, handler)

    if inspect.iscoroutinefunction(handler):

        @wraps(handler)
        async def run(request: gr.Request, *args: Any) -> Any:
            _remember_asker(request)
            return await handler(*args)

        return _with_request(run, handler)

    return handler


def _remember_asker(request: gr.Request) -> None:
    if request.request is not None:
        current_asker.set(identify_asker(request.request))


def _with_request(wrapper: Callable[..., Any], handler: Callable[..., Any]) -> Callable[..., Any]:
    """Give a wrapper the parameters of its handler, after one for the request of Gradio."""
    parameter = inspect.Parameter(
        "request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request
    )
    signature = inspect.signature(handler)
    wrapper.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[parameter, *signature.parameters.values()]
    )
    wrapper.__annotations__ = {"request": gr.Request, **handler.__annotations__}
    return wrapper
