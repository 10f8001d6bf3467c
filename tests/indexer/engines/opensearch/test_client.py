"""A cluster is reached over TLS with a password that nothing prints, and a node that hangs costs no answer."""

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
from indexer.engines.opensearch.url import parse_url
from indexer.engines.port import EngineError, SearchRequest
from tests.support.cluster_index import HOI, filled, index_name
from tests.support.faulty_proxy import NodeAnswer, NodeRequest, spoiled
from tests.support.opensearch import Cluster

PASSWORD = "s3cr/t@:%"
ESCAPED = "s3cr%2Ft%40%3A%25"
AUTHORIZATION = "Basic " + b64encode(f"me:{PASSWORD}".encode()).decode()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file with a key and the certificate of 127.0.0.1 that it signed itself."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make a certificate: apt install openssl")
    pem = tmp_path_factory.mktemp("tls") / "node.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=node"
    names = ("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(pem), "-out", str(pem.with_suffix(".crt")))
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    with pem.open("a") as both:
        both.write(pem.with_suffix(".crt").read_text())
    return pem


@pytest.fixture
def safe(cluster: Cluster, certificate: Path) -> Iterator[str]:
    """Give hosts that speak TLS and ask for the password."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with spoiled(cluster.ports, guarded, context) as hosts:
        yield hosts


def guarded(request: NodeRequest) -> NodeAnswer | None:
    return request.answer() if request.authorization == AUTHORIZATION else (401, b"{}")


def test_over_tls_with_a_password_an_index_is_written_and_read(safe: str, certificate: Path) -> None:
    url = f"opensearch+https://me:{ESCAPED}@{safe}/{index_name()}?ca={certificate.with_suffix('.crt')}"
    assert filled(url, 5).read().search(SearchRequest(HOI)).total == 5


def test_an_untrusted_certificate_is_a_sentence_with_the_next_step(safe: str) -> None:
    engine = open_engine(f"opensearch+https://me:{ESCAPED}@{safe}/{index_name()}", "f1")
    with pytest.raises(EngineError, match=r"chứng chỉ TLS không tin được: hãy thêm \?ca=TỆP"):
        engine.current()


def test_a_missing_file_of_certificates_is_a_sentence(safe: str, tmp_path: Path) -> None:
    for wrong in (tmp_path / "no.crt", tmp_path):
        with pytest.raises(EngineError, match="HDND_ENGINE"):
            open_engine(f"opensearch+https://{safe}/{index_name()}?ca={wrong}", "f1").current()


def test_a_password_from_the_environment_does_as_one_in_the_url(cluster: Cluster) -> None:
    with spoiled(cluster.ports, guarded) as hosts:
        for login, variables in (
            ("", {"HDND_ENGINE_USER": "me", "HDND_ENGINE_PASSWORD": PASSWORD}),
            ("me@", {"HDND_ENGINE_PASSWORD": PASSWORD}),
            (f"me:{ESCAPED}@", {"HDND_ENGINE_USER": "other", "HDND_ENGINE_PASSWORD": "wrong"}),
        ):
            settings = load({"HDND_ENGINE": f"opensearch+http://{login}{hosts}/{index_name()}", **variables})
            assert open_engine(settings.engine, "f1", settings.engine_login).current() is None


def test_a_password_without_a_name_is_refused() -> None:
    with pytest.raises(EngineError, match="HDND_ENGINE_USER"):
        open_engine("opensearch+http://h/n", "f1", (None, PASSWORD))


def test_nothing_prints_the_password(cluster: Cluster, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    printed: list[str] = []
    with spoiled(cluster.ports, guarded) as hosts:
        for password in (ESCAPED, f"{ESCAPED}wrong"):
            url = f"opensearch+http://me:{password}@{hosts}/{index_name()}"
            printed += [repr(parse_url(url)), repr(load({"HDND_ENGINE": url})), repr(open_engine(url, "f1"))]
            try:
                printed.append(repr(filled(url, 2).read()))
            except EngineError as error:
                printed.append(f"{error} {error!r} {error.__cause__!r}")
    for login in ((f"me:{ESCAPED}@", "/UPPER"), (f"me:{ESCAPED}@", "/n?x=1"), (f"me:{ESCAPED}@", ":port/n")):
        with pytest.raises(EngineError) as raised:
            parse_url("h".join(login).join(("opensearch+http://", "")))
        printed.append(str(raised.value))
    everything = "\n".join((*printed, caplog.text))
    assert "mật khẩu" in everything
    for secret in (PASSWORD, ESCAPED, AUTHORIZATION.split()[1]):
        assert secret not in everything


@contextmanager
def hanging() -> Iterator[str]:
    """Give a host that takes every connection and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(100)
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def test_a_node_that_never_answers_costs_no_answer(cluster: Cluster) -> None:
    index = index_name()
    filled(cluster.url(index), 5)
    with hanging() as host:
        url = cluster.url(index, timeout=1).replace("http://", f"http://{host},")
        reader = open_engine(url, "f1").read()
        assert [reader.search(SearchRequest(HOI)).total for _ in range(8)] == [5] * 8


def test_a_cluster_that_never_answers_is_a_sentence(cluster: Cluster) -> None:
    with hanging() as host, pytest.raises(EngineError, match="không trả lời"):
        open_engine(f"opensearch+http://{host}/{index_name()}?timeout=1", "f1").current()


def test_a_document_that_no_node_could_read_is_requested_again(cluster: Cluster) -> None:
    index, times = index_name(), 0
    filled(cluster.url(index), 5)

    def spoil(request: NodeRequest) -> NodeAnswer:
        nonlocal times
        status, body = request.answer()
        if "_mget" in request.path:
            times += 1
            answer = json.loads(body)
            if times == 1:
                error = {"error": {"type": "no_shard_available_action_exception"}}
                answer["docs"][1] = {"_index": index, "_id": answer["docs"][1]["_id"], **error}
            return status, json.dumps(answer).encode()
        return status, body

    with spoiled(cluster.ports[:1], spoil) as host:
        reader = open_engine(f"opensearch+http://{host}/{index}", "f1").read()
        assert reader.get(["d1", "d2", "d9"]) == {"d1": b"1", "d2": b"2"}
    assert times == 2
