"""Run the coroutines of the standard tests of LangChain, which bring no event loop."""

import inspect
import os

import pytest

from tests.helpers.serving import run_in_thread

# Haystack reads it when it is imported.
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine function in a thread; the tests' own may have a loop."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    run_in_thread(lambda: pyfuncitem.obj(**arguments))
    return True
