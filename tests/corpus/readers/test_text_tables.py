"""Tables drawn with bars, in Markdown or plain text, come as a document has them; the head of a letter is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Document
from corpus.readers import read_file
from corpus.readers.text_tables import with_tables


@pytest.mark.parametrize(
    ("text", "table"),
    [
        (
            "STT | Nội dung | Vốn\n7 | Nông thôn mới | 50.960",
            "| STT | Nội dung | Vốn |\n|---|---|---|\n| 7 | Nông thôn mới | 50.960 |",
        ),
        ("Giao thông | 12\nGiáo dục | 9", "| Giao thông | 12 |\n| Giáo dục | 9 |"),
        ("| a | b |\n| :-: | --- |\n| 1 |", "| a | b |\n|---|---|\n| 1 |  |"),
        ("a | b\n---|---\n1 | 2 | 3", "| a | b |  |\n|---|---|---|\n| 1 | 2 | 3 |"),
        (r"| Đồi \| Suối | 4 |", r"| Đồi \| Suối | 4 |"),
        ("|  |  |\n|---|---|\n| Thu | 5 |", "| Thu | 5 |"),
        ("Bảng 1\n| a | b |\nHết.", "Bảng 1\n\n| a | b |\n\nHết."),
    ],
    ids=["plain", "plain without a head", "rule", "open rows", "a bar in a cell", "empty head", "between lines"],
)
def test_rows_become_a_table(text: str, table: str) -> None:
    assert with_tables(text) == table
    assert with_tables(table) == table


@pytest.mark.parametrize(
    "text",
    [
        "22/01/2020 | 11:21 | Lượt xem: 8",
        "Trang chủ | Tin tức\nThông báo",
        "a | b | c\nmột dòng | khác",
        "UBND XÃ BÌNH HÒA | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 5/QĐ-UBND | Độc lập - Tự do - Hạnh phúc",
        "Nơi nhận: | TM. ỦY BAN NHÂN DÂN\n- Lưu: VT. | CHỦ TỊCH",
    ],
    ids=["a date line", "one row", "rows of different lengths", "a letterhead", "a signature"],
)
def test_other_lines_with_bars_stay_as_they_are(text: str) -> None:
    assert with_tables(text) == text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "bao-cao.txt",
            "Báo cáo thu chi\nThu trong năm như sau:\nSTT | Khoản | Đồng\n1 | Phí | 50\n2 | Chợ | 70\nHết.",
        ),
        (
            "bao-cao.md",
            "# Báo cáo thu chi\n\nThu:\n\nSTT | Khoản | Đồng\n--- | --- | ---\n1 | Phí | 50\n2 | **Chợ** | 70\n",
        ),
        ("bao-cao.json", '{"title": "Báo cáo", "text": "Thu:\\n\\nSTT | Khoản | Đồng\\n1 | Phí | 50\\n2 | Chợ | 70"}'),
        (
            "bao-cao.html",
            "<html><body><article><h1>Báo cáo</h1><p>Thu ngân sách trong năm được báo cáo như sau đây:</p><table>"
            "<tr><th>STT</th><th>Khoản</th><th>Đồng</th></tr><tr><td>1</td><td>Phí</td><td>50</td></tr>"
            "<tr><td>2</td><td>Chợ</td><td>70</td></tr></table></article></body></html>",
        ),
        ("bao-cao.csv", 'title,text\nBáo cáo,"STT | Khoản | Đồng\n1 | Phí | 50\n2 | Chợ | 70"\n'),
    ],
    ids=["text", "Markdown", "JSON", "HTML", "CSV"],
)
def test_a_table_is_the_same_whatever_file_it_comes_in(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    [document] = [read for read in read_file(tmp_path / name) if isinstance(read, Document)]
    paragraphs = document.text.split("\n\n")
    assert "| STT | Khoản | Đồng |\n|---|---|---|\n| 1 | Phí | 50 |\n| 2 | Chợ | 70 |" in paragraphs
