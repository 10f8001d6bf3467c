"""Read the settings from environment variables, each with a default, and refuse invalid values and unknown names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from corpus import sentences


@dataclass(frozen=True, slots=True)
class Setting:
    """Describes an environment variable; `what` is for people, `default` is None where unset means off."""

    name: str
    default: str | None
    what: str


SETTINGS = (
    Setting("HDND_HOME", "./var", "Thư mục dữ liệu: kho, bản gốc, chỉ mục"),
    Setting(
        "HDND_STORE", "sqlite:///<HDND_HOME>/store.sqlite", "Kho văn bản: sqlite:///TỆP hoặc postgresql+psycopg://…"
    ),
    Setting("HDND_BLOBS", "file:<HDND_HOME>/blobs", "Nơi giữ bản gốc: file:THƯ_MỤC, hoặc store: là ngay trong kho"),
    Setting("HDND_ORIGINALS", "on", "Cho tải bản gốc và tệp kèm theo qua HTTP: on hoặc off"),
    Setting(
        "HDND_ENGINE",
        "whoosh:<HDND_HOME>/index",
        "Bộ máy tìm kiếm: whoosh:ĐƯỜNG_DẪN, memory: hoặc opensearch+http://MÁY:CỔNG/TÊN",
    ),
    Setting("HDND_ENGINE_USER", None, "Tên đăng nhập vào cụm OpenSearch, khi không ghi trong HDND_ENGINE"),
    Setting("HDND_ENGINE_PASSWORD", None, "Mật khẩu vào cụm OpenSearch, khi không ghi trong HDND_ENGINE"),
    Setting(
        "HDND_TESSDATA",
        None,
        "Thư mục có vie.traineddata để đọc ảnh chụp; không đặt thì dùng của gói tesseract-ocr-vie",
    ),
    Setting("HDND_LISTEN", "127.0.0.1:8080", "Địa chỉ và cổng mà dịch vụ lắng nghe"),
    Setting("HDND_TOKEN", None, "Mã bí mật để thay đổi văn bản qua HTTP; không đặt thì không ai thay đổi được"),
    Setting("HDND_PROCESSES", "1", "Số tiến trình cùng trả lời ở một địa chỉ; mỗi nhân xử lý một tiến trình là vừa"),
    Setting("HDND_THREADS", "2", "Số luồng trả lời cùng lúc trong mỗi tiến trình"),
    Setting("HDND_MAX_BODY", "10485760", "Nội dung dài nhất của một yêu cầu HTTP, tính bằng byte"),
    Setting("HDND_QUEUE", "256", "Số yêu cầu được chờ; quá số này dịch vụ trả lời 503"),
    Setting("HDND_TIMEOUT", "30", "Số giây chờ một kết nối im lặng, và chờ việc dở dang khi dừng dịch vụ"),
    Setting(
        "HDND_TRUSTED_PROXIES",
        None,
        "Địa chỉ hoặc mạng của máy chủ web đặt phía trước, cách nhau bằng dấu phẩy, ví dụ 127.0.0.1,10.0.0.0/8",
    ),
    Setting(
        "HDND_PUBLIC_URL",
        "http://<HDND_LISTEN>",
        "Địa chỉ mà người dùng gõ để vào dịch vụ, ví dụ https://tracuu.binhhoa.example",
    ),
    Setting(
        "HDND_SITE", "<HDND_HOME>/site.toml", "Tệp ghi tên, biểu trưng, liên hệ và màu của trang; không có cũng được"
    ),
)

Network = IPv4Network | IPv6Network

# Variables of the tests, which no program reads: options, and where real material is.
_TEST_PREFIXES = ("HDND_SHARED_DATA", "HDND_TEST_")


class SettingError(ValueError):
    """Names a variable whose value cannot be used and says what to write instead, in one sentence for people."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Holds every setting, checked: `max_body` in bytes, `timeout` in seconds. Secrets are left out of its repr.

    `store`, `blobs` (the originals) and `engine` are URLs that only their packages parse.
    """

    home: Path
    store: str = field(repr=False)
    blobs: str
    originals: bool  # whether they are sent
    engine: str = field(repr=False)
    engine_login: tuple[str | None, str | None] = field(repr=False)  # name and password
    tessdata: str | None
    host: str
    port: int
    token: str | None = field(repr=False)
    processes: int
    threads: int
    max_body: int
    queue: int
    timeout: int
    trusted_proxies: tuple[Network, ...]
    given_public_url: str | None  # without a slash at its end
    site: Path | None  # None where nothing names a file and there is none in the data folder

    @property
    def public_url(self) -> str:
        """Give the address at which people reach the service, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.given_public_url or f"http://{host}:{self.port}"


