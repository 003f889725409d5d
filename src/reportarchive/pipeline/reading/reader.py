"""The program of a reading process: calls what comes in on its standard input, until that is closed.

Started by `readers`, never by hand. Its answers are pickles, so nothing else may be printed.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys

NICENESS = 10


def main() -> None:
    """Call function after function and send back what each returned or raised."""
    # Who asks and stores has little to do and much to wait for, so it goes first; reading takes what is left.
    os.nice(NICENESS)
    # An interrupt on the terminal is for the harvest, which closes the pipe when it has ended.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while True:
        try:
            function, args, kwargs = pickle.load(source)  # noqa: S301 - from our own process
        except EOFError:
            return
        try:
            answer: tuple[bool, object] = (True, function(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller raises it
            answer = (False, error)
        try:
            sink.write(pickle.dumps(answer))
            sink.flush()
        except BrokenPipeError:
            return


if __name__ == "__main__":
    main()
