"""The site zoo: government sites of every family on loopback, with all the ways in which real ones fail.

`sites.toml` says who publishes what; `cms` dresses it as the content systems do; `faults` are the behaviours, each a
host of its own; `server` serves them all and keeps the request log; `sources` writes the source file of the zoo.
Everything is invented: places have codes 99xxxx.
"""
