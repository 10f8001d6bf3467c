from __future__ import annotations

from pathlib import Path

import pytest

from corpus.settings import SETTINGS, SettingError, load


def test_without_any_variable_all_data_stands_in_var() -> None:
    settings = load({"PATH": "/bin"})
    assert settings.home == Path("./var")
    assert settings.store == "sqlite:///./var/store.sqlite"
    assert settings.blobs == "file:./var/blobs"
    assert settings.engine == "whoosh:./var/index"
    assert (settings.host, settings.port, settings.token) == ("127.0.0.1", 8080, None)
    assert (settings.threads, settings.max_body, settings.queue, settings.timeout) == (2, 10_485_760, 256, 30)


def test_store_and_index_move_with_the_data_folder() -> None:
    settings = load({"HDND_HOME": "/srv/hdnd"})
    assert settings.store == "sqlite:////srv/hdnd/store.sqlite"
    assert settings.blobs == "file:/srv/hdnd/blobs"
    assert settings.engine == "whoosh:/srv/hdnd/index"


def test_what_is_given_wins_and_an_empty_variable_counts_as_unset() -> None:
    settings = load({"HDND_ENGINE": "memory:", "HDND_TOKEN": "", "HDND_THREADS": "", "HDND_LISTEN": "[::1]:0"})
    assert (settings.engine, settings.token, settings.threads) == ("memory:", None, 2)
    assert (settings.host, settings.port) == ("::1", 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HDND_LISTEN", "8080"),
        ("HDND_LISTEN", "localhost:http"),
        ("HDND_LISTEN", "localhost:65536"),
        ("HDND_THREADS", "0"),
        ("HDND_THREADS", "tám"),
        ("HDND_QUEUE", "-1"),
        ("HDND_TIMEOUT", "1.5"),
        ("HDND_MAX_BODY", "²"),
        ("HDND_STORE", "store.sqlite"),
        ("HDND_BLOBS", "blobs"),
        ("HDND_ENGINE", "whoosh"),
        ("HDND_ORIGINALS", "yes"),
        ("HDND_PUBLIC_URL", "tracuu.binhhoa.example"),
        ("HDND_PUBLIC_URL", "ftp://binhhoa.example"),
        ("HDND_PUBLIC_URL", "https://binhhoa.example/?a=1"),
        ("HDND_PUBLIC_URL", "https://binhhoa.example/tra-cuu"),
        ("HDND_PUBLIC_URL", "https://a:b@binhhoa.example"),
        ("HDND_PUBLIC_URL", "https://binhhoa.example:cổng"),
    ],
)
def test_a_bad_value_is_refused_with_the_name_of_the_variable(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{name} phải .*\\.$"):
        load({name: value})


def test_the_public_address_is_that_of_the_service_if_none_is_given() -> None:
    assert load({}).public_url == "http://127.0.0.1:8080"
    assert load({"HDND_LISTEN": "[::1]:80"}).public_url == "http://[::1]:80"
    assert load({"HDND_PUBLIC_URL": "https://tracuu.binhhoa.example/"}).public_url == "https://tracuu.binhhoa.example"


def test_the_site_is_a_file_of_the_data_folder_or_the_named_one(tmp_path: Path) -> None:
    assert load({"HDND_HOME": str(tmp_path)}).site is None
    (tmp_path / "site.toml").touch()
    assert load({"HDND_HOME": str(tmp_path)}).site == tmp_path / "site.toml"
    assert load({"HDND_SITE": "/khong/co.toml"}).site == Path("/khong/co.toml")


def test_an_unknown_variable_is_refused_and_the_nearest_name_offered() -> None:
    with pytest.raises(SettingError, match=r"HDND_TREADS.*HDND_THREADS"):
        load({"HDND_TREADS": "4"})


def test_variables_of_the_tests_are_no_error() -> None:
    load({"HDND_SHARED_DATA": "/data", "HDND_TEST_OPENSEARCH": "3.3.2", "HDND_TEST_SERVERS": "required"})


def test_secrets_are_not_printed() -> None:
    shown = repr(load({"HDND_TOKEN": "s3cret", "HDND_STORE": "postgresql+psycopg://u:s3cret@db/x"}))
    assert "s3cret" not in shown


def test_every_setting_has_a_description() -> None:
    assert all(s.name.startswith("HDND_") and s.what for s in SETTINGS)
    assert len({s.name for s in SETTINGS}) == len(SETTINGS)
