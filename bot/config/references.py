"""What refers to something else, or must not be there twice."""

from collections.abc import Container, Mapping

from bot.config import values
from bot.config.reader import Section, did_you_mean


def reference(section: Section, key: str, nodes: Mapping[str, object]) -> str:
    """The id of a node at a key; a problem, if there is none of this id."""
    node = section.need(key, values.identifier, "")
    if node and node not in nodes:
        section.wrong(key, f'there is no node "{node}"{did_you_mean(node, set(nodes))}')
    return node


def unique(section: Section, key: str, value: str, taken: Container[str]) -> None:
    """Notes a problem, if the value is one of those before it."""
    if value and value in taken:
        section.wrong(key, f'"{value}" is there twice')
