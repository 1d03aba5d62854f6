"""The pages of the app: their scripts, addresses and names."""

from collections.abc import Callable
from dataclasses import dataclass

from core.ui.text.translate import t


@dataclass(frozen=True)
class Page:
    """A page of the app.

    Attributes:
        script: Its file, as Streamlit wants it.
        path: Where a browser finds it.
        icon: Material symbol of its buttons.
        steps: The steps of the article that it teaches.
        title: Returns its name in the menu, in the visitor's language.
    """

    script: str
    path: str
    icon: str
    steps: tuple[int, ...]
    title: Callable[[], str]


HOME = Page("app.py", "/", ":material/home:", (1, 2), lambda: t("Home"))
DATA = Page("pages/data.py", "/data", ":material/grid_on:", (3,), lambda: t("Data"))
NETWORK = Page(
    "pages/network.py",
    "/network",
    ":material/account_tree:",
    (4, 5),
    lambda: t("Network"),
)
TRAIN = Page(
    "pages/train.py", "/train", ":material/model_training:", (6,), lambda: t("Train")
)
EVALUATE = Page(
    "pages/evaluate.py",
    "/evaluate",
    ":material/fact_check:",
    (7,),
    lambda: t("Evaluate"),
)
DRAW = Page("pages/draw.py", "/draw", ":material/draw:", (8,), lambda: t("Draw"))
INSIDE = Page(
    "pages/inside.py", "/inside", ":material/visibility:", (), lambda: t("Inside")
)
# In the order of the lesson; the last goes beyond its eight steps.
PAGES = (HOME, DATA, NETWORK, TRAIN, EVALUATE, DRAW, INSIDE)
# No part of the lesson, so neither the menu nor the road leads to it.
TEACHERS = Page(
    "pages/teachers.py", "/teachers", ":material/school:", (), lambda: t("For teachers")
)
# One for those who teach a class and one for those who are taught: a link, a code or a
# button leads there.
ROOM = Page(
    "pages/room.py",
    "/room",
    ":material/meeting_room:",
    (),
    lambda: t("Your class room"),
)
JOIN = Page("pages/join.py", "/join", ":material/groups:", (), lambda: t("Your class"))
EVERY_PAGE = (*PAGES, TEACHERS, ROOM, JOIN)
