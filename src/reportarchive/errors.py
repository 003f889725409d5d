"""What can go wrong, as a tree; the command line turns each into one line and exit status 2.

ReportArchiveError          one clear sentence that says what to do
├── UsageError              the call itself is wrong: option, year, target of `demo`
├── InputError              a file a person gave is missing, empty, binary or not a report
├── RegistryError           a source or family file is unreadable or contradicts itself (file and line)
├── UnknownName             a division, source, report or query of that name is not here
├── FetchRefused            the guard refuses to ask: private address, foreign host, no contact set
├── CaptureError            kept bytes are missing or altered
├── ArchiveError            the database is unreachable, too new, read-only or full
└── QueryRefused            a query that is not read-only, too large or too slow

Third-party exceptions are turned into these where they arise; nothing here logs.
"""


class ReportArchiveError(Exception):
    """Base of every error a user can cause or mend; its text is complete without a traceback."""


class UsageError(ReportArchiveError):
    """The command was called with an option or target that cannot be."""


class InputError(ReportArchiveError):
    """A file given by hand is missing, empty, binary or holds no report."""


class RegistryError(ReportArchiveError):
    """A data file of the registry is unreadable or contradicts itself; names the file and line."""


class UnknownName(ReportArchiveError):
    """A name was given that the registry, the archive or the cookbook does not hold."""


class FetchRefused(ReportArchiveError):
    """A request was refused before it was sent."""


class CaptureError(ReportArchiveError):
    """Kept bytes are missing or no longer match their hash."""


class ArchiveError(ReportArchiveError):
    """The database cannot be used as it is."""


class QueryRefused(ReportArchiveError):
    """A query was refused or stopped by the read-only guard."""
