"""Templates to HTML: everything escaped, nothing that hides or turns what is read, labels in two tongues.

Whatever a template prints passes `harmless`, so that no page can forget it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from reportarchive import __version__
from reportarchive.browse import links
from reportarchive.text.shown import grouped, short, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportarchive.browse.answers import Page

ROOM = "reportarchive.browse"


def harmless(value: object) -> object:
    """Return what is printed with every character that hides or turns others as U+FFFD, one for one."""
    if isinstance(value, Markup):
        return Markup(visible(str(value)))  # noqa: S704 (it was markup before)
    return "" if value is None else visible(str(value))


@cache
def labels() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """Return group -> name -> Chinese and English of `labels.toml`."""
    told = tomllib.loads((files(ROOM) / "labels.toml").read_text(encoding="utf-8"))
    return {group: {name: (zh, en) for name, (zh, en) in names.items()} for group, names in told.items()}


def label(name: str, group: str = "page") -> Markup:
    """Return a label in both tongues."""
    zh, en = labels()[group][name]
    return Markup('{} <span lang="en">{}</span>').format(zh, en)


def plain(name: str, group: str = "page") -> str:
    """Return a label in both tongues as text, for where no markup may be."""
    return " ".join(labels()[group][name])


def code_of(name: object, group: str) -> Markup:
    """Return a code of the archive in both tongues; one that no label knows as it is."""
    known = labels()[group]
    return label(str(name), group) if str(name) in known else Markup("{}").format(escape(name))


@cache
def environment() -> Environment:
    """Return the templates with everything they call."""
    made = Environment(
        loader=PackageLoader(ROOM),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"grouped": grouped, "short": short}
    made.globals |= {"t": label, "plain": plain, "code_of": code_of, "link": links, "software": __version__}
    return made


def render(page: Page) -> str:
    """Return the HTML of a page."""
    return environment().get_template(page.template).render(page.told)
