"""The public page of a poll, at an address that cannot be guessed: docs/decisions/poll-pages.md says who may see it."""

import asyncio
import logging
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web import security
from bot.web.poll.booth import Booth
from bot.web.poll.result import Result, facts, moment, read, turnout
from bot.web.poll.sheet import result_sheet
from bot.web.poll.texts import say
from bot.web.poll.view import Seen, page, problem
from bot.web.poll.vote import static_file
from handlers.chart import bar_chart
from handlers.polls import counting, log, outcome
from handlers.polls.links import page_name
from handlers.turn import Turn
from storage.engines import StorageError
from storage.records import Poll, PollKind, PollStatus

_NAME = "{name:V[0-9]{1,9}-[A-Z0-9]{16}}"
_KEPT_FILES = 8
_TYPES = {"jsonl": "application/jsonl", "pdf": "application/pdf", "png": "image/png"}
_log = logging.getLogger(__name__)


class _Files:
    """Sheets and pictures that were made last. One is made at a time, off the loop: 5,000 ballots take seconds."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, ...], bytes] = {}
        self._making = asyncio.Lock()

    async def get(self, key: tuple[str, ...], make: Callable[[], bytes]) -> bytes:
        async with self._making:
            if key not in self._made:
                while len(self._made) >= _KEPT_FILES:
                    del self._made[next(iter(self._made))]
                self._made[key] = await asyncio.to_thread(make)
            return self._made[key]


_BOOTH: web.AppKey[Booth] = web.AppKey("booth")
_FILES: web.AppKey[_Files] = web.AppKey("files")


def public_app(booth: Booth, *, bound_host: str = "127.0.0.1", address: str = "") -> web.Application:
    """The application for /poll, to be added to another under that path. `bound_host` is the address the server listens
    on, `address` the one that people type, or ""."""

    def refuse(status: int, key: str) -> web.Response:
        return _html(problem(booth.community(), f"problem.{key}"), status)

    guard = security.form_guard(bound_host, address, refuse=refuse)
    app = web.Application(middlewares=[guard, _catch])
    app[_BOOTH], app[_FILES] = booth, _Files()
    app.on_response_prepare.append(security.add_headers)
    app.add_routes(
        [
            web.get("/static/{name}", static_file),
            web.get(f"/{_NAME}", _page),
            web.get(f"/{_NAME}/{{file:V[0-9]{{1,9}}}}.{{kind:jsonl|pdf|png}}", _file),
        ]
    )
    return app


def see(turn: Turn, poll: Poll) -> Seen | None:
    """What may be seen of a poll now; None of one that ended before polls had a log."""
    if poll.result is not None and "head" not in poll.result:
        return None
    store, head = turn.store, log.opening(poll)
    open_now, cancelled = poll.status is PollStatus.OPEN, poll.status is PollStatus.CANCELLED
    # Of one that is open nobody sees a ballot, of one without a result nobody ever does.
    lines = [head] if open_now else log.lines(store, poll)
    result = read([head, lines[-1]] if cancelled else lines)
    voted = store.polls.turnout(poll.id)
    quorum = outcome.read(poll.rule).quorum
    counts = {} if open_now or cancelled else counting.by_building(store, poll)
    names = {node.id: node.name for node in turn.community.nodes}
    return Seen(
        community=turn.community.name,
        name=page_name(store, poll),
        state=_state(turn, poll),
        result=result,
        log="" if open_now or cancelled else log.published(lines),
        voted=voted,
        missing=quorum.missing(voted, poll.eligible) if quorum is not None else 0,
        buildings={names.get(node) or say("poll.elsewhere"): count for node, count in counts.items()},
        notes=_notes(turn, poll),
    )


def _state(turn: Turn, poll: Poll) -> str:
    ended = poll.public_until is not None and turn.now >= poll.public_until
    return "over" if ended else poll.status.name.lower()


def _notes(turn: Turn, poll: Poll) -> tuple[str, ...]:
    """Until when one may object, and whose rule decides."""
    found = []
    if poll.public_until is not None:
        until = moment(poll.public_until.astimezone(turn.community.zone).isoformat())
        found.append(say("poll.public", until=until, code=poll.code))
    channel = turn.community.rules.polls.statutory_channel
    if poll.kind is PollKind.STATUTORY and channel:
        found.append(say("poll.channel", channel=channel))
    return tuple(found)


async def _page(request: web.Request) -> web.Response:
    return _html(page(await _seen(request)))


async def _file(request: web.Request) -> web.Response:
    """The published log, the sheet, or the picture of a poll that came to a result."""
    seen, kind = await _seen(request), request.match_info["kind"]
    if not seen.log or request.match_info["file"] != seen.result.head["code"]:
        raise web.HTTPNotFound
    key = (kind, seen.community, seen.result.fingerprints[1], *seen.notes)
    files = request.app[_FILES]
    if kind == "jsonl":
        data = seen.log.encode()
    elif kind == "pdf":
        data = await files.get(key, lambda: result_sheet(seen.community, seen.result, seen.notes))
    else:
        data = await files.get(key, lambda: picture(seen.result))
    headers = {"Content-Disposition": f'attachment; filename="{seen.file(kind)}"'}
    return web.Response(body=data, content_type=_TYPES[kind], headers=headers)


def picture(result: Result) -> bytes:
    """The result as a picture: the label of its kind, a bar an option, what came of it, by which rule."""
    head, closed = result.head, result.closed
    assert closed is not None
    rule = dict(facts(result))[say("frame.rule")]
    took = "；".join(words for _, words in turnout(result))
    footer = say("poll.picture", code=head["code"], outcome=closed["outcome"]["text"], took=took, rule=rule)
    title = say("poll.picture_title", kind=head["kind"], title=head["title"])
    return bar_chart(title, list(zip(head["options"], closed["counts"], strict=True)), footer)


async def _seen(request: web.Request) -> Seen:
    seen = await request.app[_BOOTH].show(request.match_info["name"], see)
    if seen is None:
        raise web.HTTPNotFound
    return seen


@web.middleware
async def _catch(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every fault is a page."""
    community = request.app[_BOOTH].community()
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _html(problem(community, "problem.missing"), error.status)
    except StorageError:
        _log.exception("the page of a poll could not be made")
        return _html(problem(community, "problem.broken"), 503)


def _html(made: str, status: int = 200) -> web.Response:
    return web.Response(text=made, status=status, content_type="text/html")
