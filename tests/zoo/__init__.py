"""The site zoo: government sites on loopback, with their source file and the truth about them.

Real sockets on 127.0.0.1, one address:port a host, one thread for all of them. Nothing here asks the project's code
for a word: pages, source file and truth are written from the same data, so what a harvest finds can be held against it.

    with open_zoo() as zoo:                 # or the fixture `zoo`
        zoo.sources_toml()                  # the source file, all sources or those named
        zoo.truth.reports                   # what is to be found, as the sites stand now
        zoo.truth.look_alikes               # what must not be stored, and the decision that each deserves
        zoo.misbehave("slow-article")       # a trial begins to misbehave, until zoo.calm()
        zoo.turn(2)                         # edits, deletions, moves, re-uploads, a new report
        zoo.log.most_in_flight(host)        # politeness: what was asked, when, and how much at once

Each concern has one module: `server` (sockets), `log` (what was asked), `answers` (what is said), `sites` and
`entries` (data to values), `prose` (bodies), `frames` (values to HTML), `cms/*` (how each system pages its listings),
`tricks` and `trials` (how sites misbehave), `truth`, `source_file`, `zoo` (all of it together), `many` (hundreds of
hosts for measuring, in a process of their own: `python -m tests.zoo.many`).

The data is `data/`: `sites.toml` (hosts, columns, reports), `decoys.toml` (the look-alikes of every listing),
`prose.toml` (sentences), `trials.toml` (one misbehaviour each), `looks.toml` and `html/` (frames). A new site, title or
fault is a block there.

A *trial* is a small healthy site of three reports that can be made to misbehave in one way, at its listing, at its
newest article or at its robots.txt. So a harvest can first take the good data and then prove that it stays.
"""
