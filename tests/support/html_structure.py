"""The structure of HTML as a parser sees it, and text that tries to change it."""

import random
from html.parser import HTMLParser

PIECES = (
    *("<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "</style>", "</td>"),
    *("\"><svg onload='alert(1)'>", "' onmouseover='alert(1)", '" autofocus="', "-->"),
    *(
        "<!--",
        "&lt;b&gt;",
        "&#60;",
        "{{ 7 * 7 }}",
        "{% raw %}",
        "\\",
        "`",
        "\x00",
        "ñ7",
    ),
    *("javascript:alert(1)", "</script >", "<IMG/SRC=x/ONERROR=a>", "=", "/>", "]]>"),
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *(name for name, _ in attrs)))
        self.words += [value for _, value in attrs if value]

    def handle_endtag(self, tag: str) -> None:
        self.found.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(("!--", data))

    def handle_decl(self, decl: str) -> None:
        self.found.append(("!", decl))


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def structure(html: str) -> list[tuple[str, ...]]:
    """Return each tag with the names of its attributes, in order."""
    return _read(html).found


def words(html: str) -> str:
    """Return all text and all values of attributes, as they are read."""
    return "\n".join(_read(html).words)


def hostile(seed: int) -> str:
    """Return text that would change a page that does not escape it."""
    chance = random.Random(seed)
    return "".join(chance.choices(PIECES, k=chance.randint(1, 5)))
