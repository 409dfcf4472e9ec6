"""What the bot says of itself."""

from handlers.chat import Chat
from handlers.feature import Arguments, Feature
from handlers.texts import text

help_feature = Feature("help")


@help_feature.command("帮助", "怎么用", "你能做什么", "help")
def show_help(chat: Chat, arguments: Arguments) -> None:
    """Four lines for residents, four for members, by who asks."""
    member = chat.person is not None and bool(chat.person.posts)
    chat.say(text("common.help_member" if member else "common.help_resident"))
