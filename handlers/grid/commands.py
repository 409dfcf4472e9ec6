"""All that is said about the grid; the order is the order in which it is asked."""

from handlers.grid import binding, leave_commands, move_commands, post_commands, telling, tree
from handlers.grid.base import grid as grid

__all__ = ["binding", "grid", "leave_commands", "move_commands", "post_commands", "telling", "tree"]
