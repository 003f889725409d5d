"""One request of the archive -> one record of a web archive (WARC 1.1): response, revisit or resource.

Bodies are kept after their content coding was undone, so the headers that speak of the coded bytes are renamed
(`X-Archive-Orig-…`) and the length is that of the body written. Equal input gives equal bytes. A header of a hostile
server stays one line, in the characters it was sent in.
"""

from __future__ import annotations

import re
import uuid
from base64 import b32encode
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from reportarchive.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from reportarchive.archive import Exchange

VERSION = "WARC/1.1"
NAMESPACE = uuid.UUID("6f0c2f3e-5b0a-5d43-9a57-3c1f0f1f7a35")
RENAMED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
TRUNCATED = {
    Outcome.TOO_LARGE: "length",
    Outcome.TIMEOUT: "time",
    Outcome.UNREACHABLE: "disconnect",
    Outcome.WRONG_TYPE: "unspecified",
}
"""Why the body of an answer was not kept, where the outcome says that (ISO 28500:2017, 5.13)."""
PHRASES = {status.value: status.phrase for status in HTTPStatus}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_LINE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NO_TOKEN = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")  # RFC 9110, 5.6.2
_URI = "%/:?#[]@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where and when a body was received that is in the web archive already, and its size."""

    uri: str
    date: str
    size: int


class RecordWriter(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """Writes records, each a gzip member of its own, with SHA-256 digests throughout."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file, gzip=True, warc_version=VERSION)

    @staticmethod
    def _create_digester() -> Any:
        return Digester("sha256")

    def write_opening(self, name: str, first: Exchange, lines: Iterable[tuple[str, str]]) -> None:
        """Write the record that says what this file is; its date is that of the file's first request."""
        payload = BytesIO("".join(f"{key}: {value}\r\n" for key, value in lines).encode())
        headers = _record_headers(first, of=name) | {"WARC-Filename": name}
        length = len(payload.getvalue())
        self.write_record(
            self.create_warc_record("", "warcinfo", payload=payload, length=length, warc_headers_dict=headers)
        )

    def write_response(self, exchange: Exchange, body: bytes) -> None:
        """Write an answer with its body."""
        headers = _record_headers(exchange)
        if exchange.sha256 is None and (why := TRUNCATED.get(Outcome(exchange.outcome))):
            headers["WARC-Truncated"] = why
        self._write("response", exchange, body, headers, http_headers=_HttpHead(exchange, len(body)))

    def write_revisit(self, exchange: Exchange, earlier: Earlier) -> None:
        """Write an answer whose body is that of an earlier record: its head, and where the body is."""
        record = self.create_revisit_record(
            uri_of(exchange),
            _digest(exchange.sha256 or ""),
            earlier.uri,
            earlier.date,
            http_headers=_HttpHead(exchange, earlier.size),
            warc_headers_dict=_record_headers(exchange),
        )
        self.write_record(record)

    def write_resource(self, exchange: Exchange, body: bytes) -> None:
        """Write a file that a person brought; its type was not told by anyone."""
        self._write("resource", exchange, body, _record_headers(exchange), warc_content_type="application/octet-stream")

    def _write(self, kind: str, exchange: Exchange, body: bytes, headers: dict[str, str], **more: object) -> None:
        if exchange.sha256:
            headers["WARC-Payload-Digest"] = _digest(exchange.sha256)
        block = {"payload": BytesIO(body), "length": len(body)}
        self.write_record(self.create_warc_record(uri_of(exchange), kind, warc_headers_dict=headers, **block, **more))


class _HttpHead(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """The status line and headers of an answer, written in the bytes they came in instead of percent-encoded."""

    def __init__(self, exchange: Exchange, length: int) -> None:
        # The version and the reason phrase are not kept: the phrase is the usual one.
        line = f"{exchange.status} {PHRASES.get(exchange.status or 0, '')}"
        super().__init__(line, _fitting(exchange.headers, length), protocol="HTTP/1.1")

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Set the bytes that are written; called by warcio."""
        del header_filter
        self.headers_buff = self.to_str().encode("latin-1", "replace") + b"\r\n"


def is_file(exchange: Exchange) -> bool:
    """Tell whether a person brought the bytes, so that nothing was asked."""
    return exchange.status is None and exchange.sha256 is not None and exchange.final_url.startswith("file:")


def uri_of(exchange: Exchange) -> str:
    """Return the address that gave the answer, as a URI in ASCII; of a file its name, below no folder."""
    if is_file(exchange):
        return f"file:///{quote(exchange.final_url.removeprefix('file:'), safe='')}"
    return quote(_answered_by(exchange), safe=_URI)


def _answered_by(exchange: Exchange) -> str:
    """Return the address the answer came from: of a redirect that was not followed the one before its target."""
    is_redirect = exchange.status in _REDIRECTS and any(name.lower() == "location" for name, _ in exchange.headers)
    if is_redirect and exchange.redirects and exchange.final_url == exchange.redirects[-1]:
        return [exchange.url, *exchange.redirects][-2]
    return exchange.final_url


def _fitting(headers: Iterable[tuple[str, str]], length: int) -> list[tuple[str, str]]:
    """Return headers of one line each that fit the body written; those that speak of another one are renamed."""
    fitting = [
        (
            f"X-Archive-Orig-{name}" if name.lower() in RENAMED else _NO_TOKEN.sub("-", name),
            _NO_LINE.sub(" ", value),
        )
        for name, value in headers
    ]
    return [*fitting, ("Content-Length", str(length))]


def _record_headers(exchange: Exchange, *, of: str = "") -> dict[str, str]:
    """Return the id and date of a request's record, or of the file called `of` that it is the first in."""
    identity = f"{of} {exchange.fetch_id} {exchange.requested_at} {uri_of(exchange)} {exchange.sha256}"
    record_id = uuid.uuid5(NAMESPACE, identity).urn
    return {"WARC-Record-ID": f"<{record_id}>", "WARC-Date": exchange.requested_at}


def _digest(sha256: str) -> str:
    return f"sha256:{b32encode(bytes.fromhex(sha256)).decode()}"
