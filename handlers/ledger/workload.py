"""Who has how much in hand: 谁手上的活最多, asked by who reads the ledger and told privately."""

import re

from handlers.chat import Chat
from handlers.community import Permission
from handlers.ledger.scope import leading
from handlers.requests.wording import who
from handlers.texts import text
from storage.ledger import Wanted
from storage.requests import OPEN

_SHOWN = 8
_ASKED = re.compile(
    r"(?:谁|哪个人?|哪位)(?:的?手[上里头]|名下|那里|那儿)?的?(?:活儿?|事情?|单子|任务|件数|工单)?(?:最多|最忙|没办完的?最多|压得?最多)"
    r"|(?:各人|每个?人|大家|各位?)(?:手[上里头]|名下)?(?:都|各|还)?有?(?:几件|多少件?|多少活|多少事)[了呢]?"
)
_EDGES = " \t\n。，,.!！~～?？呢啊呀"


def tell(chat: Chat) -> bool:
    """Whether it was asked, and told: the members by what they have and have not closed, where the speaker reads."""
    person = chat.person
    asked = chat.called and _ASKED.fullmatch(chat.words.strip(_EDGES))
    if not asked or person is None or not chat.may_somewhere(Permission.READ):
        return False
    turn = chat.turn
    scope = leading(turn.community, person)
    has = turn.store.ledger.by_member(scope, Wanted(statuses=OPEN))
    late = turn.store.ledger.by_member(scope, Wanted(overdue_at=turn.now))
    names = sorted(has, key=lambda name: (name == "", -has[name], name))
    told = []
    for name in names[:_SHOWN]:
        key = "ledger.has_late" if late.get(name) else "ledger.has"
        told.append(text(key, who=who(turn.community, name or None), count=has[name], late=late.get(name, 0)))
    chat.whisper("ledger.workload" if told else "ledger.none_such", list="；".join(told))
    return True
