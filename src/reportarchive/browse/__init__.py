"""The archive for people who would rather look than query: Datasette with pages of our own, read only.

`pages` make what is told on each page from the views; `rendering` makes HTML of it; `plugin` is the door to Datasette,
and `server` starts it. Only commands import this room; nothing here writes, and nothing asks the network.
"""
