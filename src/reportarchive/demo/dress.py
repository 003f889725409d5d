"""Lines of a report -> the HTML of its body, in one of the layouts met on real sites.

Enters: lines with layout signs (see `prose`). Leaves: HTML. Layouts: `paragraphs` (one <p> a line), `breaks`
(one <p>, lines parted by <br>), `word` (a Word export: MsoNormal, nested spans with line breaks between
them, so that a number and its unit stand on two source lines).
"""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

from reportarchive.demo.prose import table_cells

BOLD = re.compile(r"\*([^*]+)\*")
WORD_RUN = re.compile(r"[0-9.]+|[^0-9.]+")
ALIGNED = {"= ": "center", "> ": "right"}


def body_html(lines: tuple[str, ...], layout: str) -> str:
    """Return the body of a report page in the given layout."""
    if layout == "breaks":
        return "<p>" + "<br />\n".join("　　" + _bold(_bare(line)) for line in lines) + "</p>"
    write = _word_paragraph if layout == "word" else _paragraph
    parts: list[str] = []
    for is_table, group in groupby(lines, key=lambda line: line.startswith("|")):
        members = list(group)
        parts.extend([_table(members)] if is_table else [write(line) for line in members])
    return "\n".join(parts)


def _paragraph(line: str) -> str:
    align = ALIGNED.get(line[:2])
    if align:
        return f'<p style="text-align: {align};">{_bold(line[2:])}</p>'
    return f'<p style="text-indent: 2em;">{_bold(line)}</p>'


def _word_paragraph(line: str) -> str:
    align = ALIGNED.get(line[:2])
    words = escape(_bare(line), quote=False).replace("*", "")
    runs = [_word_run(run) for run in WORD_RUN.findall(words)]
    indent = "" if align else "<span>&nbsp;&nbsp;&nbsp; </span>\n"
    style = f' align="{align}" style="text-align:{align}"' if align else ' style="line-height:28.0pt"'
    return f'<p class="MsoNormal"{style}>{indent}' + "\n".join(runs) + "<o:p></o:p></p>"


def _word_run(run: str) -> str:
    if run[0].isdigit():
        return f'<span lang="EN-US" style="font-family:仿宋_GB2312"><span>{run}</span></span>'
    return f'<span style="font-size:16.0pt;\nfont-family:仿宋_GB2312;mso-hansi-font-family:宋体">{run}</span>'


def _table(lines: list[str]) -> str:
    rows = [
        "<tr>" + "".join(f"<td>{escape(cell, quote=False)}</td>" for cell in table_cells(line)) + "</tr>"
        for line in lines
    ]
    return '<table border="1" cellspacing="0">\n' + "\n".join(rows) + "\n</table>"


def _bold(line: str) -> str:
    return BOLD.sub(r"<strong>\1</strong>", escape(line, quote=False))


def _bare(line: str) -> str:
    return line[2:] if line[:2] in ALIGNED else line
