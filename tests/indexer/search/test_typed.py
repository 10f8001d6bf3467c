"""What readers type of numbers, names, standards and parts of words is understood, and noted where it is not exact."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.document import Document, Official
from indexer.engines.port import Engine
from indexer.results import Request
from indexer.search import Search
from tests.support.search import ask, result_ids, search_over


def test_a_person_stands_above_mentions_of_the_name(engine: Engine, tmp_path: Path) -> None:
    speech = "Ông phát biểu về ngân sách, đường liên xã và nhiều việc khác của địa phương. " * 5
    search = search_over(
        engine,
        tmp_path,
        Document("speech", "Khai mạc", text=speech, officials=(Official("Lê Quang Thủy", "Chủ tịch UBND xã"),)),
        Document("street", "Đường Lê Quang Thủy", text="Đường Lê Quang Thủy nối đường Lê Quang Thủy cũ."),
    )
    for typed in ("Lê Quang Thủy", "le quang thuy", "ông Lê Quang Thủy", "ông Lê Quang Thủy là ai?"):
        assert result_ids(search, typed) == ["speech", "street"]


def _resolutions_of_one_number(engine: Engine, folder: Path) -> Search:
    return search_over(
        engine,
        folder,
        Document("2019", "Nghị quyết mầm non", number="12/NQ-HĐND", issued=date(2019, 7, 15)),
        Document("2020", "Nghị quyết giá đất", number="12/NQ-HĐND", issued=date(2020, 7, 15)),
        Document("citing", "Báo cáo", text="Căn cứ Nghị quyết số 12/NQ-HĐND về giá đất.", issued=date(2021, 1, 5)),
    )


@pytest.mark.parametrize(
    "typed",
    [
        "12/NQ-HĐND 2020",
        "12/NQ-HĐND năm 2020",
        "12/NQ-HĐND ngày 15/7/2020",
        "Nghị quyết số 12/NQ-HĐND ngày 15 tháng 7 năm 2020 của Hội đồng nhân dân xã Bình Hòa về giá đất",
    ],
)
def test_a_number_with_its_year_or_day_is_one_document(typed: str, engine: Engine, tmp_path: Path) -> None:
    """Those that cite the number, without a year, are found too, below."""
    page = ask(_resolutions_of_one_number(engine, tmp_path), typed)
    assert [result.id for result in page.results] == ["2020", "citing"]
    assert [e.meaning["document"] for e in page.understood if e.type == "number"] == ["2020"]


@pytest.mark.parametrize(
    "typed", ["QCVN 02:2019/BLĐTBXH", "qcvn 2:2019", "QCVN02-2019", "quy chuẩn QCVN 02 2019 BLDTBXH"]
)
def test_a_standard_is_found_in_any_form(typed: str, engine: Engine, tmp_path: Path) -> None:
    search = search_over(
        engine,
        tmp_path,
        Document("lift", "Quy chuẩn thang máy", text="Theo quy chuẩn QCVN 02:2019/BLĐTBXH."),
        Document("other", "Quy chuẩn khác", text="Quy chuẩn QCVN 2019 có 02 phần của BLĐTBXH."),
    )
    assert result_ids(search, typed) == ["lift"]
    (entity,) = (entity for entity in ask(search, typed).understood if entity.type == "number")
    assert str(entity.meaning["number"]).startswith("QCVN 02:2019")


def test_a_star_stands_for_the_end_of_a_word(engine: Engine, tmp_path: Path) -> None:
    search = search_over(
        engine,
        tmp_path,
        Document("short", "Ngan hang"),
        Document("long", "Nghị quyết về ngành"),
        Document("other", "Giá đất"),
    )
    assert set(result_ids(search, "ngan*")) == {"short", "long"}
    assert set(result_ids(search, "ng*")) == {"short", "long"}
    assert result_ids(search, "ngàn*") == ["long"]
    assert result_ids(search, "-ng*") == ["other"]
    (note,) = ask(search, "ngàn*").notes
    assert (note.code, note.start, note.end) == ("wildcard", 0, 5)
    assert [note.code for note in ask(search, "n*g").notes] == ["ignored-wildcard"]


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("họp năm 2020", ["Họp", "năm", "2020"]),
        ("Ｈọｐ ２０２０", ["Họp", "năm", "2020"]),
        ("phụ lục IV", ["phụ", "lục", "IV"]),
        ("Ⅳ", ["IV"]),
        ("file", ["file"]),
        ("ﬁle mau", ["file", "mẫu"]),
        ("12/NQ-HĐND", ["12/NQ-HĐND"]),
        ("ＮＱ １２／ＮＱ－ＨĐＮＤ", ["12/NQ-HĐND"]),
    ],
)
def test_letters_of_other_shapes_are_those_letters(
    typed: str, marked: list[str], engine: Engine, tmp_path: Path
) -> None:
    title = "Ｈọｐ năm ２０２０, phụ lục Ⅳ, ﬁle 𝗺𝗮̂̃𝘂, theo １２／ＮＱ－ＨĐＮＤ"
    (result,) = ask(search_over(engine, tmp_path, Document("shapes", title)), typed).results
    marks = [result.title.text[start:end] for start, end in result.title.marks]
    assert " ".join(marks).split() == " ".join(marked).split()


def test_an_unclosed_quote_that_finds_nothing_is_left_out(engine: Engine, tmp_path: Path) -> None:
    """The words without it are offered, not answered."""
    search = search_over(engine, tmp_path, Document("land", "Giá đất ở đô thị"), Document("other", "Giá thuê nhà"))
    page = ask(search, 'đô thị "giá đất')
    assert (page.total, page.offer) == (1, None)
    page = ask(search, '"đất giá')
    assert (page.total, page.offer) == (0, "đất giá")
    assert ask(search, '"đất gía xyzw').offer is None


def test_words_that_stand_nowhere_side_by_side_are_noted(engine: Engine, tmp_path: Path) -> None:
    search = search_over(
        engine,
        tmp_path,
        Document("apart", "Thu phí ở trường học", text="Học sinh đóng phí."),
        Document("together", "Học bạ, lệ phí"),
    )
    for typed in ("học phí", '"học phí"', '"hoc phi"', "hoc phi", "học phí là bao nhiêu"):
        assert [(note.code, note.start) for note in ask(search, typed).notes] == [("no-such-phrase", 0)]
    for typed in ("lệ phí", "le phi", '"học sinh"', "trường học", "thu phí học", "-trường phí"):
        assert not ask(search, typed).notes
    assert [note.code for note in ask(search, "NOT trường").notes] == ["operator-not"]


def test_spelling_minds_the_neighbour_of_a_word(engine: Engine, tmp_path: Path) -> None:
    documents = [Document(f"land{n}", f"Bảng giá đất {n}") for n in range(4)]
    search = search_over(engine, tmp_path, *documents, Document("sand", "Đát và sông"))
    page = ask(search, "giá đát")
    assert (page.total, page.instead) == (4, "giá đất")
    assert ask(search, "bảng gía đất").total == 4
    assert ask(search, "đát và sông").instead is None
    search = search_over(engine, tmp_path, *documents, *(Document(f"d{n}", f"Giá cả và đát {n}") for n in range(3)))
    page = ask(search, "giá đát")
    assert (page.total, page.instead, page.offer) == (3, None, "giá đất")


@pytest.mark.parametrize("typed", ["Lê Q. Thủy", "L.Q. Thủy", "le q thuy", "ông Lê Q.Thủy"])
def test_initials_stand_for_the_names_of_a_person(typed: str, engine: Engine, tmp_path: Path) -> None:
    search = search_over(
        engine,
        tmp_path,
        Document("other", "Lê Thủy", text="Xã Lê Thủy họp."),
        Document("speech", "Khai mạc", officials=(Official("Lê Quang Thủy", "Chủ tịch UBND xã"),)),
        Document("head", "Trường học", officials=(Official("Nguyễn Thị Hoa", "Hiệu trưởng"),)),
        Document("ward", "Phường Tân Bình", officials=(Official("Phạm Tân Bình", "Bí thư"),)),
    )
    page = ask(search, typed)
    assert page.results[0].id == "speech"
    assert [entity.meaning["name"] for entity in page.understood if entity.type == "official"] == ["Lê Quang Thủy"]
    (entity,) = ask(search, "Ng. Th. Hoa").understood
    assert entity.meaning["name"] == "Nguyễn Thị Hoa"
    for other in ("P. Tân Bình", "Lê Q. Thùy", "Lê Thủy"):
        assert not [entity for entity in ask(search, other).understood if entity.type == "official"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("SE4", "1"),
        ("se-4", "1"),
        ("G20", "1"),
        ("F16", "12"),
        ("F-16", "12"),
        ("F 16", "12"),
        ("Su-30 MK2", ""),
        ("su30mk2", "2"),
        ("Su-30-MK2", "2"),
        ("QL 1A", "2"),
        ("quốc lộ QL-1A", "2"),
        ("covid19", "12"),
    ],
)
def test_a_code_is_found_with_and_without_hyphens(typed: str, found: str, engine: Engine, tmp_path: Path) -> None:
    search = search_over(
        engine,
        tmp_path,
        Document("1", "Tên lửa SE-4, máy bay F-16, hội nghị G-20, dịch COVID-19"),
        Document("2", "Máy bay F16, Su-30MK2 trên quốc lộ QL1A, dịch Covid19"),
        Document("3", "Điều 16 ghi 20 người, 4 xe"),
    )
    assert set(result_ids(search, typed)) == set(found)


@pytest.mark.parametrize(
    ("typed", "marked"),
    [("ngân*", ["Ngân"]), ("ng*", ["Ngân", "nghiêng"]), ("ngh* hàng", ["hàng nghiêng"]), ("-ngoan*", [])],
)
def test_words_with_a_star_are_marked(typed: str, marked: list[str], engine: Engine, tmp_path: Path) -> None:
    title = "Ngân hàng nghiêng"
    document = Document("a", title)
    search = search_over(engine, tmp_path, document)
    (result,) = ask(search, typed).results
    assert result.title.marks == search.marker(Request(typed), document, today=date(2020, 1, 1))(title)
    assert [title[start:end] for start, end in result.title.marks] == marked


def test_a_question_on_a_number_finds_its_document(engine: Engine, tmp_path: Path) -> None:
    """Whatever it asks: no document says who signed it in these words."""
    search = _resolutions_of_one_number(engine, tmp_path)
    assert set(result_ids(search, "ai ký nghị quyết số 12/NQ-HĐND?")) == {"2019", "2020", "citing"}


def test_words_that_only_ask_are_no_phrase_to_be_missed(engine: Engine, tmp_path: Path) -> None:
    search = search_over(engine, tmp_path, Document("a", "Gì là chợ", issued=date(2023, 5, 1)))
    assert "no-such-phrase" not in [note.code for note in ask(search, "quý II/2023 là gì?").notes]


def test_a_number_of_another_year_is_found_and_noted(engine: Engine, tmp_path: Path) -> None:
    page = ask(_resolutions_of_one_number(engine, tmp_path), "12/NQ-HĐND năm 2015")
    assert [note.code for note in page.notes] == ["unknown-number"]
    assert {result.id for result in page.results} == {"2019", "2020", "citing"}


@pytest.mark.parametrize("typed", ["hội đông nhân dân", "họp hội đông"])
def test_wrong_marks_beside_a_neighbour_are_offered(typed: str, engine: Engine, tmp_path: Path) -> None:
    """However many documents have the words apart."""
    apart = (Document(f"a{n}", f"Hội làng rất đông {n}", text="Nhân dân họp.") for n in range(7))
    whole = (Document(f"w{n}", f"Họp hội đồng nhân dân {n}") for n in range(9))
    page = ask(search_over(engine, tmp_path, *apart, *whole), typed)
    assert (page.total, page.offer) == (7, typed.replace("đông", "đồng"))
