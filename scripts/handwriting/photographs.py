"""Simulated photographs of digits on paper, by writers who are not in training.

Each kind is made from a seed: pen or pencil, plain, ruled or squared paper, light,
shadow, desk, grain, blur, a turn, and JPEG. Nothing here trains a network.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scripts.handwriting import collected_digits
from scripts.handwriting.collected_digits import Written
from scripts.handwriting.pen import Lines

WIDTH, HEIGHT = 800, 600
# The strength of printed lines, of 255, in the channel where it is greatest.
LINE_CONTRASTS = (20, 75)
# Reflected light of each channel that a line takes, as a share of its contrast.
LINE_COLOURS = {
    "blue": (1.0, 0.65, 0.2),
    "grey": (1.0, 1.0, 1.0),
    "violet": (0.8, 1.0, 0.4),
    "green": (1.0, 0.4, 0.8),
}
MARGIN_COLOUR = (0.2, 1.0, 0.9)
PENS = {
    "black": (35, 35, 38),
    "blue": (35, 50, 120),
    "pencil": (112, 112, 118),
}

Random = np.random.Generator
Picture = NDArray[np.float32]


@dataclass(frozen=True)
class Paper:
    """What is printed on a sheet.

    Attributes:
        rows: Whether there are horizontal lines.
        columns: Whether there are vertical lines.
        margin: Whether there is a red line near the left edge.
    """

    rows: bool = False
    columns: bool = False
    margin: bool = False


PLAIN, RULED, SQUARED = Paper(), Paper(rows=True), Paper(rows=True, columns=True)


@dataclass(frozen=True)
class Scene:
    """How a photograph is made.

    Attributes:
        pens: Names of the pens, of which chance takes one.
        paper: What is printed on the sheet.
        contrasts: The least and the greatest contrast of the printed lines.
        desk: Whether the sheet lies on a desk that the photograph shows.
        quarters: Turns by 90° to the left, without a word of it in the file.
    """

    pens: tuple[str, ...]
    paper: Paper = PLAIN
    contrasts: tuple[int, int] = LINE_CONTRASTS
    desk: bool = False
    quarters: int = 0


INK, PENCIL = ("black", "blue"), ("pencil",)
SCENES = {
    "pen, plain": Scene(INK),
    "pencil, plain": Scene(PENCIL),
    "pen, ruled": Scene(INK, RULED),
    "pen, squared": Scene(INK, SQUARED),
    "pencil, ruled, 20 to 44": Scene(PENCIL, RULED, (20, 44)),
    "pencil, ruled, 45 to 75": Scene(PENCIL, RULED, (45, 75)),
    "pencil, squared, 20 to 44": Scene(PENCIL, SQUARED, (20, 44)),
    "pencil, squared, 45 to 75": Scene(PENCIL, SQUARED, (45, 75)),
    "pencil, red margin": Scene(PENCIL, Paper(rows=True, margin=True)),
    "pen, red margin": Scene(INK, Paper(rows=True, margin=True)),
    "pen, desk": Scene(INK, desk=True),
    "pencil, squared, desk": Scene(PENCIL, SQUARED, desk=True),
    "pen, turned 90°": Scene(INK, quarters=1),
    "pen, turned 180°": Scene(INK, quarters=2),
    "pen, turned 270°": Scene(INK, quarters=3),
}


@dataclass
class Writers:
    """Digits of the writers whose strokes train no network.

    Attributes:
        written: Their drawings.
    """

    written: list[Written] = field(
        default_factory=lambda: [
            drawing
            for drawing in collected_digits.pen_strokes()
            if drawing.writer in collected_digits.UNSEEN_WRITERS
        ]
    )

    def digit(self, label: int, random: Random) -> Written:
        """Return one of the drawings of a digit."""
        of_label = [each for each in self.written if each.label == label]
        return of_label[int(random.integers(len(of_label)))]


def photograph(strokes: Lines, scene: Scene, random: Random) -> bytes:
    """Return a photograph of a digit as the bytes of a JPEG file.

    Args:
        strokes: Points of each stroke, (n, 2), y down, in any unit.
        scene: How it is made.
        random: Random number generator.
    """
    sheet = _sheet(scene, random)
    _write(strokes, sheet, scene, random)
    sheet = _on_desk(sheet, random) if scene.desk else _tilted(sheet, random)
    lit = sheet * _light(random)[..., None]
    pixels = _camera(lit, random)
    pixels = np.ascontiguousarray(np.rot90(pixels, scene.quarters))
    file = io.BytesIO()
    quality = int(random.integers(70, 93))
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return file.getvalue()


def _sheet(scene: Scene, random: Random) -> Picture:
    """Return paper with its lines, (600, 800, 3) float32 of 0 to 255."""
    tone = random.uniform(215, 250)
    warm = np.array([1, random.uniform(0.97, 1), random.uniform(0.92, 0.99)])
    sheet = np.ones((HEIGHT, WIDTH, 3), np.float32) * (tone * warm).astype(np.float32)
    contrast = random.uniform(*scene.contrasts)
    colour = LINE_COLOURS[str(random.choice(list(LINE_COLOURS)))]
    width = int(random.integers(2, 9))
    spacing = random.uniform(65, 170 if scene.paper.columns else 300)
    taken = contrast * np.array(colour, np.float32)
    if scene.paper.rows:
        for row in np.arange(random.uniform(0, spacing), HEIGHT, spacing):
            sheet[round(row) : round(row) + width] -= taken
    if scene.paper.columns:
        columns = np.zeros((HEIGHT, WIDTH, 1), np.float32)
        for column in np.arange(random.uniform(0, spacing), WIDTH, spacing):
            columns[:, round(column) : round(column) + width] = 1
        # Where two lines cross, the print is one layer of ink.
        sheet = np.where(columns > 0, np.minimum(sheet, tone * warm - taken), sheet)
    if scene.paper.margin:
        place = int(random.uniform(0.06, 0.18) * WIDTH)
        red = random.uniform(60, 130) * np.array(MARGIN_COLOUR, np.float32)
        sheet[:, place : place + int(random.integers(3, 9))] -= red
    return sheet.astype(np.float32)


def _write(strokes: Lines, sheet: Picture, scene: Scene, random: Random) -> None:
    """Draw a digit on a sheet; pencil lets a part of the print through."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    size = random.uniform(0.35, 0.75) * HEIGHT
    scale = min(size / max(high[1] - low[1], 1), 0.6 * WIDTH / max(high[0] - low[0], 1))
    extent = (high - low) * scale
    left = 0.24 if scene.paper.margin else 0.06
    room = np.array([WIDTH * (0.94 - left), HEIGHT * 0.86]) - extent
    corner = np.array([WIDTH * left, HEIGHT * 0.07]) + random.uniform(0.1, 0.9, 2) * (
        np.maximum(room, 0)
    )
    width = int(random.integers(9, 24))
    ink = np.zeros((HEIGHT, WIDTH), np.uint8)
    for stroke in strokes:
        line = (stroke - low) * scale + corner
        line = np.repeat(line, 2, axis=0) if len(line) == 1 else line
        fixed = np.round(line * 16).astype(np.int32)[:, None]
        cv2.polylines(ink, [fixed], False, 255, width, cv2.LINE_AA, 4)
    share = ink.astype(np.float32)[..., None] / 255
    name = str(random.choice(scene.pens))
    tone = np.array(PENS[name], np.float32) + random.uniform(-12, 12)
    covered = tone
    if name == "pencil":
        # Graphite lies on the paper's grain in places.
        grain = cv2.GaussianBlur(random.normal(0, 1, ink.shape), (0, 0), 1.2)
        share = share * np.clip(0.96 + 0.12 * grain, 0.6, 1)[..., None]
        covered = np.minimum(tone, sheet)
    sheet[:] = sheet * (1 - share) + covered * share


