import numpy as np
import pytest
from PIL import Image

from corpus.formats import page_images, tesseract
from corpus.formats.blocks import text_of_blocks
from corpus.formats.page_images import PageImage
from corpus.formats.recognised import RecognisedPage, RecognisedWord
from corpus.formats.recognised_layout import pages_of_recognised
from corpus.formats.recognition import recognise_image
from corpus.formats.straightening import lies_on_side, skew
from tests.support import scans


def image(picture: Image.Image) -> PageImage:
    return PageImage(np.asarray(picture.convert("RGB")), scans.DPI)


@pytest.mark.parametrize("angle", [-3.0, 0.0, 2.0])
def test_the_skew_of_a_page_is_seen_by_its_lines(angle: float) -> None:
    turned = np.asarray(scans.page().rotate(angle, fillcolor=246))
    assert skew(turned) == pytest.approx(-angle, abs=0.3)


def test_a_page_on_its_side_is_told_from_an_upright_one() -> None:
    page = np.asarray(scans.page())
    assert not lies_on_side(page)
    assert lies_on_side(np.ascontiguousarray(np.rot90(page)))


def test_red_and_blue_ink_is_light_and_black_letters_stay_dark() -> None:
    colours = np.full((96, 96, 3), 245, np.uint8)
    colours[40], colours[50], colours[60] = (210, 30, 40), (30, 40, 200), (20, 20, 20)
    shades = page_images.ink(colours)
    assert shades[40].min() > 190
    assert shades[50].min() > 190
    assert shades[60].max() < 60


@pytest.mark.parametrize("quarters", [1, 2])
def test_a_page_on_its_side_or_upside_down_is_read(quarters: int) -> None:
    scans.require_recognition()
    picture = scans.page().rotate(90 * quarters, expand=True)
    with tesseract.opened(None) as read:
        page = recognise_image(image(picture), read)
    assert "Mức thu phí chợ Bình Hòa" in " ".join(word.text for word in page.words)


def test_an_empty_page_has_no_words() -> None:
    scans.require_recognition()
    with tesseract.opened(None) as read:
        assert recognise_image(image(scans.page(())), read).words == ()


def test_the_table_of_the_command_gives_the_same_words() -> None:
    row = "5\t1\t1\t1\t2\t1\t10\t20\t30\t12\t95.4\tĐiều"
    assert tesseract.words_of_tsv(f"level\n{row}\n") == [tesseract.SeenWord("Điều", 1, (10, 20, 40, 32), 95)]


def test_specks_and_photographs_give_no_text() -> None:
    words = [RecognisedWord("Điều", 60, 100, 90, 112, 95), RecognisedWord("|~", 95, 100, 99, 112, 40)]
    unsure = [RecognisedWord(text, 60, 100, 90, 112, 30) for text in ("wỊlz", "ửx3k")]
    pages = pages_of_recognised([RecognisedPage(595, 842, tuple(words)), RecognisedPage(595, 842, tuple(unsure))])
    assert [text_of_blocks(page.blocks) for page in pages] == ["Điều", ""]
    assert [page.confidence for page in pages] == [95, 0]
