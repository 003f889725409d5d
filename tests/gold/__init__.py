"""Gold: texts annotated by hand by the conventions, and the scoring of the parser against them.

`reading.py` reads gold files into cases, `scoring.py` counts, `__main__.py` is `make eval`; `floors.toml` holds the
scores that must not fall. Beside the TOML files here the JSON files of `../shared/gold` are read when they are there.
"""
