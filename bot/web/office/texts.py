"""The Chinese texts of the office pages."""

from pathlib import Path

from bot.web.words import Words

_words = Words(Path(__file__).with_name("texts.toml"))
all_words, say = _words.all, _words.say
