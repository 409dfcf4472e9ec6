"""Ending tasks that may be in the middle of a call over gRPC."""

import asyncio
from typing import Any


async def end(*tasks: "asyncio.Task[Any]") -> None:
    """Cancel the tasks and wait until all are done, whatever their results.

    Asks more than once: grpclib wakes those who wait on a lost connection by cancelling them, too, and turns that
    into its own error. A cancellation that falls together with it is lost with it.
    """
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=0.1)
    await asyncio.gather(*tasks, return_exceptions=True)
