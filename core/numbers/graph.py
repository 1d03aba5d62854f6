"""The ways to divide the pieces of a drawing into digits and marks."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from core.numbers import features
from core.numbers.cuts import Piece
from core.numbers.features import Answer, Evidence, Line
from core.preprocessing import marks
from core.preprocessing.components import Component, extent
from core.preprocessing.marks import Mark

# A digit has no more strokes, and a canvas has room for no more digits.
MOST_TOGETHER = 4
WIDEST_DIGIT = 2.2
# A digit that is less probable is not considered where another is more so.
LEAST_SECOND = 0.02
# Paths that are followed at a time.
BEAM = 12
NO_DIGIT = Mark.OTHER.value
# A part that is lower, by the digits' line, is not several digits.
LEAST_HEIGHT = 0.5

Group = tuple[Piece, ...]


@dataclass(frozen=True, eq=False)
class Way:
    """One way to read a drawing.

    Attributes:
        text: Digits and marks from left to right; `Mark.OTHER` is no digit. The marks
            around the digits come first.
        groups: The components of each digit.
        evidence: What speaks for it and against it, as `features.NAMES`.
        score: The evidence, weighed.
    """

    text: str = ""
    groups: tuple[tuple[Component, ...], ...] = ()
    evidence: Evidence = field(default_factory=features.evidence)
    score: float = 0.0

    @property
    def digits(self) -> str:
        """The digits alone."""
        return "".join(sign for sign in self.text if sign.isdecimal())

    @property
    def runs(self) -> tuple[str, ...]:
        """The digits that stand together, from left to right: 1,25 is 1 and 25."""
        return tuple(re.findall(r"\d+", self.text))

    @property
    def left_out(self) -> bool:
        """Whether it reads digits and leaves something else out."""
        return bool(self.groups and self.marks)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks alone, each kind once, in the order of the drawing."""
        signs = [Mark(sign) for sign in self.text if not sign.isdecimal()]
        return tuple(dict.fromkeys(signs))


class Graph:
    """The steps that lead from the left end of a drawing to its right end."""

    def __init__(self, pieces: list[Piece], line: Line, start: Way) -> None:
        self._pieces = pieces
        self._line = line
        self._start = start
        self._spans = list(self._likely_spans())

    def groups(self) -> Iterator[Group]:
        """Yield the groups of pieces that the network is asked about."""
        for first, last in self._spans:
            yield tuple(self._pieces[first:last])

    def paths(self, answers: dict[Group, Answer], weights: Evidence) -> list[Way]:
        """Return the likeliest paths from left to right."""
        count = len(self._pieces)
        begin = replace(self._start, score=float(self._start.evidence @ weights))
        at: list[list[tuple[Way, Group]]] = [[] for _ in range(count + 1)]
        at[0] = [(begin, ())]
        steps = self._steps(answers)
        for place in range(count):
            at[place] = sorted(at[place], key=lambda found: -found[0].score)[:BEAM]
            for end, sign, own in steps[place]:
                group = tuple(self._pieces[place:end])
                for way, before in at[place]:
                    longer = self._longer(way, before, sign, group, own, weights)
                    at[end].append((longer, group))
        return [way for way, _ in at[count] if way.digits or way.text[-1:] == NO_DIGIT]

    def _longer(
        self,
        way: Way,
        before: Group,
        sign: str,
        group: Group,
        own: Evidence,
        weights: Evidence,
    ) -> Way:
        """Return a path with one more step."""
        more = own
        if before:
            digits = sign.isdecimal() and way.text[-1].isdecimal()
            more = own + features.of_neighbours(
                before, group, self._line, digits=digits
            )
        parts = tuple(piece.component for piece in group)
        return Way(
            way.text + sign,
            (*way.groups, parts) if sign.isdecimal() else way.groups,
            way.evidence + more,
            way.score + float(more @ weights),
        )

    def _steps(
        self, answers: dict[Group, Answer]
    ) -> list[list[tuple[int, str, Evidence]]]:
        """Return the steps from each piece: their end, their sign, their evidence."""
        count, line = len(self._pieces), self._line
        steps: list[list[tuple[int, str, Evidence]]] = [[] for _ in range(count)]
        for first, last in self._spans:
            group = tuple(self._pieces[first:last])
            answer, whole = answers[group], last - first == count
            digit = features.of_digit(answer, group, line)
            steps[first].append((last, str(answer.digit), digit))
            if answer.second_share > LEAST_SECOND:
                less = np.log(answer.second_share / answer.share)
                other = digit + features.evidence(second=1, log_second=less)
                steps[first].append((last, str(answer.second), other))
            if self._is_uncut(first, last):
                none = features.of_refusal(answer, group, line, whole=whole)
                steps[first].append((last, NO_DIGIT, none))
        parts = [piece.component for piece in self._pieces]
        for first, last, mark in marks.between(parts, line.top, line.height):
            if not all(self._is_uncut(at, at + 1) for at in range(first, last)):
                continue
            sides = {"first": first == 0, "last": last == count}
            own = features.of_mark(mark, parts[first:last], line, **sides)
            steps[first].append((last, mark.value, own))
        return steps

    def _likely_spans(self) -> Iterator[tuple[int, int]]:
        """Yield the pieces that may be one digit: first, and one after the last."""
        count = len(self._pieces)
        yield 0, count
        for first, last in itertools.combinations(range(count + 1), 2):
            parts = sum(piece.cut is None for piece in self._pieces[first + 1 : last])
            if parts >= MOST_TOGETHER or (first, last) == (0, count):
                continue
            box = extent([piece.component for piece in self._pieces[first:last]])
            high, wide = box.bottom - box.top, box.right - box.left
            short = high < LEAST_HEIGHT * self._line.height
            # A short piece may be a sign, but nobody cuts a digit so.
            if short and not self._is_uncut(first, last):
                continue
            if wide <= WIDEST_DIGIT * self._line.height:
                yield first, last

    def _is_uncut(self, first: int, last: int) -> bool:
        """Return whether pieces are whole components."""
        ends = self._pieces[first], *self._pieces[last : last + 1]
        return all(piece.cut is None for piece in ends)
