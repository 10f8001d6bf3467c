"""Make the records of official documents that are then written in each format: invented words, real layouts.

Four layouts, as the decrees on clerical work and real files have them: `decision` (head in two columns, articles, a
table, recipients beside the signature), `law` (articles and clauses, the signature alone), `letter` (subject under the
number, `Kính gửi`, a table) and `decree` (chapters, then annexes with heads and tables of their own).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from bench.formats import words

LAYOUTS = ("decision", "law", "letter", "decree")

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


@dataclass(frozen=True, slots=True)
class Chapter:
    """Holds the heading of a chapter: its number and its title, each a centred line in bold letters."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Holds a paragraph of the body; `label` is its beginning in bold letters (`Điều 1.`), or empty."""

    text: str
    label: str = ""

    @property
    def line(self) -> str:
        """Return the whole paragraph."""
        return f"{self.label} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Table:
    """Holds a table with lines around its cells; the first row is its head."""

    rows: tuple[tuple[str, ...], ...]


Part = Chapter | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Annex:
    """Holds an annex, which begins a page: centred lines of its head, then its parts."""

    head: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """Holds what is to be read of a document, as `corpus.extraction` writes it."""

    kind: str
    number: str
    issued: str
    issuer: str
    signer: str
    role: str


@dataclass(frozen=True, slots=True)
class Record:
    """Holds a document in the order in which it is read: what each format sets in its own way."""

    layout: str
    truth: Truth
    left: tuple[str, ...]  # of the head; the first line in plain letters, the second in bold
    right: tuple[str, ...]
    title: tuple[str, ...]  # centred lines in bold letters; none in a letter
    addressees: tuple[str, ...]  # of a letter: `Kính gửi:` and who it is for
    grounds: tuple[str, ...]  # in italic letters
    enacting: str  # `QUYẾT ĐỊNH:`, or empty
    parts: tuple[Part, ...]
    recipients: tuple[str, ...]  # `Nơi nhận:` and its lines, left of the signature; none in a law
    signature: tuple[str, ...]  # roles in bold capitals, then the name
    annexes: tuple[Annex, ...] = field(default=())

    def lines(self) -> Iterator[str]:
        """Yield the text line by line: a paragraph is one, the cells of a row are joined by bars."""
        yield from (*self.left, *self.right, *self.title, *self.addressees, *self.grounds)
        if self.enacting:
            yield self.enacting
        yield from _lines(self.parts)
        yield from (*self.recipients, *self.signature)
        for annex in self.annexes:
            yield from annex.head
            yield from _lines(annex.parts)


def records(seed: int, count: int) -> Iterator[Record]:
    """Yield so many records, the layouts in turn; the same for the same seed."""
    for number in range(count):
        layout = LAYOUTS[number % len(LAYOUTS)]
        yield _MAKERS[layout](Random(f"{seed}/{number}"))  # noqa: S311  (words of a test document)


def _lines(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Chapter):
            yield part.number
            yield part.title
        elif isinstance(part, Table):
            yield from (" | ".join(row) for row in part.rows)
        else:
            yield part.line


def _name(random: Random) -> str:
    middle = random.sample(words.MIDDLE, random.choice((1, 1, 1, 2)))
    return " ".join([random.choice(words.SURNAMES), *middle, random.choice(words.GIVEN)])


def _day(random: Random, first: int = 2012) -> tuple[str, str]:
    """Return a day as it is printed and as it is read."""
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(first, 2025)
    printed_month = f"{month:02d}" if month < 3 else str(month)  # so that nobody adds a figure to it
    return f"ngày {day:02d} tháng {printed_month} năm {year}", f"{year}-{month:02d}-{day:02d}"


def _text(random: Random, least: int, most: int) -> str:
    return " ".join(random.sample(words.SENTENCES, random.randint(least, most)))


def _articles(random: Random, first: int, count: int, *, titled: bool) -> Iterator[Paragraph]:
    for number in range(first, first + count):
        label = f"Điều {number}."
        if titled:
            yield Paragraph(words.TITLES[(number - 1) % len(words.TITLES)], label)
            for clause in range(1, random.randint(2, 4)):
                yield Paragraph(f"{clause}. {_text(random, 1, 2)}")
            for letter, point in zip("abcd", random.sample(words.POINTS, random.randint(0, 3)), strict=False):
                yield Paragraph(f"{letter}) {point}")
        else:
            yield Paragraph(_text(random, 1, 3), label)
            if random.random() < 0.5:
                yield Paragraph(_text(random, 1, 2))


def _people(random: Random) -> Table:
    roles = ("Tổ trưởng", "Tổ phó thường trực", "Thành viên", "Thành viên", "Thành viên")
    offices = (
        "Phó Chủ tịch Ủy ban nhân dân xã",
        "Công chức Địa chính - Xây dựng - Đô thị và Môi trường",
        "Chủ tịch Hội Liên hiệp Phụ nữ xã",
        "Trưởng Ban quản lý chợ, nhiệm kỳ 2021 - 2026",
        "Bí thư Đoàn Thanh niên Cộng sản Hồ Chí Minh",
    )
    rows = [(str(at + 1), _name(random), offices[at], roles[at]) for at in range(random.randint(3, 5))]
    return Table((("STT", "Họ và tên", "Chức vụ, đơn vị công tác", "Nhiệm vụ"), *rows))


