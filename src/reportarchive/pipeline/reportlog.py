"""One structured line a report: which run saw which report of which source, by which request, and what changed.

Lines go through the standard `logging`, to the logger `reportarchive.reports`, so that whoever runs us may listen: a
scheduler, a test, or by the setting `log_lines` the run's own standard error. A line holds ids and nothing of a page.
"""

from __future__ import annotations

import json
import logging
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.settings import LogLines

LOGGER = logging.getLogger("reportarchive.reports")
LOGGER.setLevel(logging.INFO)
LOGGER.propagate = False  # only who listens to this very logger hears it: a person's terminal is not flooded
FIELDS = ("run_id", "kind", "source_id", "report_id", "version_id", "change", "fetch_id")
"""What every line tells, in this order; a field that there is nothing for is null, and left out of a text line."""


def log_report(**told: str | int | None) -> None:
    """Log one report at the level INFO, its fields in the record too; `told` are some of `FIELDS`."""
    if not LOGGER.hasHandlers():
        return
    fields = {name: told[name] for name in FIELDS if told.get(name) is not None}
    LOGGER.info(" ".join(f"{name}={value}" for name, value in fields.items()), extra={"report": fields})


@contextmanager
def own_lines(form: LogLines, run_id: int) -> Iterator[None]:
    """Write the lines of one run to standard error for the time of the run, in the form the setting names."""
    if form == "off":
        yield
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else logging.Formatter("%(message)s"))
    handler.addFilter(lambda record: getattr(record, "report", {}).get("run_id") == run_id)
    LOGGER.addHandler(handler)
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)


class JsonLines(logging.Formatter):
    """One JSON object a line: `time` in UTC, then every one of `FIELDS`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as its line."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        fields = getattr(record, "report", {})
        return json.dumps({"time": time} | {name: fields.get(name) for name in FIELDS}, ensure_ascii=False)
