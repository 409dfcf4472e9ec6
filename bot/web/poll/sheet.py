"""The result sheet (结果公示单) as a PDF: to be printed, signed and hung out, beside the published log."""

import logging
from collections.abc import Sequence
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from pylopdf_fonts_zh_cn import sans_path

from bot.web.poll.result import Result, area, chosen, facts, share, turnout
from bot.web.poll.texts import say
from handlers.chart import printable

_FONT = "sheet"
_MARGIN, _LINE, _WIDE = 18, 6.5, 174  # millimetres, on A4
_LABEL = 34
_INK, _QUIET, _RULE = 30, 100, 190  # grey: printers of a community office are black and white
_COLUMNS = 3
_ROW = 5.6
_MOST_CHARACTERS = 2_500  # fifty options

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells every table of the font at INFO


def result_sheet(community: str, result: Result, notes: Sequence[str]) -> bytes:
    """The sheet of a poll that came to a result. `notes`: what else must be said of it.

    The same log gives the same bytes: whoever makes the sheet again can compare.
    """
    sheet = _Sheet(result)
    _top(sheet, community, result)
    _pairs(sheet, [*facts(result), *turnout(result)])
    _counts(sheet, result)
    _end(sheet, result, notes)
    _signatures(sheet)
    _list(sheet, result)
    return bytes(sheet.output())


class _Sheet(FPDF):
    """A4 pages with the poll's code, its 指纹 and the page number at the foot."""

    def __init__(self, result: Result) -> None:
        super().__init__(format="A4")
        head = result.head
        self._foot = say("sheet.foot", code=head["code"], head=result.fingerprints[1])
        self.set_margins(_MARGIN, 16, _MARGIN)
        self.set_auto_page_break(True, 20)
        self.add_font(_FONT, "", sans_path())
        self.set_font(_FONT, size=10.5)
        assert result.end is not None
        self.set_creation_date(datetime.fromisoformat(str(result.end["at"])))
        self.set_title(say("sheet.title", code=head["code"]))
        self.set_lang("zh-CN")
        self.add_page()

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font_size(8.5)
        self.set_text_color(_QUIET)
        self.cell(_WIDE / 2, 6, self._foot)
        self.cell(_WIDE / 2, 6, say("sheet.page", page=self.page_no(), pages="{nb}"), align="R")
        self.set_text_color(_INK)
        self.set_font_size(10.5)

    def line_of(self, words: str, size: float = 10.5, *, grey: bool = False, align: str = "L") -> None:
        """Words over the whole width, in as many lines as they need."""
        self.set_font_size(size)
        self.set_text_color(_QUIET if grey else _INK)
        self.multi_cell(
            _WIDE,
            size * 0.62,
            printable(words, _MOST_CHARACTERS),
            align=align,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.set_text_color(_INK)
        self.set_font_size(10.5)

    def pair(self, heading: str, words: str) -> None:
        """A heading and what belongs to it."""
        self.set_text_color(_QUIET)
        self.cell(_LABEL, _LINE, heading)
        self.set_text_color(_INK)
        self.multi_cell(
            _WIDE - _LABEL,
            _LINE,
            printable(words, _MOST_CHARACTERS),
            align="L",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )

    def rule(self) -> None:
        """A thin line over the width."""
        self.ln(2)
        self.set_draw_color(_RULE)
        self.line(_MARGIN, self.get_y(), _MARGIN + _WIDE, self.get_y())
        self.ln(3)


def _top(sheet: _Sheet, community: str, result: Result) -> None:
    sheet.line_of(community, 11, grey=True, align="C")
    sheet.line_of(say("sheet.heading"), 20, align="C")
    sheet.ln(2)
    sheet.line_of(f"【{result.head['code']}】{result.head['title']}", 14, align="C")
    sheet.rule()


def _pairs(sheet: _Sheet, pairs: Sequence[tuple[str, str]]) -> None:
    for heading, words in pairs:
        sheet.pair(heading, words)
    sheet.rule()


def _counts(sheet: _Sheet, result: Result) -> None:
    """A line an option: votes, their part of those who took part, and the same by area."""
    head, closed = result.head, result.closed
    assert closed is not None
    for place, label in enumerate(head["options"], 1):
        votes = closed["counts"][place - 1]
        words = say("sheet.votes", count=votes, share=share(votes, closed["turnout"]))
        if head["unit"] == "owner":
            part = closed["areas"][place - 1]
            words += say("sheet.votes_area", area=area(part), share=share(part, closed["turnout_area"]))
        sheet.pair(say("sheet.option", place=place), f"{label}　{words}")
    if head["choose"] > 1:
        sheet.line_of(say("sheet.several"), 9, grey=True)
    sheet.ln(1)
    sheet.line_of(say("sheet.outcome", outcome=closed["outcome"]["text"]), 14)
    sheet.rule()


def _end(sheet: _Sheet, result: Result, notes: Sequence[str]) -> None:
    first, last = result.fingerprints
    sheet.pair(say("frame.fingerprints"), say("sheet.fingerprints", first=first, last=last))
    for note in notes:
        sheet.line_of(note)
    sheet.line_of(say("sheet.how_to_check"), 9, grey=True)


def _signatures(sheet: _Sheet) -> None:
    """Who counted, who watched, and the office's stamp sign by hand."""
    if sheet.will_page_break(34):
        sheet.add_page()
    sheet.ln(6)
    for name in ("counted_by", "watched_by", "published_by"):
        sheet.cell(_WIDE / 3, 8, say(f"sheet.{name}"))
    sheet.ln(10)
    sheet.cell(_WIDE, 8, say("sheet.date"), align="R")
    sheet.ln(8)


def _list(sheet: _Sheet, result: Result) -> None:
    """Every ballot that counts, in columns: of a named poll by voter, of a secret one by receipt."""
    ballots = result.counted
    if not ballots:
        return
    sheet.add_page()
    secret = result.head["secret"]
    sheet.line_of(say("sheet.list_secret" if secret else "sheet.list", count=len(ballots)), 13)
    sheet.ln(2)
    sheet.set_font_size(9)
    width = _WIDE / _COLUMNS
    for at, ballot in enumerate(ballots):
        where = say(f"frame.how_{ballot['how']}") if ballot.get("how") in ("paper", "phone", "door") else ""
        name = printable(str(ballot.get("voter") or ballot["receipt"]), 40)
        words = printable(chosen(result.head, ballot["choices"]), 60)
        choice = _fitting(sheet, f"　{words}{where}", width * 0.6)
        who = _fitting(sheet, name, width - 2 - sheet.get_string_width(choice))
        sheet.cell(width, _ROW, who + choice)
        if at % _COLUMNS == _COLUMNS - 1:
            sheet.ln(_ROW)


def _fitting(sheet: _Sheet, words: str, width: float) -> str:
    """The words, cut with … where they are wider than the column."""
    if sheet.get_string_width(words) <= width:
        return words
    while words and sheet.get_string_width(words + "…") > width:
        words = words[:-1]
    return words + "…"