def _figures(random: Random, rows: int) -> Table:
    names = (
        "Duy tu, sửa chữa đường liên thôn",
        "Mua sắm thiết bị dạy học",
        "Trồng và chăm sóc cây xanh",
        "Nạo vét kênh mương nội đồng",
        "Lắp đặt hệ thống chiếu sáng công cộng",
        "Hỗ trợ tiền điện hộ nghèo",
    )
    body = []
    total = 0
    for at in range(rows):
        amount = random.randint(12, 2400) * 1000
        total += amount
        body.append((str(at + 1), names[at % len(names)], f"{random.randint(1, 40)}", _grouped(amount)))
    return Table(
        (("TT", "Nội dung", "Số lượng", "Kinh phí (nghìn đồng)"), *body, ("", "Tổng cộng", "", _grouped(total)))
    )


def _grouped(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _decision(random: Random) -> Record:
    place, level = random.choice(words.PLACES), random.choice(("xã", "phường"))
    subject, signer, number = random.choice(words.SUBJECTS), _name(random), random.randint(3, 4800)
    printed, issued = _day(random)
    council = random.random() < 0.4
    body, code = ("HỘI ĐỒNG NHÂN DÂN", "NQ-HĐND") if council else ("ỦY BAN NHÂN DÂN", "QĐ-UBND")
    number_text = f"{number:02d}/{issued[:4]}/{code}" if random.random() < 0.4 else f"{number:02d}/{code}"
    word = "NGHỊ QUYẾT" if council else "QUYẾT ĐỊNH"
    deputy = not council and random.random() < 0.5
    signature = ("CHỦ TỊCH",) if council else ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH") if deputy else ("CHỦ TỊCH",)
    who = f"{body} {level.upper()} {place.upper()}" if council else f"CHỦ TỊCH {body} {level.upper()} {place.upper()}"
    short = f"{'HĐND' if council else 'UBND'} {level}"
    office = "Văn phòng Hội đồng nhân dân" if council else "Văn phòng Ủy ban nhân dân"
    last = random.randint(3, 4)
    articles: list[Part] = list(_articles(random, 1, last - 1, titled=False))
    articles.insert(1, _people(random))
    end = Paragraph(
        f"{office}, các ban, ngành, đoàn thể có liên quan chịu trách nhiệm thi hành {word.capitalize()} này kể từ "
        "ngày "
        "ký./.",
        f"Điều {last}.",
    )
    return Record(
        "decision",
        Truth(
            "resolution" if council else "decision", number_text, issued, f"{short} {place}", signer,
            f"{'Phó ' if deputy else ''}Chủ tịch {short}",
        ),
        (body, f"{level.upper()} {place.upper()}", f"Số: {number_text}"),
        (*MOTTO, f"{place}, {printed}"),
        (word, f"Về việc {subject} trên địa bàn {level} {place}", who),
        (),
        _grounds(random, level, place),
        f"{word}:",
        (*articles, end),
        ("Nơi nhận:", f"- Như Điều {last};", f"- Thường trực Đảng ủy, HĐND {level};", "- Lưu: VT, VP."),
        (*signature, signer),
    )  # fmt: skip


def _grounds(random: Random, level: str, place: str) -> tuple[str, ...]:
    decree, day = f"{random.randint(10, 160)}/{random.randint(2010, 2023)}/NĐ-CP", _day(random, 2010)[0]
    return (
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số điều "
        "của Luật Tổ "
        "chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 năm 2019;",
        f"Căn cứ Nghị định số {decree} {day} của Chính phủ về quản lý, sử dụng tài sản công;",
        f"Theo đề nghị của công chức Văn phòng - Thống kê {level} {place} tại Tờ trình số "
        f"{random.randint(2, 90)}/TTr-VP.",
    )


def _law(random: Random) -> Record:
    printed, issued = _day(random)
    number = f"{random.randint(1, 99):02d}/{issued[:4]}/QH{11 + (int(issued[:4]) - 2002) // 5}"
    signer, session = _name(random), random.randint(1, 9)
    subject = random.choice(
        ("QUỐC TỊCH", "THỦY LỢI", "ĐẤU THẦU", "LƯU TRỮ", "GIÁO DỤC NGHỀ NGHIỆP", "PHÒNG CHÁY, CHỮA CHÁY")
    )
    parts: list[Part] = []
    first = 1
    for at in range(random.randint(1, 3)):
        parts.append(Chapter(f"Chương {words.ROMAN[at]}", words.CHAPTERS[at]))
        count = random.randint(2, 4)
        parts += _articles(random, first, count, titled=True)
        first += count
    term = {"13": "XIII", "14": "XIV", "15": "XV", "12": "XII", "11": "XI"}[number[-2:]]
    parts.append(
        Paragraph(
            f"Luật này đã được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa {term}, kỳ họp thứ {session} "
            "thông qua "
            f"{printed}."
        )
    )
    return Record(
        "law",
        Truth("law", number, issued, "Quốc hội", signer, "Chủ tịch Quốc hội"),
        ("QUỐC HỘI", f"Luật số: {number}"),
        (*MOTTO, f"Hà Nội, {printed}"),
        ("LUẬT", f"SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT {subject}"),
        (),
        ("Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;",),
        "",
        tuple(parts),
        (),
        ("CHỦ TỊCH QUỐC HỘI", signer),
    )


def _letter(random: Random) -> Record:
    place, province, signer = random.choice(words.PLACES), random.choice(words.PROVINCES), _name(random)
    printed, issued = _day(random)
    subject = random.choice(words.SUBJECTS)
    number = f"{random.randint(3, 4800):02d}/UBND-{random.choice(('VP', 'NV', 'KT', 'TH', 'KGVX'))}"
    by_order = random.random() < 0.4
    signature = (
        ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG") if by_order else ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    )
    return Record(
        "letter",
        Truth(
            "official-letter", number, issued, f"UBND tỉnh {province}", signer,
            "Chánh Văn phòng" if by_order else "Phó Chủ tịch UBND tỉnh",
        ),
        ("ỦY BAN NHÂN DÂN", f"TỈNH {province.upper()}", f"Số: {number}", f"V/v {subject}"),
        (*MOTTO, f"{province}, {printed}"),
        (),
        ("Kính gửi:", "- Các sở, ban, ngành thuộc tỉnh;", f"- Ủy ban nhân dân các xã, phường và xã {place}."),
        (),
        "",
        (
            Paragraph(
                f"Thực hiện Chỉ thị số {random.randint(1, 40):02d}/CT-TTg của Thủ tướng Chính phủ về {subject}, "
                "Ủy ban nhân dân "
                "tỉnh yêu cầu các cơ quan, đơn vị thực hiện các nội dung sau:"
            ),
            *(Paragraph(f"{at}. {_text(random, 1, 2)}") for at in range(1, random.randint(3, 5))),
            Paragraph("Mức phân bổ kinh phí như sau:"),
            _figures(random, random.randint(3, 6)),
            Paragraph("Yêu cầu các cơ quan, đơn vị nghiêm túc triển khai, thực hiện./."),
        ),
        ("Nơi nhận:", "- Như trên;", "- Chủ tịch, các PCT UBND tỉnh;", "- Lưu: VT."),
        (*signature, signer),
    )  # fmt: skip


def _decree(random: Random) -> Record:
    printed, issued = _day(random)
    subject, signer = random.choice(words.SUBJECTS), _name(random)
    number = f"{random.randint(1, 200):02d}/{issued[:4]}/NĐ-CP"
    deputy = random.random() < 0.5
    signature = ("TM. CHÍNH PHỦ", "KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG") if deputy else ("TM. CHÍNH PHỦ", "THỦ TƯỚNG")
    parts: list[Part] = []
    first = 1
    for at in range(3):
        parts.append(Chapter(f"Chương {words.ROMAN[at]}", words.CHAPTERS[at]))
        count = random.randint(2, 5)
        parts += _articles(random, first, count, titled=True)
        first += count
    annexes = tuple(
        Annex(
            (
                f"Phụ lục {words.ROMAN[at]}",
                random.choice(("DANH MỤC NHIỆM VỤ ƯU TIÊN", "MỨC CHI HỖ TRỢ", "BIỂU TỔNG HỢP KINH PHÍ")),
                f"(Kèm theo Nghị định số {number} {printed} của Chính phủ)",
            ),
            (_figures(random, random.randint(4, 40)), Paragraph(_text(random, 1, 2))),
        )
        for at in range(random.randint(1, 2))
    )
    return Record(
        "decree",
        Truth(
            "decree", number, issued, "Chính phủ", signer,
            "Phó Thủ tướng Chính phủ" if deputy else "Thủ tướng Chính phủ",
        ),
        ("CHÍNH PHỦ", f"Số: {number}"),
        (*MOTTO, f"Hà Nội, {printed}"),
        ("NGHỊ ĐỊNH", f"Quy định chi tiết việc {subject}"),
        (),
        (
            "Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;",
            "Theo đề nghị của Bộ trưởng Bộ Nội vụ;",
            f"Chính phủ ban hành Nghị định quy định chi tiết việc {subject}.",
        ),
        "",
        tuple(parts),
        (
            "Nơi nhận:", "- Ban Bí thư Trung ương Đảng;", "- Thủ tướng, các Phó Thủ tướng Chính phủ;",
            "- HĐND, UBND các tỉnh, thành phố trực thuộc trung ương;", "- Lưu: VT, TCCV (2).",
        ),
        (*signature, signer),
        annexes,
    )  # fmt: skip


_MAKERS = {"decision": _decision, "law": _law, "letter": _letter, "decree": _decree}
