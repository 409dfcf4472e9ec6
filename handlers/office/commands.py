"""登录: a one-time code for the office pages. Chat only."""

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.community import Permission
from handlers.feature import Feature
from handlers.identity.actions import say_code
from handlers.office import actions
from handlers.texts import text

office = Feature("office")


@office.command("登录办公页", "登陆办公页", "办公页", "登录", "登陆", needs=Permission.READ, alone=True)
def sign_in(chat: Chat, arguments: Arguments) -> None:
    """The code and where to type it, privately wherever it was asked. Those who keep the roster read it, too."""
    if not chat.called:
        return  # in a group, 登录 is a word like any other
    code = actions.offer_code(chat.turn)
    address = chat.turn.community.office or text("office.no_address")
    minutes = actions.CODE_LASTS.seconds // 60
    say_code(chat.turn, chat.inbound.sender, text("office.code", code=code, minutes=minutes, address=address))
