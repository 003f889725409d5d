"""A page of PDFium enters, the upright and level rules drawn on it leave: they part the cells of tables."""

from __future__ import annotations

import ctypes
import math
from itertools import pairwise
from typing import TYPE_CHECKING

from pypdfium2 import raw

from reportarchive.extract.files.setting import Rule

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_MOST_OBJECTS = 20_000  # drawn on a page; a report's page has some hundreds
_MOST_POINTS = 2_000  # of one drawing; a grid of 20 by 20 cells has some hundreds
_SHORTEST = 6.0  # points; shorter ones are strokes of a picture
_STRAIGHT = 0.5  # points that a rule may lean

Place = tuple[float, float]
_NOWHERE = (math.nan, math.nan)  # no rule leads there: nothing compares with it


def rules_of(page: PdfPage, height: float) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Return the upright rules and the level ones of a page, measured from the left and, it being so high, the top."""
    upright: list[Rule] = []
    level: list[Rule] = []
    for number in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        drawn = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_PATH:
            continue
        for (x, y), (to_x, to_y) in pairwise([(x, height - y) for x, y in _points(drawn)]):
            if abs(x - to_x) <= _STRAIGHT and abs(y - to_y) >= _SHORTEST:
                upright.append(Rule((x + to_x) / 2, min(y, to_y), max(y, to_y)))
            elif abs(y - to_y) <= _STRAIGHT and abs(x - to_x) >= _SHORTEST:
                level.append(Rule((y + to_y) / 2, min(x, to_x), max(x, to_x)))
    return tuple(upright), tuple(level)


def _points(drawn: object) -> list[Place]:
    """Return the points of a drawing in the page's own measure; before each part of it one that is nowhere."""
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(drawn, ctypes.byref(matrix)):
        return []
    points: list[Place] = []
    begun: Place | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(min(raw.FPDFPath_CountSegments(drawn), _MOST_POINTS)):
        segment = raw.FPDFPath_GetPathSegment(drawn, number)
        if not raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            begun = point
            points.append(_NOWHERE)
        points.append(point)
        if raw.FPDFPathSegment_GetClose(segment) and begun is not None:
            points.append(begun)
    return points
