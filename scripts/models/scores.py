"""Scores of a network on a test set: right, false alarms and misreadings apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from core import prediction
from core.prediction import Predictor

CONFIDENCE = 0.95
# Thresholds at which false alarms are weighed against non-digits let through.
THRESHOLDS = (0.1, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)


@dataclass(frozen=True)
class Answers:
    """A network's answers to a test set.

    Attributes:
        name: Name of the test set.
        digits: Most probable digit of each drawing, (n,).
        doubt: Probability of being no digit, (n,) float32; 1 for a picture without ink.
        labels: What each drawing is, (n,); 10 or more is no digit.
    """

    name: str
    digits: NDArray[np.intp]
    doubt: NDArray[np.float32]
    labels: NDArray[np.int64]

    def refused(self, threshold: float = prediction.REFUSED_ABOVE) -> NDArray[np.bool_]:
        """Return which drawings are refused at a threshold, (n,)."""
        refused: NDArray[np.bool_] = self.doubt > threshold
        return refused

    def misread(self) -> NDArray[np.bool_]:
        """Return which drawings are answered with another digit, (n,)."""
        other: NDArray[np.bool_] = self.digits != self.labels
        return ~self.refused() & other


def answers(
    name: str,
    network: Predictor,
    images: NDArray[np.float32],
    labels: NDArray[np.int64],
) -> Answers:
    """Return a network's answers to preprocessed images, (n, 28, 28) float32."""
    digits, others = network.answers(images)
    # The app answers a picture without ink by itself, and no digit.
    doubt = np.where(images.any(axis=(1, 2)), others.sum(axis=1), 1)
    return Answers(name, digits.argmax(axis=1), doubt.astype(np.float32), labels)


def interval(count: int, total: int) -> tuple[float, float]:
    """Return the confidence interval of a share, from 0 to 1.

    Source: Wilson, "Probable Inference, the Law of Succession, and Statistical
    Inference" (1927).
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share = count / total
    middle = share + z**2 / (2 * total)
    half = z * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    scale = 1 + z**2 / total
    return max(0.0, float(middle - half) / scale), min(
        1.0, float(middle + half) / scale
    )


def digit_rows(rows: Sequence[Answers]) -> list[str]:
    """Return the table of the test sets of digits, Markdown, with all in the end."""
    table = [
        "| digits | drawings | right | false alarms | misread |",
        "| --- | --- | --- | --- | --- |",
    ]
    total = Answers(
        "all",
        np.concatenate([row.digits for row in rows]),
        np.concatenate([row.doubt for row in rows]),
        np.concatenate([row.labels for row in rows]),
    )
    for row in (*rows, total):
        refused, misread = row.refused(), row.misread()
        shares = map(share, (~refused & ~misread, refused, misread))
        table.append(f"| {row.name} | {len(row.labels)} | {' | '.join(shares)} |")
    return table


def other_rows(rows: Sequence[Answers]) -> list[str]:
    """Return the table of the test sets of non-digits, Markdown."""
    return [
        "| no digits | drawings | refused |",
        "| --- | --- | --- |",
        *(
            f"| {row.name} | {len(row.labels)} | {share(row.refused())} |"
            for row in rows
        ),
    ]


def curve_rows(digits: Sequence[Answers], others: Sequence[Answers]) -> list[str]:
    """Return false alarms and non-digits let through at each threshold, Markdown."""
    table = [
        "| refused above | false alarms, all | most in a row | no digits let through |",
        "| --- | --- | --- | --- |",
    ]
    for threshold in THRESHOLDS:
        alarms = [row.refused(threshold) for row in digits]
        through = np.concatenate([~row.refused(threshold) for row in others])
        most = max(float(row.mean()) for row in alarms)
        table.append(
            f"| {threshold:.2f} | {np.concatenate(alarms).mean():.2%} | {most:.2%} "
            f"| {through.mean():.2%} |"
        )
    return table


def share(those: NDArray[np.bool_]) -> str:
    """Return the share of the true values and its confidence interval."""
    low, high = interval(int(those.sum()), len(those))
    return f"{those.mean():.2%} ({low:.2%} to {high:.2%})"
