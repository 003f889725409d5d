"""How each content system pages its listings: rows -> what stands at which path.

Each module has one function `pages(listing) -> {target: reply}`; a target is a path, with its query where that counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.zoo.cms import columns, content_n, generic, gkmlpt, hanweb, pc_content, shanghai, trs, ucap, vsb

if TYPE_CHECKING:
    from tests.zoo.cms.listing import Listing, Pages

SYSTEMS = {
    "trs": trs.pages,
    "ucap": ucap.pages,
    "hanweb": hanweb.pages,
    "gkmlpt": gkmlpt.pages,
    "vsb": vsb.pages,
    "shanghai": shanghai.pages,
    "columns": columns.pages,
    "content_n": content_n.pages,
    "pc_content": pc_content.pages,
    "generic": generic.pages,
}


def listing_pages(listing: Listing) -> Pages:
    """Return the listing pages of a site in the manner of its content system."""
    return SYSTEMS[listing.site.family](listing)
