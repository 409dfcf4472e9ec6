"""A word or a picture on a request goes from one side to the other, without either knowing the other's number; and one
household more is counted. Called by chat and page alike."""

from handlers.requests import rules, standing
from handlers.requests.clocks import first_contact, follow_up
from handlers.requests.dispatch.helping import helpers_of, tell_helpers
from handlers.requests.steps import save
from handlers.requests.wording import excerpt, when, who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Request, RequestStatus

_ENDINGS = {"image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}


def add_word(
    turn: Turn, request: Request, actor: str, words: str, file: str | None, *, told: bool = False
) -> None:
    """Somebody affected adds a word or a picture; the member who has it gets it, and a clock that stood still for an
    answer runs again. The member's own goes to the resident, unless they were `told` by reading it themselves."""
    turn.store.requests.add_word(request.id, turn.now, actor, words, file)
    turn.audit("word", request.number, picture=file is not None)
    member = turn.community.acting_for(request.assignee)
    said = excerpt(words) or text("requests.picture")
    picture = (file, f"{request.code}{_ending(turn, file)}") if file is not None else None
    if member is not None and actor in (member.id, request.assignee):
        _to_resident(turn, request, said, None if told else picture, told=told)
        return
    asked = actor in turn.store.requests.parties(request.id) and standing.still(turn, request, standing.ASKED)
    if asked:
        request = save(turn, standing.running(turn, request), "answer")
        standing.go_on(turn, request)
    if member is None:
        return
    tell_helpers(turn, request, "word_to_helpers", words=said, file=picture)
    key = "answer_to_member" if asked else "word_to_member"
    key = "word_of_helper" if any(one.id == actor for one in helpers_of(turn, request)) else key
    by = when(request.close_by, turn.now, turn.community)
    message = text(f"requests.{key}", code=request.code, words=said, by=by, helper=who(turn.community, actor))
    turn.to_actor(member.id, message, lane=follow_up.lane_of(request), about=request.code, file=picture)


def _to_resident(
    turn: Turn, request: Request, said: str, picture: tuple[str, str] | None, *, told: bool
) -> None:
    """A word or a picture of the member, privately to whoever reported it: the first one ends the clock for that."""
    if request.status is RequestStatus.ACCEPTED or request.status is RequestStatus.IN_HAND:
        first_contact.end(turn, request)
        turn.store.requests.save(rules.contact(request, turn.now))
    if told or request.reporter == turn.actor:
        return
    member = who(turn.community, turn.actor)
    message = text("requests.word_to_resident", code=request.code, member=member, words=said)
    turn.to_actor(
        request.reporter, message, lane=follow_up.lane_of(request), about=request.code, file=picture
    )


def _ending(turn: Turn, file: str) -> str:
    """What the name of a picture ends with, so that a phone can open it."""
    kept = turn.store.blobs.get(file)
    return ".jpg" if kept is None else _ENDINGS.get(kept.media_type, ".jpg")


def join(turn: Turn, request: Request, actor: str, room: str | None) -> bool:
    """One more household is affected (我家也是), and said so in this group (None: privately); False if it was counted
    before."""
    if not turn.store.requests.add_party(request.id, actor, turn.now, room):
        return False
    turn.audit("join", request.number)
    return True
