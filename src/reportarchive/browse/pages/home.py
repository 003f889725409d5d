"""The first page: what is in the archive, what came last, what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.browse.answers import Page
from reportarchive.browse.site import rows_of
from reportarchive.query import load_alarms, run_named

if TYPE_CHECKING:
    from reportarchive.browse.answers import Asked
    from reportarchive.browse.site import Site


def home(site: Site, asked: Asked) -> Page:
    """Return the first page."""
    del asked
    kinds = load_alarms()
    alarms = rows_of(run_named(site.reader, "alarms"))
    for alarm in alarms:
        alarm["title"] = kinds[alarm["code"]].title if alarm["code"] in kinds else alarm["code"]
    years = site.ask("years")
    told = {
        "years": years,
        "reports": sum(row["reports"] for row in years),
        "newest": site.ask("newest"),
        "alarms": alarms,
    }
    return Page("home.html", told)
