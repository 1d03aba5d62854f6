"""Errors are what their tree says."""

import inspect
import re

from core import errors
from core.errors import TrazoError
from core.rooms.errors import RoomError

CLASSES = [
    member
    for _, member in inspect.getmembers(errors, inspect.isclass)
    if issubclass(member, TrazoError)
] + [RoomError]
BRANCH = re.compile(r"^([│ ]*)[├└]── (\w+)(.*)")
# Leaves that share a line of the tree.
LEAF = re.compile(r"([A-Z]\w+): ")


def drawn() -> set[tuple[str, str]]:
    """Return the edges of the tree in the module's docstring: class and its base."""
    path = ["TrazoError"]
    edges = set()
    for line in (errors.__doc__ or "").splitlines():
        if branch := BRANCH.match(line):
            depth = len(branch[1]) // 4 + 1
            del path[depth:]
            edges.add((branch[2], path[-1]))
            edges |= {(leaf, branch[2]) for leaf in LEAF.findall(branch[3])}
            path.append(branch[2])
    return edges


def test_the_tree_is_drawn_as_it_is():
    assert drawn() == {
        (each.__name__, base.__name__)
        for each in CLASSES
        for base in each.__bases__
        if each is not TrazoError
    }
