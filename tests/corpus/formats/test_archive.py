"""Archives and letters: what is in them is listed within bounds, and what is not read is said."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from corpus import sentences
from corpus.formats import archive, mail, members
from corpus.formats.content import UnreadableContent
from corpus.formats.members import Member, MemberFailure
from tests.support.office_files import docx, paragraph, zipped


def listed(data: bytes) -> list[Member | MemberFailure]:
    return list(archive.members(data))


def test_members_are_given_in_order_without_what_systems_add() -> None:
    word = docx(paragraph("a"))
    data = zipped({"b/": "", "b/x.txt": "x", "__MACOSX/b/._x.txt": "?", "b/Thumbs.db": "?", "a.docx": word})
    assert listed(data) == [Member("b/x.txt", b"x"), Member("a.docx", word)]


@pytest.mark.parametrize("name", ["../../x.txt", "/etc/x.txt", "a/../x.txt", "..\\x.txt", "C:\\x.txt"])
def test_a_name_that_leads_out_is_refused_and_the_others_are_read(name: str) -> None:
    first, second = listed(zipped({name: "x", "y.txt": "y"}))
    assert isinstance(first, MemberFailure)
    assert first.message == sentences.MEMBER_OUTSIDE
    assert second == Member("y.txt", b"y")


def test_of_two_files_of_one_name_both_are_read() -> None:
    data = zipped({"a/x.txt": "1", "a/y.txt": "2"}).replace(b"a/y.txt", b"a/x.txt")
    assert listed(data) == [
        Member("a/x.txt", b"1"),
        MemberFailure("a/x.txt", sentences.MEMBER_NAMED_TWICE.format(name="a/x (2).txt")),
        Member("a/x (2).txt", b"2"),
    ]


@pytest.mark.parametrize("name", [".", "a/.", "?", ".txt"])
def test_a_name_that_is_only_signs_is_made_another_too(name: str) -> None:
    data = zipped({name: "1", "x" * len(name): "2"}).replace(b"x" * len(name), name.encode())
    assert [each.data for each in listed(data) if isinstance(each, Member)] == [b"1", b"2"]
    assert len({each.name for each in listed(data) if isinstance(each, Member)}) == 2


def test_a_member_without_a_name_is_read() -> None:
    assert listed(zipped({"x": "1", "b.md": "2"}).replace(b"x", b"\0")) == [Member("?", b"1"), Member("b.md", b"2")]


def test_an_archive_in_an_archive_is_refused() -> None:
    inner = zipped({"x.txt": "x"})
    data = zipped({"in.zip": inner, "in.rar": b"Rar!\x1a\x07\x00", "y.txt": "y"})
    assert [each.message for each in listed(data) if isinstance(each, MemberFailure)] == [sentences.MEMBER_NESTED] * 2
    assert listed(data)[-1] == Member("y.txt", b"y")


def test_bounds_of_size_and_number_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    monkeypatch.setattr(archive, "MAX_MEMBER_BYTES", 1024 * 1024)
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 2 * 1024 * 1024)
    bomb = zipped({"a": b"\0" * (1024 * 1024 + 1), "b": b"\0" * 900_000, "c": b"c", "d": b"d"})
    assert [type(each) for each in listed(bomb)] == [MemberFailure, Member, Member, MemberFailure]
    large = zipped(dict.fromkeys("abc", b"\0" * 900_000))
    assert [type(each) for each in listed(large)] == [Member, Member, MemberFailure]


def test_a_locked_member_is_refused_and_a_damaged_archive_too() -> None:
    data = bytearray(zipped({"x.txt": "x" * 100, "y.txt": "y"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert listed(bytes(data)) == [MemberFailure("x.txt", sentences.CONTENT_LOCKED), Member("y.txt", b"y")]
    with pytest.raises(UnreadableContent):
        listed(bytes(data[:-30]))


def test_names_in_utf_8_are_read_though_the_archive_does_not_say_so() -> None:
    data = zipped({"nghị quyết.txt": "x"})
    unsaid = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        unsaid[unsaid.index(signature) + offset] &= ~8
    assert listed(bytes(unsaid)) == [Member("nghị quyết.txt", b"x")]


LETTER = """\
From: =?utf-8?b?Tmd1eeG7hW4gVGjhu4sgVMaw4budbmcgVnk=?= <vy@binhhoa.example>
To: van-thu@binhhoa.example
Subject: =?utf-8?q?G=E1=BB=ADi_ngh=E1=BB=8B_quy=E1=BA=BFt?=
Date: Mon, 05 Aug 2024 08:30:00 +0700
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: multipart/alternative; boundary="c"

