"""TLS is verified against the name although the connection goes to a checked address."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from reportarchive.model import Outcome

x509 = pytest.importorskip("cryptography.x509", reason="the certificate of this test is made with cryptography")
hashes = pytest.importorskip("cryptography.hazmat.primitives.hashes")
serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization")
ec = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ec")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import MakeFetcher

NAME = "www.example.gov.cn"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Type: text/html\r\n\r\nreport"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    begin = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=3))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def port(certificate: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                try:
                    plain, _ = listener.accept()
                    plain.settimeout(5)
                    with context.wrap_socket(plain, server_side=True) as connection:
                        connection.recv(65536)
                        connection.sendall(ANSWER)
                except OSError:
                    continue

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        over.set()
        thread.join()


@pytest.mark.parametrize("name", [NAME, "www.other.gov.cn"])
def test_the_certificate_must_be_the_names(certificate: Path, port: int, make_fetcher: MakeFetcher, name: str) -> None:
    outcome = Outcome.OK if name == NAME else Outcome.TLS_REFUSED
    fetcher = make_fetcher(tls=ssl.create_default_context(cafile=certificate), resolver=lambda *_: ["127.0.0.1"])
    got = fetcher.get(f"https://{name}:{port}/a", hosts=[f"{name}:{port}"], purpose="article")
    assert got.outcome is outcome, got.evidence


def test_an_unknown_authority_is_refused(port: int, make_fetcher: MakeFetcher) -> None:
    fetcher = make_fetcher(resolver=lambda *_: ["127.0.0.1"])
    got = fetcher.get(f"https://{NAME}:{port}/a", hosts=[f"{NAME}:{port}"], purpose="article")
    assert got.outcome is Outcome.TLS_REFUSED, got.evidence
    assert "CERTIFICATE_VERIFY_FAILED" in got.evidence
