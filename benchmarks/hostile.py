"""Hostile texts for the understanding, each with a context of its own: random characters, the grammars' own words in
long runs, numbers and separators without end, quotes, calls, chains, polls, corrections, and real lines of
benchmarks/data that were spoilt. Text number n of a seed is always the same."""

import itertools
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from benchmarks.labelled import DATA
from handlers.understanding import Context, OpenPoll, Register

LONGEST = 10_000
"""Characters of a text."""
NOW = datetime(2026, 11, 22, 10)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_SIZES = (6, 12, 24, 48, 60, 100, 160, 400, 1000, 1000, 3000, LONGEST)

_SINGLE = (
    "0 1 2 9 零 〇 一 二 三 四 十 百 千 两 俩 廿 幺 洞 半 号 楼 单 元 栋 幢 座 层 室 门 期 区 弄 - "
    '、 , / : . ~ # + ( ) * x [ ] 「 」 “ ” " @ ＠ ? ! ; | \\ ^ $ 周 月 日 点 年 前 后 内 下 上 大 '
    "初 每 第 个 到 至 和 或 是 不 没 了 的 吗 投 票 选 项 同 意 反 对 A B a Ａ １ ① ⑳ ❶ ⒈ ㍘ ㋀ ㏠ "
    "㍿ ﷺ ½ 🅰 👍 👍🏻 … · — – ― ※ 還 樓 號"
)
_RUNS = (
    *_SINGLE.split(" "),
    " ",
    "\u3000",
    "\n",
    "\t",
    "\u2005",
    "\u200b",
    "\u200d",
    "\u20e3",
    "\ufe0f",
    "\u0301",
    "\0",
    "\ud800",
)
_SPOKEN = (
    "号楼 单元 3号楼2单元 501 3-2-501 3-2单元 5号楼、6号楼 和 跟 以及 地下车库 负二层 B2 东门 门口 "
    "楼下 我家 顶楼 对门 一二三四 十一十二 零一二三四 幺三九 三五天 周 周三 下下周五 星期三 礼拜 "
    "月底 12月25日 25号 11.25-11.30 3点半 下午2-4点 差一刻九点 15:30 三天内 每周一 每月1号 隔天 "
    "大年三十 国庆 元旦前 昨晚 前天 去年 工作日 最迟 截止 之前 前 到 从 周六日 八月十五 农历 同意 "
    "不同意 不 反对 弃权 支持 没意见 谢谢 我家 王桂兰 老王 李大爷 +1 加一 第一个 方案A 选项 A. B. "
    "嗯 哦 明白了 没事了 大家好 好的 了 "
    "C. 1. 2. 3. 甲 乙 一、 二、 V3 V三 投票 发起投票 投个票 要不要 还是 是否 不记名 每户一票 "
    "选项： 选项:A. 还有 另外 第二, 对了 #接龙 接龙 例 1.王 2.李 3、 2袋 x2 +2 大1小 一家三口 退出 "
    "13900001111 １３９００００１１１１ 139-0000-1111 幺三九零零零零幺幺幺幺 010-88886666 +86 0086 "
    "62220000111122223333 110101199001011234 身份证 护照 取件码 凭 5-2-1034 京A12345 京 车牌 银行卡 "
    "快递 @小应 ＠小应\u2005 @小应急队\u2005 小应 小应小应 小助手 帮我 @ 工单 催 查 撤回 不是 是 不是3栋是5栋 "
    "不是…是… 改2 改成 改第2个 打错了 应该是 把 说错了 没坏 没错 写成 忘了说 不对 电梯坏了 漏水 "
    "好大煤气味 着火了 有人 救命 停电 垃圾 吵 没人管 怎么还 满意 5分 好了 还没修 算我一个 [图片] "
    '撤回了一条消息 "老王"撤回了一条消息 [链接] http'
)
_WORDS = (
    *_SPOKEN.split(" "),
    "「老王：",
    "」",
    "」\n- - - - - - - - - -\n",
    "- - - - -",
    "—————",
    " ",
    " ",
    "\n",
    "\n\n",
)
_NAMED = (
    "同意 反对 弃权 不同意 支持 装 不装 要 不要 1 2 3 10 A B a 一 二 方案A 方案一 1号方案 5元 五块 "
    "5块钱 周六 周日 星期六 3号楼 3栋 每周2次 每天 红色 红 12月1日 25号 (a) [强] .* \\ ^ $ + ? {2} "
    "👍 ſ ﬁ Ⅳ ① ½ 保留 拆除 但是 谢谢 上午 下午 王大海 王 是 否 好 无所谓"
)
_OPTIONS = (
    *_NAMED.split(" "),
    "",
    " ",
    "\n",
    "\0",
    "\ud800",
    "。",
    "一二三四五六七八九十" * 4,
    "1、" * 30,
    "3号楼" * 20,
    "ab" * 200,
)
_CODES = ("V3", "V12", "v1", "", " ", "V", "3", "((", "V三", "\\", "票", "V" * 300, "1" * 60)


