"""Hands TCP connections on from one address to another, port for port, as the end of an SSH tunnel does.

`python -m tests.machines.forward LISTEN TARGET PORT…` waits for a line on its input, then listens, says `ready`, and
serves until its input ends; last it prints how many connections came from which address, as a line of JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from contextlib import suppress


async def hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy one direction of a connection until it ends, and end the other side with it."""
    with suppress(ConnectionError):
        while piece := await reader.read(1 << 16):
            writer.write(piece)
            await writer.drain()
    with suppress(ConnectionError, RuntimeError):
        writer.close()


async def serve(listen: str, target: str, ports: list[int], seen: Counter[str]) -> None:
    """Listen on all ports until the standard input ends."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen[writer.get_extra_info("peername")[0]] += 1
        port = writer.get_extra_info("sockname")[1]
        try:
            there, back = await asyncio.open_connection(target, port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(hand_on(reader, back), hand_on(there, writer))

    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.readline)
    for port in ports:
        await asyncio.start_server(connected, listen, port)
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.machines.forward", description="Hand connections on.")
    parser.add_argument("listen")
    parser.add_argument("target")
    parser.add_argument("ports", type=int, nargs="+")
    given = parser.parse_args()
    seen: Counter[str] = Counter()
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(given.listen, given.target, given.ports, seen))
    print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main()
