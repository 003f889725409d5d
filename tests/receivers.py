"""Where messages go in tests: a webhook and a mail server, real ones on loopback, which can refuse or fall silent."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LOOPBACK = "127.0.0.1"


@dataclass
class Webhook:
    """A web server that takes messages; `status` is its answer, and while `is_silent` is set it answers nothing."""

    port: int
    status: int = 200
    taken: list[dict[str, Any]] = field(default_factory=list)
    asked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    is_silent: threading.Event = field(default_factory=threading.Event)
    goes_on: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"json://{LOOPBACK}:{self.port}/alarms"


@contextmanager
def open_webhook() -> Iterator[Webhook]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.asked.release()
            if hook.is_silent.is_set():
                hook.goes_on.wait()
                return
            if hook.status == 200:
                hook.taken.append(json.loads(body))
            self.send_response(hook.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    hook = Webhook(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hook
    finally:
        hook.goes_on.set()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Mailbox:
    """A mail server that takes what comes; with `refuses` it takes no recipient."""

    port: int
    refuses: bool = False
    letters: list[EmailMessage] = field(default_factory=list)

    @property
    def address(self) -> str:
        return (
            f"mailto://{LOOPBACK}:{self.port}?from=watchdog@archive.example&to=operator@archive.example&mode=insecure"
        )


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    class Handler(socketserver.StreamRequestHandler):
        """As much of RFC 5321 as a letter without a login needs."""

        def handle(self) -> None:
            self.say("220 mailbox.example ready")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"QUIT":
                    self.say("221 bye")
                    return
                if verb == b"DATA":
                    self.say("354 go on")
                    self.take()
                refused = verb == b"RCPT" and box.refuses
                self.say("550 nobody here" if refused else "250 well")

        def take(self) -> None:
            lines = []
            while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                lines.append(line.removeprefix(b"."))
            box.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer((LOOPBACK, 0), Handler) as server:
        box = Mailbox(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
