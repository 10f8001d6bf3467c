"""Turn what a database complains of into one sentence for people."""

from __future__ import annotations


class StoreError(Exception):
    """Says in one sentence for people why the store cannot be used, and what to do."""


# SQLite's names of errors, by their first words: https://www.sqlite.org/rescode.html
_SENTENCES = (
    ("SQLITE_NOTADB", "{name} không phải là kho văn bản: hãy đặt HDND_STORE vào nơi khác."),
    ("SQLITE_CORRUPT", "Kho {name} bị hỏng: hãy lấy lại bản sao lưu, hoặc xóa tệp này và thêm lại văn bản."),
    ("SQLITE_FULL", "Đĩa chứa kho {name} đã đầy: hãy giải phóng chỗ rồi chạy lại."),
    ("SQLITE_BUSY", "Kho {name} đang bị chương trình khác khóa: hãy đợi chương trình đó xong rồi chạy lại."),
    ("SQLITE_LOCKED", "Kho {name} đang bị chương trình khác khóa: hãy đợi chương trình đó xong rồi chạy lại."),
    ("SQLITE_READONLY", "Kho {name} không cho ghi: hãy kiểm tra quyền của tệp và của thư mục chứa nó."),
    ("SQLITE_CANTOPEN", "Không mở được kho {name}: hãy kiểm tra đường dẫn và quyền của thư mục chứa nó."),
    ("SQLITE_IOERR", "Không đọc ghi được kho {name}: hãy kiểm tra đĩa (còn chỗ không, có lỗi không) rồi chạy lại."),
)


def sentence(error: BaseException | None, name: str) -> str:
    """Return the sentence for an error of a database driver; `name` is the store as people know it."""
    code = getattr(error, "sqlite_errorname", "")
    for start, words in _SENTENCES:
        if code.startswith(start):
            return words.format(name=name)
    return f"Kho {name} báo lỗi: {(str(error).strip().splitlines() or ['không rõ'])[0]}."
