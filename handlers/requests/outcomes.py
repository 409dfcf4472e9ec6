"""How it ended, in words: what a resident says after the work without a figure (solved, or in part and what is left),
and whether a member's outcome is that nothing can be done. Pure."""

import re
import unicodedata

_LONGEST = 60
_GAP = r"[\s,，。.!！~～、]*"
_SOLVED = re.compile(
    r"(?:[嗯对是的恩哦]|这[回次下]|总算|已经?|都|现在|全部?|终于|刚|可以了|问题|师傅|电梯|灯|水|电)*+"
    rf"(?:{_GAP}(?:(?:解决|修好|弄好|搞好|处理好|办好|换好|好|正常|恢复(?:正常)?|通|亮|来水|来电|(?:能|可以)[用坐开走洗上看停]|不漏|没事)[了啦]|已?解决|没问题了?|搞定了?))+"
    rf"(?:{_GAP}|[了啦啊呀哈哦的呢🙏👍]|谢谢?|感谢|多谢|辛苦|麻烦|[小老]?[\u4e00-\u9fff](?:师傅|老师|楼长|书记|队长)|师傅|你们?|您们?|大家|小应|社区|[非太]?常)*"
)
_PARTLY = re.compile(
    r"部分(?:解决|修好|弄好|处理好|好|完成)了?|(?:解决|修好?|弄好?|处理)了(?:一|大)?(?:部分|半|些)|(?:只|才)?(?:解决|修|弄|处理)了?一半"
    r"|部分"
)
_BUT = re.compile(
    r"[\s,，。.!！]*(?:就是|不过|但是?|只是|可是)(?P<rest>[\s,，]*(?:还|有[点些]|又|没|不|偶尔).{1,40})$"
)
"""好了好了能坐了，就是还有点响: a part is left."""
_THANKS = re.compile(
    r"谢+|感谢|多谢|辛苦|师傅|您|你们?|还?没(?:有)?(?:完全|全部)?(?:解决|修好|弄好)|但是?|不过|可是|只是"
)
_NOTHING = re.compile(r"[\W_了的啊呀哈哦呢吧嘛]+")


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words[:_LONGEST]).strip(" \t\n。，,.!！~～")


def says_solved(words: str) -> bool:
    """已解决, 好了好了谢谢啊, and nothing else."""
    plain = _plain(words)
    return bool(plain) and _SOLVED.fullmatch(plain) is not None


_CANNOT = re.compile(
    r"(?:无法|没法|没办法|不能|不予)(?:给|再|进行)?(?:解决|处理|办理|维修|修复|受理|修)|(?:解决|处理|办|修|弄)不了|不(?:在|属于).{0,8}(?:范围|职责)"
)
_AFTER_ALL = re.compile(
    r"(?:修|弄|处理|换|解决|疏通|清理|办|调解|协调|安装|装)(?:好|完|定|通|妥)了|已(?:经)?(?:修|换|解决|处理|清理|疏通)|搞定|恢复|现在好了"
)


def is_refusal(outcome: str) -> bool:
    """无法解决，产权不清: what is said at closing is that nothing was done. 原来的修不了，换好了 is none."""
    return _CANNOT.search(outcome) is not None and _AFTER_ALL.search(outcome) is None


def left_over(words: str) -> str | None:
    """部分解决，楼下的灯还不亮: what is left; "" if it is not said; None if the words are not about a part."""
    plain = _plain(words)
    but = _BUT.search(plain)
    if but is not None and says_solved(plain[: but.start()]):
        return but["rest"].strip(" ，,")
    found = _PARTLY.search(plain)
    if found is None or (found[0] == "部分" and found.span() != (0, len(plain))):
        return None
    rest = plain[: found.start()] + plain[found.end() :]
    said = _NOTHING.sub("", _THANKS.sub("", rest))
    return rest.strip(" ，,。.!！、") if len(said) >= 3 else ""
