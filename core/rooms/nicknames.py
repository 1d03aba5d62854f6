"""Nicknames for seats: an animal and what is special about it, dealt and not typed.

What is stored is two numbers, so that each screen says it in its own language.
"""

import functools
import random
from collections.abc import Collection
from pathlib import Path

# Pairs of an English and a Spanish word: nothing that could be said of a pupil to hurt
# them. In Spanish each animal is masculine, so that each word fits it.
ANIMALS = Path(__file__).with_name("animals.txt")
WORDS = Path(__file__).with_name("words.txt")


def deal(taken: Collection[str], generator: random.Random) -> str:
    """Return a nickname that nobody has, as it is stored: ``"12-7"``.

    While there are animals enough, each is dealt once: "blue bear" and "red bear" are
    easily taken for one another across a classroom.

    Args:
        taken: The nicknames of the room.
        generator: Deals.
    """
    animals = {name.split("-")[0] for name in taken}
    places = range(len(_pairs(ANIMALS)))
    free = [place for place in places if str(place) not in animals] or list(places)
    while True:
        name = f"{generator.choice(free)}-{generator.randrange(len(_pairs(WORDS)))}"
        if name not in taken:
            return name


def in_words(nickname: str, language: str) -> str:
    """Return a nickname as people read it.

    Args:
        nickname: As it is stored.
        language: A key of `core.i18n.LANGUAGES`; another one reads the English words.
    """
    place, quality = map(int, nickname.split("-"))
    animal, word = _pairs(ANIMALS)[place], _pairs(WORDS)[quality]
    words = (*animal[1:], *word[1:]) if language == "es" else (word[0], animal[0])
    return " ".join(words).capitalize()


@functools.cache
def _pairs(path: Path) -> tuple[tuple[str, str], ...]:
    """Return the English and the Spanish words of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple((english, spanish) for english, spanish in map(str.split, lines))
