"""The bundled sample site: eight invented districts, three years, two days, served on loopback.

What is planted where is told in `docs/demo-site.md`; all prose and all figures are made up.
"""

from reportarchive.demo.expected import ExpectedReport, expected_reports
from reportarchive.demo.figures import Figure, figures
from reportarchive.demo.places import SITE_KEYS
from reportarchive.demo.prose import report_lines, report_text
from reportarchive.demo.registry_text import registry_toml
from reportarchive.demo.server import DEFAULT_PORTS, DemoSite, serve
from reportarchive.demo.site import Page, build_site

__all__ = [
    "DEFAULT_PORTS",
    "SITE_KEYS",
    "DemoSite",
    "ExpectedReport",
    "Figure",
    "Page",
    "build_site",
    "expected_reports",
    "figures",
    "registry_toml",
    "report_lines",
    "report_text",
    "serve",
]