--c
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Kính gửi văn thư nghị quyết.
--c
Content-Type: text/html; charset=utf-8

<p>Kinh gui</p>
--c--
--b
Content-Type: application/octet-stream; name="=?utf-8?q?ngh=E1=BB=8B_quy=E1=BA=BFt=2Etxt?="
Content-Transfer-Encoding: base64
Content-Disposition: attachment

U+G7kSA1
--b
Content-Type: application/zip
Content-Disposition: attachment; filename="../a.zip"
Content-Transfer-Encoding: base64

UmFyIRoHAA==
--b--
"""


def test_a_letter_has_subject_author_day_text_and_attachments() -> None:
    letter = mail.read_mail(LETTER.encode())
    assert mail.is_mail(LETTER.encode())
    assert (letter.subject, letter.author) == ("Gửi nghị quyết", "Nguyễn Thị Tường Vy")
    assert letter.sent == datetime(2024, 8, 5, 8, 30, tzinfo=timezone(timedelta(hours=7)))
    assert letter.text == "Kính gửi văn thư nghị quyết."
    assert letter.page == "<p>Kinh gui</p>"
    assert letter.members == (
        Member("nghị quyết.txt", "Số 5".encode()),
        MemberFailure(".._a.zip", sentences.MEMBER_NESTED),
    )


@pytest.mark.parametrize(
    "damage",
    [
        b"Subject: =?x-none?b?////?=\nDate: no day\nFrom: <\nContent-Type: text/plain; charset=none\n\nTh\xf4ng b\xe1o",
        b"Subject: a\nContent-Type: multipart/mixed; boundary=\n\n--\n",
        b"Subject: a\nContent-Type: message/rfc822\n\n",
        b"Subject: a\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n@@@@=",
        b"Subject: " + b"=?utf-8?b?" * 5000 + b"\n\nx",
        b"Subject: a\n" + b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n' * 2000,
        b"Subject: =?u\0?q?a?=\nContent-Type: text/plain; charset=utf\0\n\na",
        b"Subject: a\nContent-Type: message/rfc822\n\nSubject: b\nContent-Type: multipart/mixed\n\nTh\xf4ng b\xe1o",
    ],
    ids=[
        "unknown encodings",
        "no boundary",
        "empty letter",
        "no base64",
        "words without end",
        "nested",
        "NUL",
        "no parts",
    ],
)
def test_a_damaged_letter_gives_what_it_has(damage: bytes) -> None:
    assert mail.read_mail(damage).subject is not None


def test_parts_of_a_letter_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "MAX_PARTS", 2)
    *_, last = mail.read_mail(LETTER.encode()).members
    assert isinstance(last, MemberFailure)
    assert "2 phần" in last.message


def test_a_letter_that_went_through_many_servers_is_one() -> None:
    signed = "".join(f"X-Signature-{at}: a=rsa;\n{' abc' * 9}\n{' abc' * 9}\n" for at in range(40))
    letter = (signed + LETTER).encode()
    assert mail.is_mail(letter)
    assert mail.is_mail(LETTER.encode()[: LETTER.index("Content-Type:") + 7])  # `Content`


@pytest.mark.parametrize(
    "deep",
    [
        b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (at, at) for at in range(1000)),
        b"Content-Type: message/rfc822\n\n" * 1000,
        b"From: " + b"(" * 2000 + b"\n\n",
    ],
    ids=["parts", "letters", "brackets"],
)
def test_a_letter_nested_without_end_is_refused(deep: bytes) -> None:
    with pytest.raises(UnreadableContent):
        mail.read_mail(b"Subject: a\n" + deep)


@pytest.mark.parametrize("text", ["Kính gửi: ông An\nNội dung: họp\n\nabc", "a: b\n", "Subject\n", ""])
def test_a_text_with_colons_is_no_letter(text: str) -> None:
    assert not mail.is_mail(text.encode())


def test_the_bound_of_a_member_is_that_of_a_file() -> None:
    assert members.MAX_MEMBER_BYTES == 64 * 1024 * 1024


@pytest.mark.parametrize(
    "letter", ["From: a@b.vn\nSubject: Lich hop\n\nKính gửi", "Subject: a\nFrom: Lan <l@b.vn>\r\n\r\n."]
)
def test_a_sender_and_a_subject_are_a_letter(letter: str) -> None:
    assert mail.is_mail(letter.encode())


@pytest.mark.parametrize(
    "text", ["From: Lan\nSubject: a\n\nb", "From: a@b.vn\nSubject: a", "Subject: a\n\nFrom: a@b.vn"]
)
def test_words_like_two_headers_alone_are_text(text: str) -> None:
    assert not mail.is_mail(text.encode())
