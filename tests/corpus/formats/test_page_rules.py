"""The lines of a table on a picture are found and taken away, and what stands in its cells is read."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from corpus.formats import tesseract
from corpus.formats.blocks import TableBlock
from corpus.formats.page_images import PageImage
from corpus.formats.page_rules import without_rules
from corpus.formats.recognised import RecognisedPage
from corpus.formats.recognised_json import recognised_from_json, recognised_to_json
from corpus.formats.recognised_layout import pages_of_recognised
from corpus.formats.recognition import recognise_image
from tests.support import scans

XS, YS = (80, 180, 640, 960), (700, 770, 840, 910)  # pixels
CELLS = (
    ("TT", "Nội dung", "Số tiền"),
    ("1", "Sửa chữa đường liên thôn", "132.000"),
    ("2", "Hỗ trợ hộ nghèo", "45.500"),
)


def page_with_table() -> Image.Image:
    picture = scans.page()
    draw = ImageDraw.Draw(picture)
    for x in XS:
        draw.line((x, YS[0], x, YS[-1]), fill=40, width=2)
    for y in YS:
        draw.line((XS[0], y, XS[-1], y), fill=40, width=2)
    for row, top in zip(CELLS, YS, strict=False):
        for cell, left in zip(row, XS, strict=False):
            draw.text((left + 16, top + 18), cell, font=scans.font(), fill=40)
    return picture


@pytest.mark.parametrize("angle", [0.0, 0.7, -0.9])
def test_the_lines_of_a_table_are_found_on_a_page_askew(angle: float) -> None:
    shades = np.asarray(page_with_table().rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=246))
    ruled = without_rules(shades, scans.DPI, -angle)
    level = sorted(rule.y0 for rule in ruled.rules if rule.is_level)
    upright = sorted(rule.x0 for rule in ruled.rules if not rule.is_level)
    assert level == pytest.approx(YS, abs=3)
    assert upright == pytest.approx(XS, abs=3)


def test_letters_stay_where_lines_are_taken_away() -> None:
    plain = np.asarray(scans.page())
    assert np.array_equal(without_rules(plain, scans.DPI, 0).shades, plain)
    ruled = without_rules(np.asarray(page_with_table()), scans.DPI, 0)
    above = ruled.shades[: YS[0] - 10]
    assert np.array_equal(above, plain[: YS[0] - 10])
    assert ruled.shades[YS[1] - 5 : YS[1] + 5, XS[1] + 200 : XS[1] + 300].min() > 200


def test_a_table_of_a_scan_is_read_cell_by_cell() -> None:
    scans.require_recognition()
    with tesseract.opened(None) as read:
        page = recognise_image(PageImage(np.asarray(page_with_table().convert("RGB")), scans.DPI), read)
    kept = recognised_from_json(recognised_to_json(page))
    tables = [block for block in pages_of_recognised([kept])[0].blocks if isinstance(block, TableBlock)]
    assert [table.rows for table in tables] == [CELLS]


def test_a_page_that_was_kept_without_lines_is_read_back() -> None:
    assert recognised_from_json({"size": [300, 400], "words": [], "names": []}) == RecognisedPage(300, 400, ())
