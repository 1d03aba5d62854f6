"""A probability in words: softmax is never 0 or 1, and rounding must not say so."""

from core.ui.text.translate import percent, t

CERTAIN = 0.999


def probability(share: float, *, certain: float = CERTAIN, decimals: int = 1) -> str:
    """Write a probability as a percentage: ``97.3 %``, ``>99.9 %``, ``<0.1 %``.

    Args:
        share: The probability, 0 to 1.
        certain: Above it, and below 1 minus it, only the bound is written.
        decimals: Digits after the decimal mark.
    """
    if share > certain:
        return f">{percent(certain, decimals)}"
    if share < 1 - certain:
        return f"<{percent(1 - certain, decimals)}"
    return percent(share, decimals)


def probability_in_words(share: float, *, certain: float = CERTAIN) -> str:
    """Write a probability for the middle of a sentence: ``more than 99.9 %``."""
    if share > certain:
        return t("more than {share}", share=percent(certain))
    if share < 1 - certain:
        return t("less than {share}", share=percent(1 - certain))
    return percent(share)
