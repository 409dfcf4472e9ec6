"""What people write about the ledger: 查 电梯 3号楼 上月, 我的单子, 今天的, 下一页, 导出台账 本月. Chat only."""

import io
import re
from datetime import datetime, timedelta

from handlers.arguments import Arguments
from handlers.chat import Chat, ask
from handlers.community import Permission
from handlers.errors import UserError
from handlers.feature import Feature
from handlers.ledger import search, workload
from handlers.ledger.grammar import Query, asks, counts
from handlers.ledger.scope import reading
from handlers.paging import wants_more
from handlers.requests import ledger as sheet
from handlers.sheets import write_tables
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding.normal import normalise
from handlers.understanding.topics import topic
from storage.engines import Scrub
from storage.ledger import Scope, Wanted
from storage.records import Lane, Question, Timer

ledger = Feature("ledger")

ABOUT = "ledger.file"
"""What the messages with files of the ledger are about: they are deleted when they are sent."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PAGE, _DROP = "ledger.page", "ledger.drop_files"
_PAGE_WAITS = timedelta(minutes=30)
_FILE_STAYS = timedelta(hours=25)  # the sender gives up after 24
_MOST_ROWS = 2_000  # of a file by chat: it is made within the one transaction that all wait for
_LOOKED_UP = {False: re.compile(r"(?:查询|查)[\s:：，,]"), True: re.compile("查")}
"""By whether it is said privately."""
_EXPORTED = re.compile(
    r"(?:把|帮我|请|给我|我要)?(?P<what>.{0,16}?)的?台账(?:导出来?|发给我|发我)(?:一下|吧)?"
)
_EDGES = " \t\n。，,.!！~～?？"


@ledger.declare("我的单子", "查 电梯 3号楼 上月", "找一下漏水的", "今天的", "超时的")
@ledger.before_commands
def look_for(chat: Chat) -> bool:
    """What somebody looks for in the ledger, told privately: members where they answer, residents what is their
    own. What finds nothing and may be meant otherwise is left to others."""
    asked = asks(chat.words) if chat.called else None
    if asked is None or chat.meaning.urgency == "emergency":
        return False
    query = search.query_of(chat.turn, asked)
    if query is None or not search.may_ask(chat, query):
        return False
    if not _tell(chat, query, asked, None, chat.turn.now):
        serves = chat.works or chat.may_somewhere(Permission.READ)
        if not serves and (query.words or not query.mine) and not _names_a_thing(chat, asked):
            return False
        chat.whisper("ledger.none_own" if query.mine else "ledger.none")
    return True


def _names_a_thing(chat: Chat, asked: str) -> bool:
    """查 漏水: looked up, and not asked how one's only request stands. 查一下漏水 in a group may be wanted done."""
    return bool(_LOOKED_UP[chat.private].match(chat.words)) and topic(normalise(asked)) is not None


@ledger.declare("还有哪些没办", "吴强手上有几件", "逾期的有哪些")
@ledger.before_commands
def count(chat: Chat) -> bool:
    """How many, which ones, where all the words are understood: who reads no ledger means what they have themselves, or
    reported."""
    reads = chat.may_somewhere(Permission.READ)
    asked = counts(chat.words) if chat.called else None
    if asked and not reads and not asked.startswith("我"):
        asked = f"我手上 {asked}"
    query = search.query_of(chat.turn, asked) if asked else None
    if query is None or not query.plain or not search.may_ask(chat, query):
        return False
    if not _tell(chat, query, asked or "", None, chat.turn.now):
        chat.whisper("ledger.none_such" if reads or chat.works else "ledger.none_own")
    return True


@ledger.declare("谁手上的活最多", needs=Permission.READ)
@ledger.before_commands
def who_has_most(chat: Chat) -> bool:
    """谁手上的活最多, 各人手上有几件."""
    return workload.tell(chat)


@ledger.answer(_PAGE)
def next_page(chat: Chat, question: Question) -> bool:
    """下一页, after a search."""
    if not wants_more(chat.words):
        return False
    chat.settle()
    asked, at = str(question.payload["words"]), datetime.fromisoformat(question.payload["at"])
    query = search.query_of(chat.turn, asked, at)
    if query is None or not _tell(chat, query, asked, int(question.payload["before"]), at):
        chat.whisper("ledger.no_more")
    return True


