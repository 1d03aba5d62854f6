"""Errors are what their tree says, and carry data in place of sentences."""

import inspect
import pickle
import re

import pytest

from core import errors
from core.errors import TrazoError

CLASSES = [
    member
    for _, member in inspect.getmembers(errors, inspect.isclass)
    if issubclass(member, TrazoError)
]
BRANCH = re.compile(r"^([│ ]*)[├└]── (\w+)")


def drawn() -> set[tuple[str, str]]:
    """Return the edges of the tree in the module's docstring: class and its base."""
    path = ["TrazoError"]
    edges = set()
    for line in (errors.__doc__ or "").splitlines():
        if branch := BRANCH.match(line):
            depth = len(branch[1]) // 4 + 1
            del path[depth:]
            edges.add((branch[2], path[-1]))
            path.append(branch[2])
    return edges


def test_the_tree_is_drawn_as_it_is():
    assert drawn() == {
        (each.__name__, base.__name__)
        for each in CLASSES
        for base in each.__bases__
        if each is not TrazoError
    }


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.__name__)
def test_an_error_reaches_the_web_process_with_its_data(each):
    # The worker is another process.
    values: dict[str, object] = {"allowed": ("relu", "elu"), "name": "activation"}
    parameters = list(inspect.signature(each.__init__).parameters)[1:]
    named = [name for name in parameters if name not in ("args", "kwargs")]
    error = each.__new__(each, "reason")
    if named:
        error = each(*(values.get(name, 7) for name in named))
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is each
    assert vars(arrived) == vars(error)
