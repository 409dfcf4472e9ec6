"""The demo page's stream of what happens, as server-sent events. Nothing is replayed: on every connect the page reads
the state."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web.house import House, Json

HEARTBEAT_SECONDS = 15.0  # proxies cut streams that are silent for 30-60 s
STREAMS = 64
RETRY_MILLISECONDS = 1500


def add_events(app: web.Application, house: House, full: Callable[[], web.Response]) -> None:
    """Add the stream to the demo's application; `full` answers who comes when too many pages are open."""
    open_streams: set[asyncio.Task[Any]] = set()

    async def end_streams(_app: web.Application) -> None:
        """A stream never ends by itself, so the shutdown would wait for it until its own time limit."""
        for task in tuple(open_streams):
            task.cancel()

    app.router.add_get("/api/events", _streaming(house, open_streams, full))
    app.on_shutdown.append(end_streams)


def _streaming(house: House, streams: set[asyncio.Task[Any]], full: Callable[[], web.Response]) -> Handler:
    async def stream(request: web.Request) -> web.StreamResponse:
        if len(streams) >= STREAMS:
            return full()
        task = asyncio.current_task()
        assert task is not None
        streams.add(task)
        events = house.subscribe()  # before the head goes out: the page reads the state after it
        try:
            response = web.StreamResponse(
                headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
            )
            await response.prepare(request)
            with suppress(ConnectionError):  # the visitor left
                await response.write(f"retry: {RETRY_MILLISECONDS}\n\n".encode())
                await _pump(events, response)
            return response
        finally:
            streams.discard(task)
            if close := getattr(events, "aclose", None):
                await close()

    return stream


async def _pump(events: AsyncIterator[Json], response: web.StreamResponse) -> None:
    """Write events as they come, and a comment where none comes for a while, until the house ends them."""
    number = 0
    coming = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            await asyncio.wait({coming}, timeout=HEARTBEAT_SECONDS)
            if not coming.done():
                await response.write(b": still here\n\n")
                continue
            event = coming.result()
            if event is None:
                return
            number += 1
            await response.write(f"id: {number}\ndata: {json.dumps(event)}\n\n".encode())
            coming = asyncio.ensure_future(anext(events, None))
    finally:
        coming.cancel()
        await asyncio.wait({coming})
