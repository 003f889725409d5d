"""What must be so at the end of a rehearsal, each with the sentence that says it is not."""

from __future__ import annotations

from tests.machines.rehearsal import HALF, PAGES, SOURCES, Outcome


def shortcomings(found: Outcome, *, apart: bool) -> list[str]:
    """Return what is not as it should be, in sentences; nothing when all is."""
    reports = SOURCES * PAGES
    asked = found.asked
    must = {
        "the fingerprints differ": found.alone == found.together and len(found.alone) == 64,
        f"there are {found.reports} reports, not {reports}": found.reports == reports,
        f"work items ended {found.items}": found.items == {"done": SOURCES},
        f"the backfill that was left ended {found.states.get('kept')}": found.states.get("kept") == "COMPLETED",
        f"the kill came at {found.done_at_kill} done": HALF <= found.done_at_kill < SOURCES,
        "the kill hit nothing that was under way": found.held_at_kill > 0,
        f"only {found.killed} processes were killed, so no flow": found.killed >= 2,
        f"the server answered {found.unauthorized} without the auth string": found.unauthorized == 401,
        f"secrets stand in logs: {', '.join(found.leaked)}": not found.leaked,
        f"hosts were asked several things at once: {asked}": asked is not None and asked.most_in_flight_at_a_host == 1,
        f"a machine worked without its cable: {found.connections}": not apart or min(found.connections.values()) > 0,
    }
    return [sentence for sentence, holds in must.items() if not holds]
