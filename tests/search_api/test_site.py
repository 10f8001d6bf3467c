"""A council runs the pages under its own name, and what is wrong in `site.toml` is said in one sentence."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

import search_api
from corpus.settings import SettingError
from search_api.app import create_app
from search_api.site import COLOURS, MAX_LETTERS, MAX_LOGO_BYTES, Site, read_site
from tests.support.files import ROOT
from tests.support.html_pages import read
from tests.support.sample import SERVICE_SETTINGS, TODAY, sample_search, serving
from tests.support.service import command_environment

SAMPLE = ROOT / "docs" / "site.toml"
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1">
<script>alert(1)</script><rect width="2" height="1"/></svg>"""
DOCUMENT = "/van-ban/05-2020-nq-hdnd-huyen-lam-khe"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Give the site of the sample in docs, with a logo."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    text = SAMPLE.read_text(encoding="utf-8").replace('# logo = "logo.svg"', 'logo = "logo.svg"')
    (folder / "site.toml").write_text(text, encoding="utf-8")
    return read_site(folder / "site.toml")


@pytest.fixture(scope="module")
def council(site: Site) -> Iterator[httpx.Client]:
    """Give a client of a service under the name of that site."""
    app = create_app(sample_search(), SERVICE_SETTINGS, site=site, today=lambda: TODAY)
    with serving(app) as (server, _), httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


def refused(folder: Path, text: str) -> str:
    """Return the sentence by which a `site.toml` of this text is refused."""
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingError) as raised:
        read_site(path)
    return str(raised.value).removeprefix(str(path))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name = ", " sai cú pháp TOML ở dòng 1"),
        ("name = 'a'\nlogo", " sai cú pháp TOML ở dòng 2"),
        ("nane = 'a'", " có khóa nane mà dịch vụ không biết, có lẽ là name"),
        ("[colours]\nlinks = '#000000'", " có khóa colours.links mà dịch vụ không biết, có lẽ là colours.link"),
        ("[english]\nlogo = 'a'", " có khóa english.logo mà"),
        ("colours = 'red'", ": colours phải là một bảng"),
        ("name = 5", ": name phải là chữ"),
        ("name = ' '", ": name phải là chữ"),
        (f"name = '{'a' * (MAX_LETTERS['name'] + 1)}'", ": name phải là chữ trong ngoặc kép, dài nhất 120 ký tự"),
        ("name = 'a\\nb'".replace("'", '"'), ": name phải nằm trên một dòng"),
        ("[colours]\nlink = 'red'", ": colours.link phải là màu dạng #rrggbb"),
        ("[colours]\nlink = '#abc'", ": colours.link phải là màu dạng #rrggbb"),
        ("[colours]\nlink = 'url(//x)'", ": colours.link phải là màu dạng #rrggbb"),
        ("[colours]\nlink = '#767676'", ": colours.link = #767676 khó đọc: độ tương phản với #eaf2f8 chỉ 4,0"),
        ("[colours]\ndark_link = '#0b4f7d'", ": colours.dark_link = #0b4f7d khó đọc"),
        ("[colours]\nstrong = '#ffcc00'", ": colours.strong = #ffcc00 khó đọc"),
        ("logo = 'khong-co.svg'", ": không đọc được tệp biểu trưng 'khong-co.svg'"),
        ("logo = '.'", ": không đọc được tệp biểu trưng '.'"),
        ("logo = 'site.toml'", ": biểu trưng site.toml không phải ảnh SVG, PNG, JPEG hoặc WebP"),
        ("logo = 'large.svg'", ": biểu trưng large.svg lớn hơn 200 KB"),
        ("report_to = 'vanphong'", ": report_to phải là địa chỉ thư hoặc địa chỉ https"),
        ("report_to = 'javascript:alert(1)'", ": report_to phải là địa chỉ thư hoặc địa chỉ https"),
        ("report_to = 'a@b.vn?bcc=c@d.vn'", ": report_to phải là địa chỉ thư hoặc địa chỉ https"),
    ],
)
def test_what_cannot_be_used_is_refused_with_file_key_and_what_to_write(
    tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "large.svg").write_bytes(b"<svg>" + b" " * MAX_LOGO_BYTES)
    said = refused(tmp_path, text)
    assert said.startswith(sentence)
    assert said.endswith(".")
    assert "\n" not in said


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"Không có tệp .*hãy tạo tệp ấy hoặc bỏ biến HDND_SITE"):
        read_site(tmp_path / "site.toml")
    assert read_site(None) == Site()


