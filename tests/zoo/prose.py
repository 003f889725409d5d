"""The text of an invented report: the same place and year always give the same sentences and numbers."""

from __future__ import annotations

import zlib


def body_of(place: str, year: int, *, reconsiderations: int | None = None, repeat: int = 1) -> list[str]:
    """Return the paragraphs of a report; `reconsiderations` overrules one number, `repeat` lengthens the middle."""
    seed = zlib.crc32(f"{place}{year}".encode())
    n = [(seed >> shift) % 400 + 20 for shift in range(0, 24, 3)]
    cases = n[0] if reconsiderations is None else reconsiderations
    middle = [
        f"严格规范公正文明执法，全年办理行政处罚案件{n[1]}件，开展行政检查{n[2]}次，依法公开执法信息{n[3]}条。",
        f"深化“放管服”改革，压减审批时限{n[4] % 60 + 10}%，新增一网通办事项{n[5]}项，办结群众诉求{n[6]}件。",
    ]
    return [
        f"{year}年，{place}坚持依法行政，法治政府建设取得新成效。现将有关情况报告如下。",
        "一、主要举措和成效",
        f"（一）依法化解矛盾纠纷。全年收到行政复议申请{cases}件，审结{max(cases - 5, 1)}件。",
        "（二）规范行政执法。",
        *(middle * repeat),
        "二、存在的不足和原因",
        "基层执法力量仍然不足，个别单位学法用法不够深入，法治宣传的针对性有待增强。",
        "三、主要负责人履行推进法治建设第一责任人职责情况",
        f"主要负责人主持研究法治工作{n[7] % 9 + 2}次，带头学法，推动落实重大行政决策合法性审查。",
        f"四、{year + 1}年工作安排",
        "继续完善依法行政制度体系，加强执法人员培训，推进法治政府建设示范创建。",
    ]
