"""A cluster is reached over TLS and with a password that nobody sees, and a node that hangs costs no answer."""

from __future__ import annotations

import json
import logging
import shutil
import socket
import ssl
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.settings import load
from indexer.engines.factory import open_engine
from indexer.engines.opensearch.url import parsed
from indexer.engines.port import EngineError, SearchRequest
from tests.indexer.engines.opensearch.test_generations import HOI, filled, name
from tests.support.faulty_proxy import Answer, Asked, between
from tests.support.opensearch import Cluster

PASSWORD = "s3cr/t@:%"
ESCAPED = "s3cr%2Ft%40%3A%25"
KNOWN = "Basic " + b64encode(f"me:{PASSWORD}".encode()).decode()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file with a key and the certificate of 127.0.0.1 that it signed itself."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make a certificate: apt install openssl")
    made = tmp_path_factory.mktemp("tls") / "node.pem"
    asked = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=node"
    names = ("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(made), "-out", str(made.with_suffix(".crt")))
    subprocess.run([*asked.split(), *names], check=True, capture_output=True)
    with made.open("a") as both:
        both.write(made.with_suffix(".crt").read_text())
    return made


@pytest.fixture
def safe(cluster: Cluster, certificate: Path) -> Iterator[str]:
    """Give hosts that speak TLS and let nobody in without the password."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with between(cluster.ports, guarded, context) as hosts:
        yield hosts


def guarded(asked: Asked) -> Answer | None:
    return asked.answer() if asked.authorization == KNOWN else (401, b"{}")


def test_over_tls_with_its_own_certificate_and_a_password_an_index_is_written_and_read(
    safe: str, certificate: Path
) -> None:
    url = f"opensearch+https://me:{ESCAPED}@{safe}/{name()}?ca={certificate.with_suffix('.crt')}"
    assert filled(url, 5).read().search(SearchRequest(HOI)).total == 5


def test_a_certificate_that_nobody_knows_is_one_sentence_with_the_next_step(safe: str) -> None:
    engine = open_engine(f"opensearch+https://me:{ESCAPED}@{safe}/{name()}", "f1")
    with pytest.raises(EngineError, match=r"chứng chỉ TLS không tin được: hãy thêm \?ca=TỆP"):
        engine.current()


def test_a_file_of_certificates_that_is_not_there_is_one_sentence(safe: str, tmp_path: Path) -> None:
    for wrong in (tmp_path / "no.crt", tmp_path):
        with pytest.raises(EngineError, match="HDND_ENGINE"):
            open_engine(f"opensearch+https://{safe}/{name()}?ca={wrong}", "f1").current()


def test_a_password_from_the_environment_does_as_one_in_the_address(cluster: Cluster) -> None:
    with between(cluster.ports, guarded) as hosts:
        for login, variables in (
            ("", {"HDND_ENGINE_USER": "me", "HDND_ENGINE_PASSWORD": PASSWORD}),
            ("me@", {"HDND_ENGINE_PASSWORD": PASSWORD}),
            (f"me:{ESCAPED}@", {"HDND_ENGINE_USER": "other", "HDND_ENGINE_PASSWORD": "wrong"}),
        ):
            settings = load({"HDND_ENGINE": f"opensearch+http://{login}{hosts}/{name()}", **variables})
            assert open_engine(settings.engine, "f1", settings.engine_login).current() is None


def test_a_password_without_a_name_is_refused() -> None:
    with pytest.raises(EngineError, match="HDND_ENGINE_USER"):
        open_engine("opensearch+http://h/n", "f1", (None, PASSWORD))


def test_nobody_prints_the_password(cluster: Cluster, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    with between(cluster.ports, guarded) as hosts:
        for password in (ESCAPED, f"{ESCAPED}wrong"):
            url = f"opensearch+http://me:{password}@{hosts}/{name()}"
            said += [repr(parsed(url)), repr(load({"HDND_ENGINE": url})), repr(open_engine(url, "f1"))]
            try:
                said.append(repr(filled(url, 2).read()))
            except EngineError as error:
                said.append(f"{error} {error!r} {error.__cause__!r}")
    for login in ((f"me:{ESCAPED}@", "/UPPER"), (f"me:{ESCAPED}@", "/n?x=1"), (f"me:{ESCAPED}@", ":port/n")):
        with pytest.raises(EngineError) as told:
            parsed("h".join(login).join(("opensearch+http://", "")))
        said.append(str(told.value))
    everything = "\n".join((*said, caplog.text))
    assert "mật khẩu" in everything
    for secret in (PASSWORD, ESCAPED, KNOWN.split()[1]):
        assert secret not in everything


@contextmanager
def hanging() -> Iterator[str]:
    """Give a host that takes every connection and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(100)
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def test_a_node_that_takes_questions_and_never_answers_costs_no_answer(cluster: Cluster) -> None:
    index = name()
    filled(cluster.url(index), 5)
    with hanging() as host:
        url = cluster.url(index, timeout=1).replace("http://", f"http://{host},")
        reader = open_engine(url, "f1").read()
        assert [reader.search(SearchRequest(HOI)).total for _ in range(8)] == [5] * 8


def test_a_cluster_that_never_answers_is_one_sentence(cluster: Cluster) -> None:
    with hanging() as host, pytest.raises(EngineError, match="không trả lời"):
        open_engine(f"opensearch+http://{host}/{name()}?timeout=1", "f1").current()


def test_a_document_that_no_node_could_read_is_asked_for_again(cluster: Cluster) -> None:
    index, times = name(), 0
    filled(cluster.url(index), 5)

    def spoil(asked: Asked) -> Answer:
        nonlocal times
        status, body = asked.answer()
        if "_mget" in asked.path:
            times += 1
            told = json.loads(body)
            if times == 1:
                error = {"error": {"type": "no_shard_available_action_exception"}}
                told["docs"][1] = {"_index": index, "_id": told["docs"][1]["_id"], **error}
            return status, json.dumps(told).encode()
        return status, body

    with between(cluster.ports[:1], spoil) as host:
        reader = open_engine(f"opensearch+http://{host}/{index}", "f1").read()
        assert reader.get(["d1", "d2", "d9"]) == {"d1": b"1", "d2": b"2"}
    assert times == 2
