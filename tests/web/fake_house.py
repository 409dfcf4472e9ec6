"""A house of cardboard for tests of the page: it keeps what it is told and tells what a test puts in."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from bot.web.house import Json, Refused
from handlers.messages import Attachment

PEOPLE = (
    ("u-zhou", "周敏", "社区党委书记", ("r-dw", "r-p1", "r-p2", "r-1", "r-3", "r-5")),
    ("u-he", "何平", "社区副书记", ("r-dw", "r-p1", "r-p2", "r-1", "r-3", "r-5")),
    ("u-chen1", "陈刚", "第一片区支部书记", ("r-dw", "r-p1", "r-1", "r-3")),
    ("u-chen2", "陈丽", "第二片区支部书记", ("r-dw", "r-p2", "r-5")),
    ("u-sun1", "孙建国", "1号楼楼长", ("r-dw", "r-p1", "r-1")),
    ("u-sun2", "孙秀英", "2号楼楼长", ("r-dw", "r-p1")),
    ("u-li", "李伟", "3号楼楼长", ("r-dw", "r-p1", "r-3")),
    ("u-sun4", "孙志强", "4号楼楼长", ("r-dw", "r-p2")),
    ("u-sun5", "孙丽华", "5号楼楼长", ("r-dw", "r-p2", "r-5")),
    ("u-sun6", "孙永福", "6号楼楼长", ("r-dw", "r-p2")),
    ("u-wu", "吴强", "物业维修", ("r-dw",)),
    ("u-zhao", "赵芳", "人民调解员", ("r-dw",)),
    ("u-qian", "钱军", "民警", ("r-dw",)),
    ("u-ma", "马云霞", "志愿者队长", ("r-dw",)),
    ("u-wang", "王桂兰", "3-2-501", ("r-3",)),
    ("u-tang", "唐磊", "3-2-502", ("r-3",)),
    ("u-liu", "刘洋", "3-1-301", ("r-3",)),
    ("u-gao", "高敏", "3-1-302", ("r-3",)),
    ("u-xu", "徐静", "5-1-101", ("r-5",)),
    ("u-fan", "范冰", "5-1-102", ("r-5",)),
    ("u-stranger", "新邻居", "", ("r-3",)),
)
ROOMS = (
    ("r-dw", "幸福里社区大党委群", "community"),
    ("r-p1", "第一片区党支部群", "grid"),
    ("r-p2", "第二片区党支部群", "grid"),
    ("r-1", "1号楼党小组群", "building"),
    ("r-3", "3号楼党小组群", "building"),
    ("r-5", "5号楼党小组群", "building"),
)
NAMES = {contact: name for contact, name, _, _ in PEOPLE} | {"bot": "小应"}


class FakeHouse:
    """Keeps `said` and `advanced`; `tell` and `change` reach every subscriber."""

    def __init__(self) -> None:
        self.now = "2026-11-23T09:00:00"
        self.messages: list[Json] = []
        self.requests: list[Json] = []
        self.polls: list[Json] = []
        self.next: Json | None = None
        self.files: dict[str, Attachment] = {}
        self.said: list[tuple[str, str | None, str, Attachment | None]] = []
        self.advanced: list[int | None] = []
        self.refusal: str | None = None
        self.asked: list[tuple[str, str | None, str]] = []
        self.queues: set[asyncio.Queue[Json | None]] = set()
        self.left = asyncio.Event()  # a subscriber was closed

    def community(self) -> Json:
        return {
            "name": "幸福里社区",
            "bot": {"id": "bot", "name": "小应"},
            "rooms": [{"id": room, "name": name, "node": room, "tier": tier} for room, name, tier in ROOMS],
            "people": [
                {"id": contact, "name": name, "title": title, "rooms": list(rooms)}
                for contact, name, title, rooms in PEOPLE
            ],
        }

    async def state(self) -> Json:
        return {"messages": self.messages, **self._changing()}

    def _changing(self) -> Json:
        return {"now": self.now, "requests": self.requests, "polls": self.polls, "next": self.next}

    async def say(self, person: str, room: str | None, text: str, file: Attachment | None) -> None:
        if self.refusal:
            raise Refused(self.refusal)
        self.said.append((person, room, text, file))
        digest = None
        if file:
            digest = f"d{len(self.files)}"
            self.files[digest] = file
        self.tell(person, text, room=room, whom=None if room else person, file=digest)

    async def advance(self, minutes: int | None) -> str:
        if self.refusal:
            raise Refused(self.refusal)
        self.advanced.append(minutes)
        return self.now

    async def why(self, person: str, room: str | None, text: str) -> Json:
        if self.refusal:
            raise Refused(self.refusal)
        self.asked.append((person, room, text))
        return {
            "action": "silent",
            "facts": [["听成什么", text]],
            "words": [text],
            "said": [["3号楼党小组群", text]],
            "headings": {"words": "起作用的词", "said": "会说的话"},
        }

    def subscribe(self) -> AsyncIterator[Json]:
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self.queues.add(queue)
        return self._events(queue)

    async def _events(self, queue: asyncio.Queue[Json | None]) -> AsyncIterator[Json]:
        try:
            while (event := await queue.get()) is not None:
                yield event
        finally:
            self.queues.discard(queue)
            self.left.set()

    async def picture(self, digest: str) -> Attachment | None:
        return self.files.get(digest)

    def tell(
        self, who: str | None, text: str, *, room: str | None = None, whom: str | None = None, **more: Any
    ) -> None:
        """A message appears in a room, or in the private chat of `whom`; without `who`, from nobody."""
        message = self.message(who, text, room=room, whom=whom, **more)
        self._publish({"type": "message", "message": message})

    def message(
        self,
        who: str | None,
        text: str,
        *,
        room: str | None = None,
        whom: str | None = None,
        file: str | None = None,
    ) -> Json:
        """Add a message without telling anybody."""
        message = {
            "n": len(self.messages) + 1,
            "at": self.now,
            "room": room,
            "with": whom,
            "from": who,
            "name": NAMES.get(who or "", ""),
            "text": text,
            "file": file,
            "mentions": [],
        }
        self.messages.append(message)
        return message

    def change(self) -> None:
        """Tell everybody the clock, the requests and the polls as they now are."""
        self._publish({"type": "state", **self._changing()})

    def drop_streams(self) -> None:
        """End every stream, as a house does with readers that are too slow."""
        for queue in tuple(self.queues):
            queue.put_nowait(None)

    def _publish(self, event: Json) -> None:
        for queue in self.queues:
            queue.put_nowait(event)


def seeded(count: int) -> FakeHouse:
    """A house in which `count` messages were said, in two rooms by turns."""
    house = FakeHouse()
    for n in range(count):
        house.message("u-wang" if n % 3 else "bot", f"第{n}句", room="r-3" if n % 2 else "r-5")
    return house
