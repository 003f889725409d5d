"""Gold: texts annotated by hand by the conventions, and the scoring of the parser against them.

`reading.py` reads gold files into cases, `scoring.py` counts, `__main__.py` is `make eval`; `floors.toml` holds the
scores that must not fall. Beside the TOML files here the JSON files of `../shared/gold` are read when they are there.

A case is written before the parser is run on it: a `text`, and `quantities` in text order, all of them. A quantity
has its `surface` (first numeral through unit), `value` and `unit`; what is left out is usual: no `upper`, `bound`
exact, no `change`, no `indicator`, no `target`. `also` names a second code that is as right. `numerals` lists other
numerals with their reason. A whole report has a `year` and its `headings`, a line each: `level|mark|title|role`.
"""