def _tilted(sheet: Picture, random: Random) -> Picture:
    """Return the sheet as a camera sees it that is held a little askew."""
    angle, scale = random.normal(0, 2), random.uniform(1.08, 1.2)
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), angle, scale)
    turn[:, 2] += random.uniform(-8, 8, 2)
    corners = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    moved = cv2.transform(corners[None], turn)[0]
    moved += random.uniform(0, 12, (4, 2)) * np.sign(moved - [WIDTH / 2, HEIGHT / 2])
    view = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    seen: Picture = cv2.warpPerspective(
        sheet, view, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE
    )
    return seen


def _on_desk(sheet: Picture, random: Random) -> Picture:
    """Return the sheet as it lies on a desk, with the desk around it."""
    colours = [
        (120, 82, 52),
        (70, 48, 35),
        (165, 125, 85),
        (60, 62, 66),
        (150, 152, 155),
    ]
    colour = np.array(colours[int(random.integers(len(colours)))], np.float32)
    # The grain of wood runs along the desk.
    grain = random.normal(0, 1, (HEIGHT, WIDTH)).astype(np.float32)
    grain = cv2.GaussianBlur(grain, (0, 0), sigmaX=40, sigmaY=1.5)
    desk = colour * (1 + 0.9 * random.uniform(0.2, 1) * grain[..., None])
    share = random.uniform(0.55, 0.85)
    angle = np.radians(random.normal(0, 8))
    half = np.array([WIDTH, HEIGHT]) * share / 2
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    corners += random.uniform(-25, 25, (4, 2))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    middle = np.array([WIDTH, HEIGHT]) / 2 + random.uniform(-40, 40, 2)
    moved = (corners @ turn + middle).astype(np.float32)
    flat = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    view = cv2.getPerspectiveTransform(flat, moved)
    seen = cv2.warpPerspective(sheet, view, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
    covers = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillConvexPoly(
        covers, np.round(moved * 16).astype(np.int32), 255, cv2.LINE_AA, 4
    )
    # The sheet throws a thin shadow on the desk.
    shadow = cv2.GaussianBlur(np.roll(covers, (6, 6), (0, 1)), (0, 0), 6) / 255
    desk = desk * (1 - 0.35 * shadow[..., None])
    share_of_sheet = covers.astype(np.float32)[..., None] / 255
    placed: Picture = seen * share_of_sheet + desk * (1 - share_of_sheet)
    return placed.astype(np.float32)


def _light(random: Random) -> Picture:
    """Return how much light falls on each pixel: a slope, at times a soft shadow."""
    light = random.uniform(0.9, 1.02) * (
        1 - random.uniform(0.05, 0.35) * _slope(random)
    )
    if random.random() < 0.3:
        edge, soft = random.uniform(0.2, 0.8), random.uniform(15, 60)
        shadow = _step(_slope(random) - edge, soft)
        light = light * (1 - random.uniform(0.1, 0.35) * shadow)
    return np.asarray(light, np.float32)


def _slope(random: Random) -> Picture:
    """Return values that rise from 0 to 1 in a random direction, (600, 800)."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    angle = random.uniform(0, 2 * np.pi)
    along = np.cos(angle) * columns / WIDTH + np.sin(angle) * rows / HEIGHT
    slope: Picture = (along - along.min()) / np.ptp(along)
    return slope


def _step(values: Picture, steepness: float) -> Picture:
    stepped: Picture = 1 / (1 + np.exp(-np.clip(values * steepness, -30, 30)))
    return stepped


def _camera(lit: Picture, random: Random) -> NDArray[np.uint8]:
    """Blur a little, add the sensor's noise, and round."""
    blurred = cv2.GaussianBlur(lit, (0, 0), random.uniform(0.6, 1.8))
    noise = random.normal(0, random.uniform(1, 5), lit.shape).astype(np.float32)
    pixels: NDArray[np.uint8] = np.clip(blurred + noise, 0, 255).astype(np.uint8)
    return pixels


Made = tuple[str, int, bytes]


def make(
    count: int, seed: int, progress: Callable[[str], None] = lambda _: None
) -> list[Made]:
    """Return photographs of each kind: its name, the label, and a JPEG file.

    Args:
        count: Of each kind.
        seed: Of chance; each kind has its own.
        progress: Called with the name of each kind.
    """
    writers = Writers()
    made = []
    for number, (name, scene) in enumerate(SCENES.items()):
        progress(name)
        random = np.random.default_rng([seed, number])
        for place in range(count):
            drawing = writers.digit(place % 10, random)
            made.append(
                (name, drawing.label, photograph(drawing.strokes, scene, random))
            )
    return made
