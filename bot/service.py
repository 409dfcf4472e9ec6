"""`gridbot run`: the real thing, until SIGINT or SIGTERM."""

import asyncio
from contextlib import AsyncExitStack

from aiohttp import web

from bot.alarm import keep_to_the_log, webhook
from bot.app import House, build, running
from bot.channels.base import Channel, ChannelError
from bot.channels.wechaty import WechatyChannel
from bot.cli.errors import CommandError
from bot.clock import Clock, SystemClock
from bot.config import Config
from bot.keys import vault_of
from bot.opinion import opened
from bot.web.office.app import office_app
from bot.web.office.desk import Desk
from bot.web.poll.booth import Booth
from bot.web.poll.pages import LONGEST_LINE, add_poll_pages
from storage.store import Store


async def serve(config: Config) -> None:
    """Run the configured channel, the database and the web server, until cancelled.

    Raises:
        CommandError: no channel is configured, it cannot be used, or the web port is taken.
        StorageError: the database cannot be used.
    """
    if config.wechaty is None:
        raise CommandError(
            "no account is connected: fill in [wechaty] in the configuration, or try gridbot demo"
        )
    clock = SystemClock()
    channel = WechatyChannel(config.wechaty)
    vault = vault_of(config.database_url, config.key_file)
    store = Store.open(config.database_url, clock.now(), vault, config.key_file.parent)
    try:
        async with AsyncExitStack() as stack:
            adviser = await stack.enter_async_context(
                opened(config.opinion, store, clock, config.community.zone)
            )
            pace = config.community.rules.pace
            alarm = webhook(config.alarm) if config.alarm else keep_to_the_log
            house = build(store, config.community, channel, pace, clock, adviser, alarm)
            await stack.enter_async_context(running(house, channel))
            runner = await _serve_pages(config, channel, house, clock)
            try:
                await asyncio.Event().wait()
            finally:
                await runner.cleanup()
    except ChannelError as error:
        raise CommandError(str(error)) from error
    finally:
        await store.close()


async def _serve_pages(config: Config, channel: Channel, house: House, clock: Clock) -> web.AppRunner:
    """One page for whatever watches the machine, and the office pages."""

    async def health(_request: web.Request) -> web.Response:
        return web.Response(text=channel.health() + "\n")

    app = web.Application()
    app.router.add_get("/healthz", health)
    desk = Desk(house.store, house.directory, clock)
    office = office_app(
        desk, lambda: house.community.name, bound_host=config.web.host, address=config.web.address
    )
    app.add_subapp("/office/", office)
    booth = Booth(house.store, house.directory, clock)
    add_poll_pages(app, booth, bound_host=config.web.host, address=config.web.address)
    runner = web.AppRunner(app, access_log=None, max_line_size=LONGEST_LINE)
    await runner.setup()
    try:
        await web.TCPSite(runner, config.web.host, config.web.port).start()
    except OSError as error:
        await runner.cleanup()
        raise CommandError(f"the port {config.web.port} of {config.web.host} is taken") from error
    return runner
