"""Traditional script: whether a text is written in it, and the same text in simplified script, character for character.

Gateways of government sites (/gate/big5/) serve machine-made copies in traditional script. The script is turned back
here, so that a copy reads like the page it was made from, and no offset moves. The regional words that some of them
put in (資訊 for 信息, 品質 for 质量) stay: turned back, 文件 would become 文档 and 新增 添加.

>>> is_traditional("推進法治政府建設，規範行政執法。"), simplified("辦理行政複議案件12件")
(True, '办理行政复议案件12件')
"""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

# Frequent characters of the genre that are written otherwise in the other script; none is shared by both.
_TRADITIONAL = re.compile("[設執規範務審條區報進實體關訴應據單權總產業導書見議縣辦為與會國機構監檢調複證員準項]")
_SIMPLIFIED = re.compile("[设执规务审条区报进实体关诉应据单权总产业导书见议县办为与会国机构监检调复证员项]")
_SAMPLE = 4000  # characters looked at: the script of a page does not change in its middle


def is_traditional(text: str) -> bool:
    """Tell whether a text is written in traditional script, by the frequent characters of its beginning."""
    sample = text[:_SAMPLE]
    traditional = len(_TRADITIONAL.findall(sample))
    return traditional > 3 and traditional > 2 * len(_SIMPLIFIED.findall(sample)) + 3


def simplified(text: str) -> str:
    """Return the text in simplified script, one character for one."""
    converted = str(_converter().convert(text))
    if len(converted) == len(text):
        return converted
    return "".join(one if len(one := str(_converter().convert(char))) == 1 else char for char in text)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
