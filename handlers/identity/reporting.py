"""A report for somebody else that is plain from its form: 代我妈 李秀英 3-2-501 报：厕所漏水. Chat only."""

import re
from dataclasses import replace

from handlers.chat import Chat
from handlers.identity.actions import identity
from handlers.identity.family import FOR
from handlers.requests.intake import read_reports, register_all
from handlers.requests.same.together import REPORTS
from handlers.understanding import understand
from handlers.understanding.normal import normalise

_REPORTS = re.compile(
    r"[^,。:!?\n]{0,30}?(?:报(?:修|个|一下)*|反映(?:一下)?|说(?:一下|一声))[:,] ?(?P<said>.+)", re.S
)


@identity.before_commands
def report_for(chat: Chat) -> bool:
    """What stands behind 报： is the matter; the place may stand before it. Whoever it is for, it is registered."""
    found = FOR.match(normalise(chat.words)) if chat.called else None
    told = _REPORTS.fullmatch(found["rest"]) if found else None
    if told is None:
        return False
    meaning = understand(told["said"], replace(chat.context, mentioned=True))
    if meaning.intent not in REPORTS or meaning.category is None:
        return False
    place = meaning.place_text or chat.meaning.place_text
    register_all(chat, read_reports(chat, replace(meaning, place_text=place)))
    return True