def test_the_service_does_not_start_under_a_wrong_site(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("[colours]\nlink = 'đỏ'\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "search_api"],
        env=command_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "colours.link phải là màu dạng #rrggbb" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["site.toml"]


def test_grounds_are_those_of_the_style_sheet() -> None:
    css = (Path(search_api.__file__).parent / "pages" / "styles" / "frame.css").read_text(encoding="utf-8")
    light, dark = css.partition("prefers-color-scheme: dark")[::2]
    for scheme, grounds in ((light, COLOURS["link"]), (dark, COLOURS["dark_link"])):
        found = [re.search(rf"--{name}: (#\w+);", scheme) for name in ("paper", "ground", "tint", "warn")]
        assert [match and match[1] for match in found] == list(grounds)


def test_name_logo_and_contact_stand_on_every_page(council: httpx.Client) -> None:
    for path in ("/", "/tim-kiem?q=hdnd", DOCUMENT, "/khong-co"):
        html = council.get(path).text
        assert "Tra cứu văn bản HĐND, UBND xã Bình Hòa" in html
        assert "Văn phòng HĐND và UBND xã Bình Hòa" in html
        assert 'src="/static/logo.svg?v=' in html
        assert 'href="/rieng-tu"' in html
    assert "Documents of the People’s Council and Committee of" in council.get("/?lang=en").text


def test_a_logo_runs_no_script(council: httpx.Client) -> None:
    answer = council.get("/static/logo.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy


def test_colours_are_in_the_style_sheet_for_each_scheme(council: httpx.Client) -> None:
    css = council.get("/static/style.css").text
    assert "@media (prefers-color-scheme: light) { :root { --link: #7a1f1f;" in css
    assert "@media (prefers-color-scheme: dark) { :root { --link: #f2b8b5;" in css


def test_a_mistake_is_reported_by_mail_with_the_document_and_its_address(council: httpx.Client) -> None:
    [link] = [link for link in read(council.get(DOCUMENT).text).links if link.startswith("mailto:")]
    parts = urlsplit(link)
    assert parts.path == "vanphong@binhhoa.example"
    assert "+" not in parts.query
    fields = parse_qs(parts.query)
    assert fields["subject"] == ["Báo lỗi: Nghị quyết 05/2020/NQ-HĐND"]
    assert f"{SERVICE_SETTINGS.public_url}{DOCUMENT}" in fields["body"][0]


def test_a_form_for_mistakes_gets_the_address_of_the_document(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("report_to = 'https://binhhoa.example/gop-y?loai=loi'", encoding="utf-8")
    app = create_app(sample_search(), SERVICE_SETTINGS, site=read_site(tmp_path / "site.toml"), today=lambda: TODAY)
    with serving(app) as (server, _), httpx.Client(base_url=server.url, timeout=30) as client:
        [link] = [link for link in read(client.get(DOCUMENT).text).links if "gop-y" in link]
    assert parse_qs(urlsplit(link).query) == {
        "loai": ["loi"],
        "document": [f"{SERVICE_SETTINGS.public_url}{DOCUMENT}"],
    }


def test_the_note_on_privacy_is_a_page_where_there_is_one(council: httpx.Client, client: httpx.Client) -> None:
    assert "không dùng cookie" in council.get("/rieng-tu").text
    assert client.get("/rieng-tu").status_code == 404
    assert "/rieng-tu" not in client.get("/").text
    assert "mailto:" not in client.get(DOCUMENT).text
