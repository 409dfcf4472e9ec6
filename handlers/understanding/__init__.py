"""Text → meaning: is it for the bot, what is wanted, where, until when, how urgent; ballots; personal data."""

from handlers.understanding.ballots import read_ballot
from handlers.understanding.ballotwords import household_of_ballot
from handlers.understanding.calls import strip_call
from handlers.understanding.corrections import Correction, read_correction
from handlers.understanding.engine import parts, understand
from handlers.understanding.judgement import despairs, presses
from handlers.understanding.lexicon import LexiconError
from handlers.understanding.model import (
    CATEGORIES,
    GUESS,
    INTENTS,
    Ballot,
    Context,
    Due,
    Further,
    Meaning,
    OpenPoll,
    Place,
    PollDraft,
    Register,
)
from handlers.understanding.pii import find_pii, mask
from handlers.understanding.placemerge import contradicts, merge_place
from handlers.understanding.places import find_place
from handlers.understanding.replies import about_open, takes_nothing_back
from handlers.understanding.times import find_due
from handlers.understanding.topics import things

__all__ = [
    "CATEGORIES",
    "GUESS",
    "INTENTS",
    "Ballot",
    "Context",
    "Correction",
    "Due",
    "Further",
    "LexiconError",
    "Meaning",
    "OpenPoll",
    "Place",
    "PollDraft",
    "Register",
    "about_open",
    "contradicts",
    "despairs",
    "find_due",
    "find_pii",
    "find_place",
    "household_of_ballot",
    "mask",
    "merge_place",
    "parts",
    "presses",
    "read_ballot",
    "read_correction",
    "strip_call",
    "takes_nothing_back",
    "things",
    "understand",
]
