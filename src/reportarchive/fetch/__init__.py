"""Address -> payload over HTTP: guarded, paced, robots.txt honoured, every ending an outcome. The network room.

Body bytes are kept as received once transfer and content coding (chunked, gzip, deflate) are undone; nothing
else is done to them. Redirects are followed by hand, each target checked like the first address.
"""

from reportarchive.fetch.fetcher import Fetcher, has_contact, utc_now
from reportarchive.fetch.outcomes import is_site_wall
from reportarchive.fetch.pacing import LocalSlots
from reportarchive.fetch.validators import validators_of

__all__ = ["Fetcher", "LocalSlots", "has_contact", "is_site_wall", "utc_now", "validators_of"]