@ledger.before_commands
def nothing_listed(chat: Chat) -> bool:
    """更多, after nothing that goes on: no word of any request, and no matter of its own."""
    if not (chat.called and wants_more(chat.words)):
        return False
    chat.reply("ledger.nothing_listed")
    return True


def _tell(chat: Chat, query: Query, asked: str, before: int | None, at: datetime) -> bool:
    """Say a page of what is found; False if nothing is."""
    lines, last, left = search.lines(chat, query, before, at)
    if not lines:
        return False
    shown = len(lines)
    if last is not None:
        payload = {"words": asked, "before": last, "at": at.isoformat()}
        ask(chat.turn, "private", chat.speaker, _PAGE, payload, chat.turn.now + _PAGE_WAITS)
        lines.append(text("ledger.more", count=left))
    if before is None:
        lines.insert(0, text("ledger.found", count=shown + left))
    chat.whisper("ledger.lines", lines="\n".join(lines))
    return True


@ledger.command("导出台账", "台账导出", "下载台账", "导台账", needs=Permission.READ)
def export(chat: Chat, arguments: Arguments) -> None:
    """The ledger of a time and a place as a workbook, privately."""
    _export(chat, chat.words.partition("台账")[2].removeprefix("导出"))


@ledger.declare("本月的台账发我", needs=Permission.READ)
@ledger.before_commands
def export_in_words(chat: Chat) -> bool:
    """本月的台账发我, 把3号楼的台账导出来."""
    found = _EXPORTED.fullmatch(chat.words.strip(_EDGES)) if chat.called else None
    if found is None or not chat.may_somewhere(Permission.READ):
        return False
    _export(chat, found["what"])
    return True


def _export(chat: Chat, words: str) -> None:
    turn, person = chat.turn, chat.person
    assert person is not None  # the command needs a post
    said = words.strip(_EDGES)
    query = search.query_of(turn, said) if said else Query()
    if query is None:
        raise UserError("ledger.export_how")
    scope = reading(turn.community, person)
    wanted = search.wanted_of(turn.community, query, turn.actor, person, turn.now)
    count = turn.store.ledger.count(scope, wanted)
    if not count or count > _MOST_ROWS:
        raise UserError("ledger.export_none" if not count else "ledger.export_many", count=count)
    send_sheet(turn, chat.speaker, scope, wanted, text("ledger.exported", count=count))
    note_export(turn, count)


def note_export(turn: Turn, rows: int) -> None:
    """The acting person took rows of the ledger out of the house."""
    turn.audit("export_ledger", "ledger", rows=rows)


def send_sheet(turn: Turn, actor: str, scope: Scope, wanted: Wanted, message: str) -> None:
    """Send somebody a part of the ledger as a workbook, which stays here no longer than it takes to send it."""
    out = io.BytesIO()
    write_tables(out, [sheet.table(turn, scope, wanted)], turn.local)
    send_file(turn, actor, message, out.getvalue(), text("ledger.file_name", day=f"{turn.local:%Y%m%d}"))


def send_file(
    turn: Turn, actor: str, message: str, content: bytes, name: str, lane: Lane = Lane.REPLY
) -> None:
    """Send somebody a workbook privately."""
    digest = turn.store.blobs.put("ledger.xlsx", XLSX, content)
    turn.to_actor(actor, message, lane=lane, about=ABOUT, file=(digest, name))
    turn.store.timers.cancel("ledger", [_DROP])
    turn.store.timers.set(_DROP, "ledger", turn.now + _FILE_STAYS)


@ledger.timer(_DROP)
def drop_files(turn: Turn, timer: Timer) -> str | None:
    """Rows that were sent lie here no longer than it takes to send them."""
    if not turn.store.erasure.blobs(turn.store.outbox.drop_files(ABOUT)):
        return "deleted already"
    turn.store.scrub(Scrub.LOG)
    return None
