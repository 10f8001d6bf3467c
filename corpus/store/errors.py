"""Turn what a database complains of into one sentence for people."""

from __future__ import annotations


class StoreError(Exception):
    """Says in one sentence for people why the store cannot be used, and what to do."""


_LOCKED = "Kho {name} đang bị chương trình khác khóa: hãy đợi chương trình đó xong rồi chạy lại."
_FULL = "Đĩa chứa kho {name} đã đầy: hãy giải phóng chỗ rồi chạy lại."
_DAMAGED = "Kho {name} bị hỏng: hãy lấy lại bản sao lưu, hoặc làm kho mới và thêm lại văn bản."
_AWAY = (
    "Không kết nối được với PostgreSQL của kho {name} ({reason}): "
    "hãy xem máy chủ có đang chạy không, tên máy và cổng trong HDND_STORE có đúng không, rồi chạy lại."
)
_CUT = (
    "PostgreSQL của kho {name} đã ngắt kết nối: hãy xem máy chủ có đang chạy không rồi chạy lại; "
    "những gì đã ghi xong vẫn còn."
)

# SQLite's names of errors (https://www.sqlite.org/rescode.html) and PostgreSQL's codes
# (https://www.postgresql.org/docs/current/errcodes-appendix.html), by how they begin.
_SENTENCES = (
    ("SQLITE_NOTADB", "{name} không phải là kho văn bản: hãy đặt HDND_STORE vào nơi khác."),
    ("SQLITE_CORRUPT", _DAMAGED),
    ("SQLITE_FULL", _FULL),
    ("SQLITE_BUSY", _LOCKED),
    ("SQLITE_LOCKED", _LOCKED),
    ("SQLITE_READONLY", "Kho {name} không cho ghi: hãy kiểm tra quyền của tệp và của thư mục chứa nó."),
    ("SQLITE_CANTOPEN", "Không mở được kho {name}: hãy kiểm tra đường dẫn và quyền của thư mục chứa nó."),
    ("SQLITE_IOERR", "Không đọc ghi được kho {name}: hãy kiểm tra đĩa (còn chỗ không, có lỗi không) rồi chạy lại."),
    ("08", _AWAY),
    ("25006", "PostgreSQL của kho {name} chỉ cho đọc: hãy đặt HDND_STORE vào máy chủ chính, nơi được ghi."),
    ("28P01", "PostgreSQL của kho {name} từ chối tên hoặc mật khẩu: hãy sửa trong HDND_STORE hoặc tệp .pgpass."),
    (
        "28000",
        "PostgreSQL của kho {name} không cho người dùng này vào từ máy này: "
        "hãy kiểm tra tên người dùng trong HDND_STORE và tệp pg_hba.conf của máy chủ.",
    ),
    (
        "3D000",
        "PostgreSQL chưa có cơ sở dữ liệu của kho {name}: hãy tạo bằng lệnh createdb, hoặc sửa tên trong HDND_STORE.",
    ),
    (
        "42501",
        "Người dùng trong HDND_STORE không đủ quyền trên kho {name}: "
        "hãy cho người đó sở hữu cơ sở dữ liệu (ALTER DATABASE … OWNER TO …).",
    ),
    ("53100", _FULL),
    (
        "53300",
        "PostgreSQL của kho {name} đã hết chỗ cho kết nối mới: "
        "hãy tăng max_connections của máy chủ, hoặc giảm HDND_PROCESSES.",
    ),
    ("55P03", _LOCKED),
    ("57P03", "PostgreSQL của kho {name} đang khởi động hoặc đang dừng: hãy đợi một lát rồi chạy lại."),
    ("57P", _CUT),
    ("XX001", _DAMAGED),
    ("XX002", _DAMAGED),
)

# A connection that was never made has no code, only libpq's words; whatever else such an error says is `08`.
_WORDS = (
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("pg_hba.conf", "28000"),
    ("too many", "53300"),
    ("connection slots", "53300"),
    ("role ", "28000"),
    ("does not exist", "3D000"),
    ("starting up", "57P03"),
    ("shutting down", "57P03"),
    ("closed the connection", "57P01"),
    ("connection is lost", "57P01"),
)


def sentence(error: BaseException | None, name: str) -> str:
    """Return the sentence for an error of a database driver; `name` is the store as people know it."""
    # libpq names host and port first, which `name` does too.
    *_, reason = (str(error).strip().splitlines() or ["không rõ"])[0].split("failed: ")
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or _unnumbered(error, reason)
    for start, words in _SENTENCES:
        if code.startswith(start):
            return words.format(name=name, reason=reason)
    return f"Kho {name} báo lỗi: {reason}."


def _unnumbered(error: BaseException | None, reason: str) -> str:
    if type(error).__name__ not in ("OperationalError", "ConnectionTimeout") or hasattr(error, "sqlite_errorcode"):
        return ""  # the driver refuses it by itself, such as an option that it does not know
    return next((code for words, code in _WORDS if words in reason), "08")
