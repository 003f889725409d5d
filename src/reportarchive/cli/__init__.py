"""The command line: each command parses its options, calls the pipeline, and prints.

Commands import what they need when they run, so that `--help` and a query start at once.
"""

from reportarchive.cli.app import app, main

__all__ = ["app", "main"]