@cache
def families() -> tuple[tuple[str, ...], ...]:
    """The words that the grammars themselves are made of: the literals of every regex of the package, one by one."""
    found: dict[tuple[str, ...], None] = {}
    for name, module in sorted(sys.modules.items()):
        if name.startswith("handlers.understanding"):
            for source in _sources(tuple(vars(module).values())):
                if words := re.findall("[\u4e00-\u9fff]{1,8}", source):
                    found[tuple(words)] = None
    return tuple(found)


@cache
def vocabulary() -> tuple[str, ...]:
    """All these words, each once."""
    return tuple(dict.fromkeys(itertools.chain(_WORDS, *families())))


def _sources(value: object) -> Iterator[str]:
    """The regexes in a value, those too that are not compiled yet."""
    if isinstance(value, tuple):
        for one in value:
            yield from _sources(one)
    elif not isinstance(value, type) and isinstance(source := getattr(value, "pattern", None), str):
        yield source


@cache
def real_lines() -> tuple[str, ...]:
    """Every text of benchmarks/data, those inside lists too."""
    found: dict[str, None] = {}

    def collect(value: Any) -> None:
        if isinstance(value, str) and _CHINESE.search(value):
            found[value] = None
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            collect(inner)

    for file in sorted(DATA.rglob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            collect(json.loads(line))
    return tuple(found)


class Hostile:
    """Makes one text and its context after another; the same seed and number make the same."""

    def __init__(self, seed: int, number: int) -> None:
        self.chance = random.Random(seed * 1_000_003 + number)

    def text(self) -> str:
        """A text of any kind."""
        make = self.chance.choice((
            self._noise, self._run, self._run, self._pair, self._pair, self._soup, self._soup, self._family,
                self._family,
                self._characters,
            self._numbers, self._quote, self._call, self._chain, self._poll, self._correction, self._ballot,
            self._mutant, self._mutant, self._mutant, self._many,
        ))  # fmt: skip
        return make(self.chance.choice(_SIZES))[:LONGEST]

    def context(self) -> Context:
        """A context in which much is open, or nothing."""
        chance = self.chance
        polls = tuple(self._open() for _ in range(chance.choice((0, 0, 1, 1, 1, 2, 5))))
        context = Context(
            NOW
            if chance.random() < 0.8
            else datetime(chance.choice((1, 1900, 2024, 8999, 9999)), 12, 31, 23, 59),
            room=chance.random() < 0.7,
            mentioned=chance.random() < 0.3,
            open_polls=polls,
            open_signups=("A2",) if chance.random() < 0.4 else (),
            own_requests=("0712", "0713")[: chance.randrange(3)],
            just_closed="0712" if chance.random() < 0.3 else None,
        )
        if chance.random() < 0.3:
            areas = (("凉亭", ("亭子", "小亭")), ("3号楼", ()), ("1", ("一", "A")))
            context = replace(context, register=Register(frozenset("123AB"), 4, 18, 4, areas))
        return context

    def _open(self) -> OpenPoll:
        if self.chance.random() < 0.5:
            return OpenPoll("V3", ("同意", "反对", "弃权"))
        count = self.chance.choice((0, 1, 2, 3, 5, 20))
        pool = _OPTIONS if self.chance.random() < 0.7 else real_lines()
        return OpenPoll(self.chance.choice(_CODES), tuple(self.chance.choices(pool, k=count)))

    def _word(self) -> str:
        pool = self.chance.choice((_RUNS, _WORDS, _WORDS, vocabulary()))
        return self.chance.choice(pool)

    def _filled(self, size: int, words: Callable[[], str]) -> str:
        pieces, length = [], 0
        while length < size:
            pieces.append(words())
            length += max(1, len(pieces[-1]))
        return "".join(pieces)[:size]

    def _noise(self, size: int) -> str:
        """Any characters at all, or those of one block."""
        if self.chance.random() < 0.5:
            return "".join(chr(self.chance.randrange(0x110000)) for _ in range(size))
        block = self.chance.randrange(0x0, 0x10000, 0x80)
        return "".join(chr(block + self.chance.randrange(0x80)) for _ in range(size))

    def _run(self, size: int) -> str:
        """One word without end, between two others."""
        word = self._word()
        return self._word() + word * (size // max(1, len(word))) + self._word()

    def _pair(self, size: int) -> str:
        """Two or three words in turns, once in a while with another between them."""
        words = [self._word() for _ in range(self.chance.choice((2, 2, 3)))]
        rare = self.chance.choice((0.0, 0.0, 0.02, 0.2))
        turn = 0

        def word() -> str:
            nonlocal turn
            turn += 1
            return self._word() if self.chance.random() < rare else words[turn % len(words)]

        return self._filled(size, word)

    def _soup(self, size: int) -> str:
        """The words of the grammars in any order."""
        few = [self._word() for _ in range(self.chance.choice((3, 8, 40)))]
        return self._filled(size, lambda: self.chance.choice(few))

    def _family(self, size: int) -> str:
        """The words of a single regex in any order, and then something else."""
        family = self.chance.choice(families())
        few = self.chance.choices(family, k=self.chance.choice((1, 2, 8, 40)))
        return self._filled(size, lambda: self.chance.choice(few)) + self._word()

    def _characters(self, size: int) -> str:
        """Single characters of the grammars in any order."""
        few = self.chance.choices("".join(vocabulary()) + "".join(_RUNS), k=self.chance.choice((3, 8, 40)))
        return "".join(self.chance.choices(few, k=size))

    def _numbers(self, size: int) -> str:
        """Numbers of all scripts with separators between them."""
        digits = self.chance.choice(
            ("0123456789", "零一二三四五六七八九十百两幺廿", "１２３①②③⑽㍘㋀㏠", "19", "二三四")
        )
        marks = self.chance.choice(
            (" -", "、,/", ".:", "-－—~至到", "号楼栋单元层室", "年月日点", "", "+*x()（）[]")
        )
        return "".join(self.chance.choices(digits + digits + marks, k=size))

    def _quote(self, size: int) -> str:
        """WeChat's text form of a quote, whole or spoilt, with an answer."""
        said = self._filled(self.chance.choice((5, 80, size)), self._word)
        mark = self.chance.choice(("「」", "『』", "““", '""', "「「"))
        dashes = self.chance.choice(("\n", "", " ")) + self.chance.choice(
            ("- ", "—", "-", " ", "_\n")
        ) * self.chance.choice((3, 15, 150, size))
        who = self.chance.choice(("小应：", "老王:", "", "：", "：" * 60, "王" * 60 + "："))
        answer = self._filled(self.chance.choice((0, 2, 10, size)), self._word)
        return mark[0] + who + said + self.chance.choice((mark[1], "")) + dashes + answer

    def _call(self, size: int) -> str:
        """The bot is called, or nearly."""
        calls = (
            "@小应",
            "＠小应\u2005",
            "@小应急队\u2005",
            "小应",
            "@ 小应",
            "@小应@小应",
            "@\u2005",
            "小应小应",
            "@" * 30,
        )
        return self._filled(size, lambda: self.chance.choice((self.chance.choice(calls), self._word())))

    def _chain(self, size: int) -> str:
        """A 接龙 with lines of any form."""
        head = self.chance.choice(
            (
                "#接龙\n",
                "#接龙 铲雪队\n",
                "接龙\n",
                "包饺子接龙\n",
                "＃接龙" * 40,
                "# Group Note\n",
                "王" * 61 + "接龙\n",
            )
        )
        glue = self.chance.choice((". ", ".", "、", " ", ")", "️⃣", "", "：", "-"))
        lines: list[str] = []
        number = 0
        while sum(len(line) for line in lines) < size:
            number += self.chance.choice((1, 1, 1, 0, 7, 10**30))
            lines.append(
                f"{number}{glue}{self._filled(self.chance.choice((0, 3, 12, 40, 200)), self._word)}\n"
            )
        return head + "".join(lines)

    def _poll(self, size: int) -> str:
        """A poll is asked for, with options of any form."""
        head = self.chance.choice(
            (
                "发起投票 ",
                "投票：",
                "【投票】",
                "大家投个票 ",
                "搞个投票 要不要装充电桩 ",
                "帮我发起一个表决，",
                "收集大家意见 ",
            )
        )
        marks = self.chance.choice(("ABCDEFGHIJ", "abcdef", "甲乙丙丁", "一二三四五", "123456789", "①②③④"))
        stop = self.chance.choice((".", "、", " ", ")", ":", ""))
        between = self.chance.choice((" ", "\n", ",", "/", "、", "", " " * 30))
        pieces = [
            f"{mark}{stop}{self._filled(self.chance.choice((1, 4, 30)), self._word)}{between}"
            for mark in marks
        ]
        topic = self._filled(self.chance.choice((3, 20, size)), self._word)
        until = self.chance.choice(("", " 截止周五", "三天", "不记名", "选项："))
        return (
            head
            + topic
            + self.chance.choice(("选项：", "", "备选 ", "("))
            + "".join(pieces) * self.chance.choice((1, 1, 20))
            + until
        )

    def _correction(self, size: int) -> str:
        """Something is put right, in as many characters as are read."""
        frames = (
            "不是{}是{}",
            "改{}{}",
            "打错了{}",
            "{}改成{}",
            "改2 {}",
            "把{}改到{}",
            "{}没坏 是{}",
            "写成{}了{}",
            "应该是{}",
            "不是{}不是{}",
        )
        frame = self.chance.choice(frames)
        room = self.chance.choice((4, 8, 16, 30))
        return frame.format(*(self._filled(room, self._word) for _ in range(frame.count("{}"))))[:48]

    def _ballot(self, size: int) -> str:
        """A vote, or nearly one."""
        pieces = (
            "同意",
            "反对",
            "V3",
            "1",
            "A",
            "我",
            "我家",
            "3号楼501",
            "501",
            "王桂兰",
            "谢谢",
            ",",
            " ",
            "。",
            "吧",
            "的",
            "投",
            "选",
            "不",
            "+1",
        )
        return "".join(
            self.chance.choice((self.chance.choice(pieces), self.chance.choice(_OPTIONS)))
            for _ in range(self.chance.randrange(1, 12))
        )[:60]

    def _mutant(self, size: int) -> str:
        """A real line, spoilt in some places, perhaps repeated."""
        text = self.chance.choice(real_lines())
        for _ in range(self.chance.choice((0, 1, 2, 5, 20))):
            at = self.chance.randrange(len(text) + 1)
            end = min(len(text), at + self.chance.choice((0, 0, 1, 3)))
            new = self.chance.choice((self._word(), "", text[at : at + 5] * self.chance.choice((1, 1, 20))))
            text = text[:at] + new + text[end:]
        return text * self.chance.choice((1, 1, 1, 1, max(1, size // max(1, len(text)))))

    def _many(self, size: int) -> str:
        """Many real lines, one behind the other."""
        return self._filled(size, lambda: self.chance.choice(real_lines()) + self.chance.choice(" ，。\n"))
