"""The readings that people corrected in chat, as labelled lines: what the understanding can learn from."""

from collections.abc import Iterator
from typing import Any

from handlers.community import Community
from handlers.understanding import Context, understand
from storage.records import AuditRow, Request
from storage.unit_of_work import UnitOfWork

_CORRECTED, _NONE = "correct", "dismiss"


def corrected_readings(store: UnitOfWork, community: Community) -> Iterator[dict[str, Any]]:
    """One line for each message of which a request was put right, in the order of the corrections.

    The text is masked, the labels are those that people left; `note` says what they changed. Of several problems in
    one message the first that is left gives the labels, the others stand in `more`. What turned out to be no request
    (误报) is chatter.
    """
    rows = [row for row in store.audit.rows() if row.action in (_CORRECTED, _NONE) and row.detail]
    notes: dict[str, list[str]] = {}
    for row in rows:
        notes.setdefault(row.subject, []).append(_note(row))
    done: set[int] = set()
    for number in notes:
        one = store.requests.by_number(number)
        if one is None or one.id in done:
            continue
        together = store.requests.registered_with(one)
        done |= {request.id for request in together}
        meant = [request for request in together if not _was_none(store, request)]
        changes = [note for request in together for note in notes.get(request.number, [])]
        yield _line(store, community, together[0], meant, "; ".join(changes))


def _line(
    store: UnitOfWork, community: Community, said: Request, meant: list[Request], note: str
) -> dict[str, Any]:
    local = said.created_at.astimezone(community.zone).replace(tzinfo=None)
    called = _was_called(store, said)
    line: dict[str, Any] = {
        "id": said.number,
        "text": said.text,
        "intent": "闲聊",
        "category": None,
        "urgency": None,
        "place": None,
        "due": None,
        "note": note,
        "for_bot": bool(meant),
        "addressed": None,
        "at": local.isoformat(timespec="minutes"),
        "room": said.room is not None,
        "mentioned": called and said.room is not None,
    }
    if not meant:
        return line
    addressed = "explicit" if called or said.room is None else "implicit"
    context = Context(now=local, room=said.room is not None, mentioned=True, lexicon=community.lexicon)
    read = understand(said.text, context)  # what nobody corrected: as it was read
    first, *others = [_labels(store, request, read.place_text) for request in meant]
    more = [{**one, "place_text": one.pop("place")} for one in others]
    return line | first | {"due": read.due, "addressed": addressed, "more": more}


def _labels(store: UnitOfWork, request: Request, read: str | None) -> dict[str, str | None]:
    """The labels of one request; a place that was filled in from the group is not what the words say."""
    corrected = any(
        row.action == _CORRECTED and row.detail and row.detail["old"]["place"] != row.detail["new"]["place"]
        for row in store.audit.about(request.number)
    )
    place = request.place if corrected or request.inferred is None else read
    return {
        "intent": request.intent,
        "category": request.category,
        "urgency": request.urgency,
        "place": place,
    }


def _note(row: AuditRow) -> str:
    """What a correction changed: category 电梯 → 噪音."""
    if row.action == _NONE:
        return str(row.detail["reason"])
    old, new = row.detail["old"], row.detail["new"]
    return ", ".join(f"{name} {old[name]} → {new[name]}" for name in new if old[name] != new[name])


def _was_none(store: UnitOfWork, request: Request) -> bool:
    return any(row.action == _NONE for row in store.audit.about(request.number))


def _was_called(store: UnitOfWork, request: Request) -> bool:
    return any(
        row.action == "register" and bool(row.detail.get("called"))
        for row in store.audit.about(request.number)
    )
