"""Bars as a page draws them: numbers of a picture 100 high, so that nobody has to reckon where it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 100
STEP = 20  # from one bar to the next
WIDTH = 14
LOWEST = 1.5  # of a bar that is not nothing: it must be seen


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


def bars(values: Sequence[int]) -> list[Bar]:
    """Side by side; the highest as high as the picture. What is below zero has no height."""
    top = max([*values, 0])
    heights = [0.0 if value <= 0 else max(LOWEST, round(value * HEIGHT / top, 1)) for value in values]
    return [Bar(n * STEP + (STEP - WIDTH) / 2, round(HEIGHT - height, 1), WIDTH, height) for n, height in enumerate(heights)]


def shares(values: Sequence[int]) -> list[float]:
    """In percent of the greatest."""
    top = max([*values, 0])
    return [round(max(0, value) * 100 / top, 1) if top else 0.0 for value in values]
