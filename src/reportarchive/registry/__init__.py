"""Who publishes where: bundled and own source files -> divisions, sources and families of content systems.

Enters: TOML and CSV files. Leaves: a `Registry`. Refuses, with file and line: what cannot be read, keys and
values that cannot be, and two sources of one id within the same set of files.
"""

from reportarchive.registry.amend import set_verified
from reportarchive.registry.book import Registry, load_registry
from reportarchive.registry.checks import check_registry

__all__ = ["Registry", "check_registry", "load_registry", "set_verified"]
