"""Measures how easy the Spanish lessons are to read.

``python scripts/reading_level.py`` prints, for each lesson and for all together, the
words, the words in a sentence and the perspicuity.

Source: Szigriszt Pazos, "Sistemas predictivos de legibilidad del mensaje escrito:
fórmula de perspicuidad", thesis, Universidad Complutense de Madrid, 1993. The INFLESZ
scale reads it: below 40 very difficult, 40 to 55 somewhat difficult, 55 to 65 normal,
65 to 80 quite easy, above 80 very easy. Source: Barrio-Cantalejo et al., "Validación de
la Escala INFLESZ", Anales del Sistema Sanitario de Navarra 31 (2), 2008, pages 135-152.
"""

import re
import sys
from dataclasses import dataclass
from html import unescape
from pathlib import Path

ROOT = Path(__file__).parent.parent
# A script that is run by its path has its own folder alone to import from.
sys.path.insert(0, str(ROOT))

from core.lessons import markdown  # noqa: E402  after the path is set

WORD = re.compile(r"[a-záéíóúüñ]+")
# A sentence ends with its mark, a paragraph or an entry of a list with its tag.
END = re.compile(r"[.?!…]+(?=\s|$|[»”)<,])|</(?:p|li)>")
CODE = re.compile(r"<code>.*?</code>")
TAG = re.compile(r"<[^>]+>")
STRONG, WEAK, STRESSED_WEAK = "aeoáéó", "iuü", "íú"
# A "u" that is written and not spoken.
SILENT = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])")
# A "y" at the end of a word is spoken as an "i".
FINAL_Y = re.compile(r"y$")


@dataclass(frozen=True)
class Level:
    """The counts of a text.

    Attributes:
        words: Number of words; numerals and code are none.
        sentences: Number of sentences that have a word.
        syllables: Number of syllables.
    """

    words: int
    sentences: int
    syllables: int

    def __add__(self, other: "Level") -> "Level":
        """Return the counts of two texts together."""
        return Level(
            self.words + other.words,
            self.sentences + other.sentences,
            self.syllables + other.syllables,
        )

    @property
    def perspicuity(self) -> float:
        """The value on the INFLESZ scale: the higher, the easier."""
        return (
            206.835 - 62.3 * self.syllables / self.words - self.words / self.sentences
        )


def syllables(word: str) -> int:
    """Return the number of syllables of a Spanish word in lower case.

    Each vowel begins a syllable, except where it forms a diphthong with the vowel
    before it: two vowels of which one is weak and has no accent.
    """
    spoken = FINAL_Y.sub("i", SILENT.sub("", word))
    count, before = 0, ""
    for letter in spoken:
        if letter in STRONG + WEAK + STRESSED_WEAK:
            hiatus = (
                not before
                or (before in STRONG and letter in STRONG)
                or before in STRESSED_WEAK
                or letter in STRESSED_WEAK
            )
            count += hiatus
            before = letter
        else:
            before = ""
    return max(count, 1)


def level(html: str) -> Level:
    """Return the counts of a lesson's HTML."""
    sentences = [
        WORD.findall(unescape(TAG.sub("", part)).lower())
        for part in END.split(CODE.sub("", html))
    ]
    words = [word for sentence in sentences for word in sentence]
    return Level(
        len(words),
        sum(1 for sentence in sentences if sentence),
        sum(map(syllables, words)),
    )


def lessons() -> dict[int | str, Level]:
    """Return the counts of each Spanish lesson, by its key."""
    found = {key: markdown.lesson(key, "es") for key in markdown.lesson_files("es")}
    return {
        key: level(text.opening + text.task + text.answer + text.more)
        for key, text in found.items()
    }


def main() -> None:
    """Print the level of each lesson and of all together."""
    levels = lessons()
    total = sum(levels.values(), Level(0, 0, 0))
    print(f"{'lesson':<12}{'words':>7}{'words/sentence':>16}{'INFLESZ':>9}")
    for key, found in {**levels, "all": total}.items():
        share = found.words / found.sentences
        print(f"{key:<12}{found.words:>7}{share:>16.1f}{found.perspicuity:>9.1f}")


if __name__ == "__main__":
    main()
