"""Names of runs that would be more than letters on a page that does not escape them."""

import random

from core.archive.run_entries import MOST_LETTERS, tidy_name

# In every name, so that it is found wherever a page shows it.
MARK = "zq"
PIECES = (
    *("![x](http://evil.example/p.png)", "[a](javascript:alert(1))", "**b**", "`c`"),
    *("<img src=//evil.example/p>", "<a href='javascript:alert(1)'>a</a>", "<b>b</b>"),
    *("<script>alert(1)</script>", "<i onclick=alert(1)>", "http://evil.example"),
    *("www.evil.example", "a@evil.example", "~~d~~", "$x^2$", "$$y$$", "# f", "- h"),
    *(":material/home:", ":red[r]", ":blue-background[b]", ":smile:", ":streamlit:"),
    *(
        "&lt;b&gt;",
        "&amp;",
        "&#60;",
        "&deg;",
        "|",
        "\\",
        "_u_",
        "{run}",
        "%{x}",
        "<br>",
    ),
    *("<sup>2</sup>", "\"'", "ñ7", "->", "--", "</td>", "-->", "1. g", "> q"),
)


def hostile_names(seed: int, count: int) -> list[str]:
    """Return different names that a visitor could give, of at most 40 letters."""
    chance = random.Random(seed)
    names: list[str] = []
    while len(names) < count:
        pieces = chance.choices(PIECES, k=chance.randint(1, 4))
        name = tidy_name(f"{MARK}{len(names)}{''.join(pieces)}"[:MOST_LETTERS])
        names.append(name)
    return names
