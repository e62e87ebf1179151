"""Wait until a server that was started answers."""

import time

import httpx

# A first start makes the model.
_START_SECONDS = 600


def wait_until_healthy(address: str) -> None:
    """Return when the chat at an address answers; end the program if it never does."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/api/v1/health").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise SystemExit("the chat did not start")
