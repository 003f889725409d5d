"""Which address shows which page. Addresses of reports, versions, sections and numbers are cited, so they stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.browse.pages import changes, coverage, home, indicators, kept, report, reports, search, sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportarchive.browse.answers import Answer, Asked
    from reportarchive.browse.site import Site

REPORT = r"/reports/(?P<report>[^/]+)"
VERSION = rf"{REPORT}/versions/(?P<version>\d+)"
INDICATOR = r"/indicators/(?P<code>[^/]+)"

ROUTES: tuple[tuple[str, Callable[[Site, Asked], Answer]], ...] = (
    (r"/$", home.home),
    (r"/reports$", reports.reports),
    (rf"{REPORT}$", report.current),
    (rf"{REPORT}/changes/(?P<before>\d+)-(?P<after>\d+)$", changes.changes),
    (rf"{VERSION}$", report.version),
    (rf"{VERSION}/sections/(?P<section>[^/]+)$", report.section),
    (rf"{VERSION}/numbers/(?P<number>\d+)$", report.number),
    (rf"{VERSION}/bytes$", kept.kept),
    (r"/indicators$", indicators.indicators),
    (rf"{INDICATOR}$", indicators.indicator),
    (rf"{INDICATOR}/years\.svg$", indicators.years_chart),
    (rf"{INDICATOR}/places\.svg$", indicators.places_chart),
    (rf"{INDICATOR}/values\.csv$", indicators.values_csv),
    (r"/coverage$", coverage.matrix),
    (r"/coverage/(?P<division>[^/]+)$", coverage.place),
    (r"/sources$", sources.sources),
    (r"/search$", search.search),
)
