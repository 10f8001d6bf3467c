"""Addresses of documents and attachments are of the web, in every format; a bad one goes, the document stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, from_json, is_web_address
from corpus.readers import Failure, read_file

GOOD = [
    "https://lamkhe.example/tin/7",
    "http://lamkhe.example:8080/van-ban?id=7&a=b@c#d",
    "HTTPS://LAMKHE.EXAMPLE/A",
    "https://lamkhe.example/$file/QD 118_signed.pdf",
    "https://lamkhe.example/văn-bản",
    "https://[2001:db8::1]/a",
    "//lamkhe.example/a.pdf",
    "/img/06-NQ-HDND.pdf",
    "tep/a.pdf?x=1:2",
]
BAD = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "ftp://lamkhe.example/a",
    "mailto:a@lamkhe.example",
    "vbscript:a",
    "C:\\van-ban\\a.pdf",
    "https://ngan-hang.example@lua-dao.example/",
    "https://a:b@lamkhe.example/",
    "//a@lamkhe.example/",
    "https://lamkhe.example\\@lua-dao.example/",
    "https:\\\\lamkhe.example/",
    "\\\\may-chu\\tep",
    "https://lamkhe.example/a\nSet-Cookie: a=b",
    "https://lamkhe.example/a\r\nb",
    "https://lamkhe.example/\tb",
    "https://lamkhe.example/\x00",
    "https://lamkhe.example/\u2028b",
    "https://lamkhe.example/\u202efdp.exe",
    "https:///khong-co-may",
    "https:lamkhe",
    "http://",
    "https://a b/",
    "https://<script>/",
    "https://[1/",
    "https://lamkhe.example:99999/",
    "https://lamkhe.example/" + "a" * 5_000,
    " https://lamkhe.example/",
    "",
]


@pytest.mark.parametrize("address", GOOD)
def test_an_address_of_the_web_is_kept(address: str) -> None:
    assert is_web_address(address)
    document = from_json({"title": "A", "url": address, "attachments": [{"name": "a.pdf", "url": address}]})
    assert (document.url, document.attachments[0].url) == (address, address)


@pytest.mark.parametrize("address", BAD)
def test_any_other_address_goes_and_the_document_stays(address: str) -> None:
    assert not is_web_address(address)
    document = from_json({"title": "A", "url": address, "attachments": [{"name": "a.pdf", "url": address}]})
    assert (document.title, document.url) == ("A", None)
    assert (document.attachments[0].name, document.attachments[0].url) == ("a.pdf", None)


@given(st.text(alphabet=st.sampled_from("htps:/@\\.?#a1 \n\t\x00[]%é\u202e"), max_size=30))
def test_what_passes_has_a_safe_scheme_no_user_and_one_line(address: str) -> None:
    if is_web_address(address):
        parts = urlsplit(address)
        assert parts.scheme in ("", "http", "https")
        assert parts.username is None
        assert address.isprintable()
        assert "\\" not in address


def _jsonl(address: str) -> tuple[str, str]:
    record = {"title": "A", "url": address, "attachments": [{"name": "a.pdf", "url": address}]}
    return "a.jsonl", json.dumps(record) + "\n"


def _portal(address: str) -> tuple[str, str]:
    return "a.jsonl", json.dumps({"tieu_de": "A", "duong_dan": address, "file_dinh_kem": [address]}) + "\n"


def _json_head(address: str) -> tuple[str, str]:
    return "a.md", f"---json\n{json.dumps({'title': 'A', 'link': address})}\n---\nNội dung.\n"


def _yaml_head(address: str) -> tuple[str, str]:
    return "a.md", f"---\ntitle: A\nurl: {json.dumps(address)}\nfile_urls:\n- {json.dumps(address)}\n---\nNội dung.\n"


def _page(address: str) -> tuple[str, str]:
    shown = address.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    article = "<p>Thường trực HĐND huyện Lam Khê tiếp xúc cử tri xã Cẩm Sơn trước kỳ họp thứ 9.</p>"
    return "a.html", f'<html><head><link rel="canonical" href="{shown}"></head><body>{article}</body></html>'


@pytest.mark.parametrize("form", [_jsonl, _portal, _json_head, _yaml_head, _page], ids=lambda form: form.__name__)
@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "https://a@lua-dao.example/", "https://lamkhe.example/a\nb", "file:///etc/passwd"],
)
def test_each_format_drops_the_address_and_lists_it(
    form: Callable[[str], tuple[str, str]], address: str, tmp_path: Path
) -> None:
    name, content = form(address)
    (tmp_path / name).write_text(content, encoding="utf-8")
    document, *failures = read_file(tmp_path / name)
    assert isinstance(document, Document)
    assert document.url is None
    assert not any(attachment.url for attachment in document.attachments)
    assert failures
    assert all(isinstance(f, Failure) and "không phải địa chỉ trang web" in f.message for f in failures)
