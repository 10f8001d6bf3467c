"""Turn an error of a database driver into one sentence for people."""

from __future__ import annotations

from corpus import sentences


class StoreError(Exception):
    """Says in one sentence for people why the store cannot be used, and what to do."""


class StoreMissing(StoreError):
    """Says that there is no store yet, and how to make one."""


class DamagedDocument(StoreError):
    """Says that the bytes of the document `id` are not those that were written, and to add its file again."""

    def __init__(self, id: str, name: str, reason: str = sentences.STORED_BYTES_CHANGED) -> None:
        super().__init__(sentences.STORED_DOCUMENT_DAMAGED.format(id=id, name=name, error=reason))
        self.id = id


# SQLite's names of errors (https://www.sqlite.org/rescode.html) and PostgreSQL's codes
# (https://www.postgresql.org/docs/current/errcodes-appendix.html), by prefix; the first that fits counts.
_SENTENCES = (
    ("SQLITE_NOTADB", sentences.NOT_A_STORE),
    ("SQLITE_CORRUPT", sentences.STORE_DAMAGED),
    ("SQLITE_FULL", sentences.STORE_DISK_FULL),
    ("SQLITE_BUSY", sentences.STORE_LOCKED),
    ("SQLITE_LOCKED", sentences.STORE_LOCKED),
    ("SQLITE_READONLY", sentences.STORE_FILE_READ_ONLY),
    ("SQLITE_CANTOPEN", sentences.STORE_FILE_NOT_OPENED),
    ("SQLITE_IOERR", sentences.STORE_FILE_IO_ERROR),
    ("08", sentences.STORE_UNREACHABLE),
    ("25006", sentences.STORE_SERVER_READ_ONLY),
    ("28P01", sentences.STORE_LOGIN_REFUSED),
    ("28000", sentences.STORE_USER_REFUSED),
    ("3D000", sentences.STORE_DATABASE_MISSING),
    ("42501", sentences.STORE_RIGHTS_MISSING),
    ("53100", sentences.STORE_DISK_FULL),
    ("53300", sentences.STORE_TOO_MANY_CONNECTIONS),
    ("55P03", sentences.STORE_LOCKED),
    ("57P03", sentences.STORE_SERVER_STARTING),
    ("57P", sentences.STORE_DISCONNECTED),
    ("XX001", sentences.STORE_DAMAGED),
    ("XX002", sentences.STORE_DAMAGED),
)

# A connection that was never made has no code, only libpq's words; any other such error is `08`.
_CODES_BY_WORDS = (
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
    """Return the sentence for an error of a database driver; `name` is the store as messages name it."""
    # libpq names host and port first, which `name` does too.
    *_, reason = (str(error).strip().splitlines() or [sentences.UNKNOWN])[0].split("failed: ")
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or _guessed_code(error, reason)
    for prefix, text in _SENTENCES:
        if code.startswith(prefix):
            return text.format(name=name, reason=reason)
    return sentences.STORE_OTHER_ERROR.format(name=name, reason=reason)


def _guessed_code(error: BaseException | None, reason: str) -> str:
    """Return the code that an error without one stands for, an empty text where it cannot be inferred."""
    if type(error).__name__ not in ("OperationalError", "ConnectionTimeout") or hasattr(error, "sqlite_errorcode"):
        return ""  # the driver refuses it by itself, such as an option that it does not know
    return next((code for words, code in _CODES_BY_WORDS if words in reason), "08")
