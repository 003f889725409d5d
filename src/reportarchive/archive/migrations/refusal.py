"""Why no migration goes back: what a newer schema holds has no place in an older one, and would be lost."""

from __future__ import annotations

from typing import NoReturn

from reportarchive.errors import ArchiveError


def refuse_downgrade() -> NoReturn:
    """Refuse to take a database to an earlier revision.

    Raises:
        ArchiveError: always; it says what to do instead.
    """
    raise ArchiveError(
        "archives are not downgraded, since that would lose what only the newer schema holds;"
        " restore the backup made before the upgrade (`reportarchive db backup`) and use the version that wrote it"
    )
