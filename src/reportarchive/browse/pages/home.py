"""The first page: what is in the archive, what came last, what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.browse.answers import Page
from reportarchive.query import load_alarms

if TYPE_CHECKING:
    from reportarchive.browse.answers import Asked
    from reportarchive.browse.site import Site


def home(site: Site, asked: Asked) -> Page:
    """Return the first page."""
    del asked
    kinds = load_alarms()
    alarms = site.ask_if_held("alarm_open", "alarms")
    for alarm in alarms or ():
        alarm["title"] = kinds[alarm["code"]].title if alarm["code"] in kinds else alarm["code"]
    years = site.ask("years")
    told = {
        "years": years,
        "reports": sum(row["reports"] for row in years),
        "newest": site.ask("newest"),
        "alarms": alarms,
    }
    return Page("home.html", told)
