"""Prints how many simulated photographs of each kind the app reads correctly.

Run it with ``python -m scripts.handwriting.evaluate_photographs [COUNT] [SEED]``.
"""

import sys
import time
from collections import Counter
from math import sqrt

from core import prediction, turned_picture
from core.errors import EmptyDrawing
from core.preprocessing import image_files
from scripts.handwriting import photographs

COUNT, SEED = 100, 16
RIGHT, REFUSED, WRONG = "right", "refused", "wrong"


def outcome(file: bytes, label: int) -> str:
    """Read a photograph as the Draw page does; say whether that is right."""
    network = prediction.shipped()
    picture = turned_picture.turn(image_files.open_upload(file), 0)
    quarters = turned_picture.quarters_to_read(picture, network)
    try:
        readings = network.read_number(turned_picture.turn(picture, quarters))
    except EmptyDrawing:
        return REFUSED
    if any(reading.digit is None for reading in readings):
        return REFUSED
    return RIGHT if [reading.digit for reading in readings] == [label] else WRONG


def interval(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a share.

    Source: Wilson, "Probable inference, the law of succession, and statistical
    inference", 1927.
    """
    z = 1.96
    share = right / count
    middle = share + z * z / (2 * count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    whole = 1 + z * z / count
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def main(count: int, seed: int) -> None:
    """Print a row for each kind of photograph."""
    print(f"{'kind':28}  right  (95 % interval)  refused  wrong   ms")
    made = photographs.make(count, seed)
    for kind in photographs.SCENES:
        began, found = time.process_time(), Counter[str]()
        for _, label, file in (each for each in made if each[0] == kind):
            found[outcome(file, label)] += 1
        spent = (time.process_time() - began) / count * 1000
        low, high = interval(found[RIGHT], count)
        print(
            f"{kind:28} {found[RIGHT] / count:6.1%}  ({low:.1%} to {high:.1%})"
            f"  {found[REFUSED] / count:7.1%} {found[WRONG] / count:6.1%} {spent:4.0f}",
            flush=True,
        )


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [COUNT, SEED][len(given) :]))
