"""The watchdog: what is wrong with the sources and the archive, noted as alarms first, then told to people."""

from reportarchive.pipeline.watch.looking import Watched, watch

__all__ = ["Watched", "watch"]