def load(environ: Mapping[str, str]) -> Settings:
    """Return the settings that the variables give; an empty variable counts as unset.

    Raises SettingError for a value that cannot be used and for an HDND_ variable that does not exist.
    """
    _refuse_unknown(environ)
    values = {s.name: environ.get(s.name) or s.default for s in SETTINGS}
    home = values["HDND_HOME"] or ""
    values = {name: value and value.replace("<HDND_HOME>", home) for name, value in values.items()}
    host, port = _address("HDND_LISTEN", values["HDND_LISTEN"] or "")
    return Settings(
        home=Path(home),
        store=_with_scheme("HDND_STORE", values["HDND_STORE"] or ""),
        blobs=_with_scheme("HDND_BLOBS", values["HDND_BLOBS"] or ""),
        originals=_switch("HDND_ORIGINALS", values["HDND_ORIGINALS"] or ""),
        engine=_with_scheme("HDND_ENGINE", values["HDND_ENGINE"] or ""),
        engine_login=(values["HDND_ENGINE_USER"], values["HDND_ENGINE_PASSWORD"]),
        tessdata=values["HDND_TESSDATA"],
        host=host,
        port=port,
        token=values["HDND_TOKEN"],
        processes=_count("HDND_PROCESSES", values["HDND_PROCESSES"], 1, 256),
        threads=_count("HDND_THREADS", values["HDND_THREADS"], 1, 1000),
        max_body=_count("HDND_MAX_BODY", values["HDND_MAX_BODY"], 1024, 2**31),
        queue=_count("HDND_QUEUE", values["HDND_QUEUE"], 1, 100_000),
        timeout=_count("HDND_TIMEOUT", values["HDND_TIMEOUT"], 1, 3600),
        trusted_proxies=_networks("HDND_TRUSTED_PROXIES", values["HDND_TRUSTED_PROXIES"] or ""),
        given_public_url=_web_address("HDND_PUBLIC_URL", environ.get("HDND_PUBLIC_URL")),
        site=_named_or_present(environ.get("HDND_SITE"), Path(home) / "site.toml"),
    )


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    names = [s.name for s in SETTINGS]
    for name in sorted(environ):
        if name.startswith("HDND_") and name not in names and not name.startswith(_TEST_PREFIXES):
            nearest = get_close_matches(name, names, n=1, cutoff=0)[0]
            raise SettingError(sentences.UNKNOWN_SETTING.format(name=name, nearest=nearest))


def _with_scheme(name: str, value: str) -> str:
    if ":" not in value:
        raise SettingError(sentences.SETTING_WITHOUT_SCHEME.format(name=name, example=_default(name)))
    return value


def _switch(name: str, value: str) -> bool:
    if value not in ("on", "off"):
        raise SettingError(sentences.SETTING_NOT_A_SWITCH.format(name=name, value=value))
    return value == "on"


def _address(name: str, value: str) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")  # around an IPv6 address, which has colons itself
    if not host or not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise SettingError(sentences.SETTING_NOT_AN_ADDRESS.format(name=name, example=_default(name), value=value))
    return host, int(port)


def _web_address(name: str, value: str | None) -> str | None:
    if not value:
        return None
    try:
        parts = urlsplit(value)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_valid = urlsplit(""), False
    is_plain = not (parts.query or parts.fragment or parts.username or "?" in value or "#" in value)
    is_root = parts.path in ("", "/") and not re.search(r"[\s<>\"']", value)
    if parts.scheme in ("http", "https") and parts.hostname and port_is_valid and is_plain and is_root:
        return value.removesuffix("/")
    raise SettingError(sentences.SETTING_NOT_A_WEB_ADDRESS.format(name=name, value=value))


def _named_or_present(named: str | None, usual: Path) -> Path | None:
    """Return the file that a setting names, which may be missing; else the one in its usual place, if it is there."""
    if named:
        return Path(named)
    return usual if usual.exists() else None


def _networks(name: str, value: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip())
    except ValueError:
        raise SettingError(sentences.SETTING_NOT_NETWORKS.format(name=name, value=value)) from None


def _count(name: str, value: str | None, minimum: int, maximum: int) -> int:
    if value and value.isascii() and value.isdigit() and minimum <= int(value) <= maximum:
        return int(value)
    out_of_range = sentences.SETTING_OUT_OF_RANGE
    raise SettingError(out_of_range.format(name=name, minimum=minimum, maximum=maximum, value=value))


def _default(name: str) -> str | None:
    return next(s.default for s in SETTINGS if s.name == name)
