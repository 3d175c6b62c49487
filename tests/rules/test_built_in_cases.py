"""Slips in the built-in measure that a person could make and that its own cases must notice."""

from pathlib import Path

import pytest

from tests.conftest import ROOT
from yzcomp.cases.load import load_cases
from yzcomp.cases.models import Options
from yzcomp.cases.run import run_cases

RULES, CASES = ROOT / "rules/xianggui-2018", ROOT / "cases/xianggui-2018"
IN_DISPUTE = "      - {fact: in_dispute, is: yes}\n"
HOUSES = "        - {term: compensable_house}\n"
CERTIFIED = HOUSES + "        - {fact: title, is: certificate}\n"
REWARDED = (
    "    for_each: houses\n    condition:\n      all:\n"
    + HOUSES
    + "        - any:\n            - {fact: use, is: residential}"
)
RELOCATED = "        - {fact: kind, is: main, otherwise: 只计正房}\n" + HOUSES
PONDS = "      - {constant: 25000, unit: 元/亩}\n      - {fact: area}\n"
CAP = "    at_most: {factors: [{constant: 1000000, unit: 元}], text: 最高一百万元}\n"
VACATED = (
    "      - {constant: 100, unit: 元/㎡}\n      - {sum: legal_floor_area, of: houses, where: {term: rewarded_house}"
)
MONETARY = "        - {fact: resettlement, is: monetary, otherwise: 本项只付货币安置户}\n"
FEW = MONETARY + "        - {value: {term: counted_residents}, at_most: 5}\n"
JOINT = "        - any:\n            - {term: vacated_on_time}\n"
UNSAID = JOINT + "            - all: [{fact: vacated_on_time, given: no}, {fact: vacated_on, given: no}]\n"


def slip(old: str, new: str, count: int = 1) -> tuple[str, str, int]:
    return old, new, count


SLIPS = {
    "搬家过渡只看填的人数": slip("tier: {term: counted_residents}", "tier: {fact: legal_residents}", 2),
    "货币安置只看填的人数": slip("      else: {term: counted_residents}\n", "      else: {fact: legal_residents}\n"),
    "底层占地只核对住宅": slip("        - {fact: kind, is: main}\n    must", "        - {fact: kind, is: main}\n        - {fact: use, is: residential}\n    must"),
    "迁建只计有证": slip(RELOCATED, RELOCATED.replace(HOUSES, CERTIFIED)),
    "奖励只计有证": slip(REWARDED, REWARDED.replace(HOUSES, CERTIFIED)),
    "三年只限水田旱土": slip("    must: {fact: years, at_most: 3}", "    when: {fact: land_class, in: [paddy, dry]}\n    must: {fact: years, at_most: 3}"),
    "争议只管有土地的": slip(IN_DISPUTE, "      - {all: [{fact: in_dispute, is: yes}, {some: parcels}]}\n"),
    "争议只管安置地": slip(IN_DISPUTE, "      - {all: [{fact: in_dispute, is: yes}, {fact: resettlement, is: site}]}\n"),
    "腾空面积封顶": slip(VACATED, VACATED + ", at_most: 200"),
    "没有说腾空也给签约奖励": slip(JOINT, UNSAID),
    "货币安置最多五人": slip(MONETARY, FEW),
    "水塘封顶": slip(PONDS, PONDS + CAP),
    "造塘付给被征收户": slip("    article: 第八条\n    payee: collective", "    article: 第八条\n    payee: household"),
    "临时用地付给被征收户": slip("    article: 第二十条\n    payee: collective", "    article: 第二十条\n    payee: household"),
    "临时用地由征地拆迁资金支付": slip("    payer: land_user\n", "", 2),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", SLIPS)
def test_a_case_notices(name: str, tmp_path: Path) -> None:
    old, new, count = SLIPS[name]
    texts = {file.name: file.read_text(encoding="utf-8") for file in RULES.iterdir()}
    assert sum(text.count(old) for text in texts.values()) == count
    for file, text in texts.items():
        (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    files = load_cases([CASES], Options(rules=str(tmp_path)))
    assert any(result.failed for result in run_cases(files))
