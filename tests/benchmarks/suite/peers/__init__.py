"""What others offer for the same work, each called as its documentation recommends, where it is installed.

No module here has the name of one of Python's own: a spider is run as a script, and finds this folder first.
"""

from __future__ import annotations

import warnings
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

Call = TypeVar("Call")


@cache
def module(name: str) -> Any:
    """Return a module of a peer, imported when first asked for."""
    return import_module(name)


def there(calls: Mapping[str, Call], needs: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, Call], tuple[str, ...]]:
    """Return the competitors whose modules can be imported, and a line for each that is not there."""
    present, missing = {}, []
    for name, call in calls.items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what peers lack that nothing here asks of them
                for needed in needs.get(name, ()):
                    module(needed)
        except Exception as error:  # noqa: BLE001 - whatever an import raises, the peer is not there
            missing.append(f"{name} ({error})")
        else:
            present[name] = call
    return present, tuple(missing)
