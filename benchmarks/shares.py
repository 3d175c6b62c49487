"""What a share of another item, a dated rate and a dated standard cost a batch: ``python shares.py [households]``.

Computes households of two houses each under a rulebook that has all three, and under the same with plain rates instead;
prints the ratio of the times.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 3
ITEM = "{{name: {0}, article: 第一条, payee: household, summary: 试, for_each: {1}, factors: [{2}]}}"
FLAT = "{{name: {0}, article: 第一条, payee: household, summary: 试, factors: [{1}]}}"
HEAD = """
rulebook: {{id: timed, title: 试, document: 无, issued_on: 2020-01-01}}
rounding: {{step: {{constant: 0.01, unit: 元}}}}
standards: {{houses: {{name: 房价, document: 文, article: 第一条, key: [houses.structure], unit: 元/㎡{dated}}}}}
"""
PERIODS = "[{to: 2019-12-31, value: 500}, {from: 2020-01-01, value: 600}]"
RATES = """
standard: {{id: s, title: 试, document: 文, issued_on: 2020-01-01, official: 是}}
rates: {{houses: [{rows}]}}
"""
ONE = "{结构: 砖混, 标准: 900.55}"
TWO = "{结构: 砖混, 标准: 900.55, 有效期至: 2019-12-31}, {结构: 砖混, 标准: 950, 有效期自: 2020-01-01}"


def rules(changing: bool) -> str:
    """The rulebook with plain rates, or with rates that change with time and a share of another item."""
    by_time = f"{{dated: notice_date, unit: 元/人, periods: {PERIODS}}}"
    rate = by_time if changing else "{constant: 500, unit: 元/人}"
    share = "{share: 5%, of: a}" if changing else "{constant: 50, unit: 元/人}, {fact: legal_residents}"
    items = [
        "a: " + ITEM.format("甲", "houses", "{standard: houses, key: [{fact: structure}]}, {fact: legal_floor_area}"),
        "b: " + FLAT.format("乙", rate + ", {fact: legal_residents}"),
        "c: " + FLAT.format("丙", "{constant: 50, unit: 元/㎡}, {sum: legal_floor_area, of: houses}"),
        "d: " + FLAT.format("丁", share),
    ]
    dated = ", dated: notice_date" if changing else ""
    return HEAD.format(dated=dated) + "items:\n" + "".join(f"  {item}\n" for item in items)


def write(folder: Path, count: int) -> None:
    """``count`` households with two houses each, as two sheets."""
    days = ("2019-03-01", "2020-06-01")
    with (folder / "户.csv").open("w", encoding="utf-8") as households:
        households.write("户编号,户主,合法常住人口,安置方式,征地告知日\n")
        households.writelines(f"{n},张三,{n % 6 + 1},不予安置,{days[n % 2]}\n" for n in range(count))
    with (folder / "房屋.csv").open("w", encoding="utf-8") as houses:
        houses.write("户编号,合法建筑面积,结构\n")
        houses.writelines(f"{n // 2},{n % 300 + 20}.5,砖混\n" for n in range(2 * count))


def processor_seconds(*command: object) -> float:
    """The processor time of a command, which other work on the machine changes little."""
    before = os.times()
    subprocess.run([sys.executable, *map(str, command)], stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        write(folder / "in", count)
        commands = []
        for changing in (False, True):
            book, rates = folder / f"rules-{changing}.yaml", folder / f"rates-{changing}.yaml"
            book.write_text(rules(changing), encoding="utf-8")
            rates.write_text(RATES.format(rows=TWO if changing else ONE), encoding="utf-8")
            options = ("--rules", book, "--standards", rates, "-o", folder / "out", "--force", "--processes", 1)
            commands.append(("-m", "yzcomp", "batch", folder / "in", *options))
        pairs = [[processor_seconds(*command) for command in commands] for _ in range(ROUNDS)]
        plain, changing = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(other / one for one, other in pairs)
        print(f"{count} households: {plain:.2f} s, with a share and dated rates {changing:.2f} s, ratio {ratio:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
