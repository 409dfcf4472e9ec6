"""One word for yes or no, after the bot asked. Pure."""

import re

_YES = re.compile(
    r"1|要的?|需要|好[的滴]?|是的?|对的?|可以|行|嗯+|确[认定](?:发布)?|发布?|登记(?:一下)?|办结|没问题|麻烦了|ok|yes"
)
_NO = re.compile(r"0|不(?:是|用|要|了|用了|发|登记)?|算了|取消|先不发|没事了?|no")
_EDGES = " \t\n。，,.!！~～"


def read_yes_no(words: str) -> bool | None:
    """True for 1, 好的, 确认; False for 0, 不用, 取消; None if it is neither."""
    said = words.strip(_EDGES).casefold()
    if _YES.fullmatch(said):
        return True
    return False if _NO.fullmatch(said) else None
