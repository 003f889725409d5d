"""What a site said of the page it gave last -> the headers that spare it from giving the page again.

A header that was received goes back into a request, so only what can stand in one does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reportarchive.model import Validators

if TYPE_CHECKING:
    from collections.abc import Iterable

_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{1,200}"')  # RFC 9110, 8.8.3, without bytes that are no ASCII
_DATE = re.compile(r"[A-Za-z0-9 ,:+-]{10,60}")


def validators_of(headers: Iterable[tuple[str, str]]) -> Validators | None:
    """Return the validators among the headers of an answer, or None when it has none that can be sent back."""
    named = {name.lower(): value.strip() for name, value in headers}
    etag, modified = named.get("etag", ""), named.get("last-modified", "")
    found = Validators(
        etag if _ETAG.fullmatch(etag) else None,
        modified if _DATE.fullmatch(modified) else None,
    )
    return found if found.etag or found.last_modified else None


def conditional(validators: Validators | None) -> dict[str, str]:
    """Return the request headers that ask for a page only if it is another one.

    What was kept may be old or from elsewhere, so it is looked at again: what cannot be sent is left out.
    """
    if validators is None:
        return {}
    fit = validators_of((("etag", validators.etag or ""), ("last-modified", validators.last_modified or "")))
    if fit is None:
        return {}
    said = {"if-none-match": fit.etag, "if-modified-since": fit.last_modified}
    return {name: value for name, value in said.items() if value}
