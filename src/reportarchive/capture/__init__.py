"""The bytes as received -> kept objects named by their SHA-256, and back. The only room that stores bodies.

Refuses to hand out an object that is missing or no longer has its hash (`CaptureError`).
"""

from reportarchive.capture.store import ObjectStore

__all__ = ["ObjectStore"]
