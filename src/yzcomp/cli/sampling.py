"""``yzcomp sampling``: how many to draw, what a sample that has been looked at says of all, and how amounts begin."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Annotated

import typer

from yzcomp.audit.checked_sample import read_checked
from yzcomp.audit.digits import Digits, digits_of
from yzcomp.audit.projection import Projection, Side, project
from yzcomp.audit.recorded import SUMS
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.audit.sample_size import attributes_size, mus_size, poisson_limit
from yzcomp.cli.common import DONE, Cause, attention, print_problems, read_yuan, tell_of
from yzcomp.cli.console import stdout_console
from yzcomp.cli.options import ColumnMapFile, Encoding, Rules
from yzcomp.forms import clean, narrow
from yzcomp.money import FEN, ZERO, plain, yuan
from yzcomp.output.grid import Column, grid
from yzcomp.problems import Problem, Refused
from yzcomp.rulebook.load import load_rulebook
from yzcomp.tables.columnmap import column_map

_HUNDRED = Decimal(100)


Confidence = Annotated[str, typer.Option("--confidence", metavar="百分数", help="置信度。")]


def size(
    tolerable: Annotated[
        str,
        typer.Option("--tolerable", metavar="元|百分数", help="可容忍差错：元，或 5% 这样的差错率。"),
    ],
    confidence: Confidence = "95%",
    expected: Annotated[str, typer.Option("--expected", metavar="元|百分数", help="预计差错。")] = "0",
    total: Annotated[str | None, typer.Option("--total", metavar="元", help="记录的总额，按货币单元抽。")] = None,
    households: Annotated[
        int | None,
        typer.Option("--households", metavar="户数", help="总体的户数，按属性抽；不写则当作很多。", min=1),
    ] = None,
) -> int:
    """Says how many have to be drawn; returns the exit code."""
    risk = _risk(confidence)
    if total is None:
        return _attributes(risk, _rate(tolerable, "--tolerable"), _rate(expected, "--expected"), households)
    return _monetary(risk, read_yuan(total, "--total"), tolerable, expected)


def _attributes(risk: Decimal, tolerable: Decimal, expected: Decimal, households: int | None) -> int:
    _refuse_above(tolerable, expected)
    found = attributes_size(tolerable, expected, risk, households)
    if found is None:
        raise _too_close()
    of = f"（总体 {households} 户，超几何分布）" if households else "（二项分布）"
    print(f"属性抽样：可容忍差错率 {_percent(tolerable)}，预计 {_percent(expected)}，置信度 {_percent(1 - risk)}{of}")
    print(f"抽 {found.size} 户；其中最多 {found.errors} 户有差错，才能说差错率低于 {_percent(tolerable)}")
    print(
        f"抽取：yzcomp audit 名册 --against 记录 --sample {found.size} --sample-by simple --seed 种子 --xlsx 抽样.xlsx"
    )
    return DONE


def _monetary(risk: Decimal, total: Decimal, tolerable: str, expected: str) -> int:
    if not total:
        raise Refused([Problem("out-of-range", "总额要大于0", field="--total", remedy="写记录的合计")])
    most, hoped = _part(tolerable, total, "--tolerable"), _part(expected, total, "--expected")
    _refuse_above(most, hoped)
    found = mus_size(most, hoped, risk)
    if found is None:
        raise _too_close()
    factor = poisson_limit(0, risk)
    print(
        f"货币单元抽样：总额 {yuan(total)} 元，可容忍差错 {yuan(most * total)} 元（{_percent(most)}），"
        f"预计 {yuan(hoped * total)} 元（{_percent(hoped)}），置信度 {_percent(1 - risk)}"
    )
    print(f"抽 {found.size} 户，间隔约 {yuan(total / found.size)} 元；没有差错时的系数 {factor}")
    print(f"污染率合计不超过 {_rounded(found.errors)}，上限才在可容忍差错以内")
    print(f"抽取：yzcomp audit 名册 --against 记录 --sample {found.size} --sample-by mus --seed 种子 --xlsx 抽样.xlsx")
    return DONE


def _refuse_above(tolerable: Decimal, expected: Decimal) -> None:
    if not ZERO <= expected < tolerable <= 1:
        message = "预计差错要小于可容忍差错，可容忍差错不大于全部"
        raise Refused([Problem("sampling-rates", message, field="--tolerable", remedy="检查两个数和 --total")])


def _too_close() -> Refused:
    message, remedy = "预计差错离可容忍差错太近，要抽的比总体还多", "提高可容忍差错，或全部核对"
    return Refused([Problem("sampling-rates", message, field="--expected", remedy=remedy)])


def evaluate(
    sample: Annotated[
        str,
        typer.Argument(metavar="抽样表", help="audit --sample --xlsx 写出的工作簿，填上查实金额。"),
    ],
    confidence: Confidence = "95%",
    tolerable: Annotated[str | None, typer.Option("--tolerable", metavar="元", help="可容忍差错，与上限比较。")] = None,
    encoding: Encoding = None,
) -> int:
    """Projects what was found in a sample; returns the exit code."""
    risk = _risk(confidence)
    most = read_yuan(tolerable, "--tolerable") if tolerable is not None else None
    checked, notes = read_checked(sample, encoding)
    found, of_file = project(checked, risk), tell_of(notes)
    wrong = sum(part.wrong for part in found.parts)
    _show(found, 1 - risk)
    above = _judged(found, most)
    return attention(
        of_file,
        Cause("抽查有差错", wrong, "户", "上面的表"),
        Cause("上限超过可容忍差错，或说不出上限", int(above), "", "上面的说明"),
    )


def _show(found: Projection, confidence: Decimal) -> None:
    console = stdout_console()
    columns = [Column("层", 6), *(Column(title, 0, 10, True) for title in ("户数", "抽查", "有差错"))]
    rows = [(p.name, str(p.households or "—"), str(p.looked_at), str(p.wrong)) for p in found.parts]
    console.print(grid(columns, rows, console))
    columns = [Column("", 6), *(Column(title, 0, 18, True) for title in ("查出（元）", "推断（元）", "上限（元）"))]
    print(f"\n置信度 {_percent(confidence)}")
    console.print(grid(columns, [_side("多记", found.over), _side("少记", found.under)], console))
    if found.rate is not None:
        print(f"差错率的上限 {_percent(found.rate, 2, ROUND_CEILING)}（有差错的户占全部户数，按户数随机抽取的才有）")
    if not found.random:
        print("有的层不是随机抽的，查出的就是查出的，不能推断没有查的户。")
    elif found.over.limit is None:
        print("金额的上限只有货币单元抽样有。")
    elif found.under.limit is None:
        print("有的户少记的比记录的还多（污染率大于1），少记的上限不成立。")
    print("推断和上限只对抽样的总体而言：记录里漏掉的户和漏记的项目抽不到，不在其中，要另从户籍、现场查起。")


def _side(name: str, side: Side) -> tuple[str, ...]:
    return name, yuan(side.found), yuan(side.projected), yuan(side.limit) if side.limit is not None else "—"


def _judged(found: Projection, most: Decimal | None) -> bool:
    """Says how the upper limit of what was recorded too much stands to what can be tolerated; whether a person is
    needed."""
    if most is None:
        return False
    limit = found.over.limit
    if limit is None:
        print(f"可容忍差错 {yuan(most)} 元：没有上限可比。")
        return True
    word, end = ("超过", "不能接受，要扩大抽查或全部核对") if limit > most else ("不超过", "可以接受")
    print(f"多记的上限 {yuan(limit)} 元，{word}可容忍差错 {yuan(most)} 元：{end}。")
    return limit > most


def digits(
    recorded: Annotated[Path, typer.Argument(metavar="记录", help="audit --against 读的记录。")],
    rules: Rules = None,
    encoding: Encoding = None,
    columns: ColumnMapFile = None,
) -> int:
    """Shows how the amounts of a record begin and how round they are; returns the exit code."""
    found = read_recorded(recorded, load_rulebook(rules), encoding, column_map(columns)).alone()
    of_file = tell_of(found)
    entries = [entry for household in (*found.households.values(), found.blank) for entry in household]
    items = [entry for entry in entries if entry.item not in SUMS] or entries
    unread = [Problem("bad-amount", entry.trouble, entry.place, level="warning") for entry in items if entry.trouble]
    print_problems(unread)
    _show_digits(digits_of(entry.amount for entry in items if entry.amount is not None))
    return attention(of_file, Cause("金额读不出", len(unread), "个", "上面的警告"))


def _show_digits(found: Digits) -> None:
    console = stdout_console()
    print(
        f"大于零的金额 {found.amounts} 个。只供选择核查的重点，不说明对错："
        "按固定标准算出的金额本来就不必合乎这个分布。\n"
    )
    columns = [Column("首位数字", 4), *(Column(title, 0, 14, True) for title in ("个数", "占", "本福德分布"))]
    rows = [(str(d), str(n), _share(n, found.amounts), _percent(found.benford(d), 1)) for d, n in found.first.items()]
    console.print(grid(columns, rows, console))
    print()
    columns = [Column("整数", 6), *(Column(title, 0, 14, True) for title in ("个数", "占"))]
    names = {step: f"{plain(step)} 元的整数倍" if step else "有角分" for step in found.multiples}
    multiples = [(names[step], str(n), _share(n, found.amounts)) for step, n in found.multiples.items()]
    console.print(grid(columns, multiples, console))
    print("每个金额只计入能整除它的最大的一行。")


def _share(part: int, count: int) -> str:
    return _percent(Decimal(part) / count, 1) if count else "—"


def _risk(text: str) -> Decimal:
    confidence = _rate(text if "%" in narrow(text) else f"{text}%", "--confidence")
    if not Decimal("0.5") <= confidence < 1:
        message, remedy = "置信度从 50% 到不满 100%", "写 95%"
        raise Refused([Problem("out-of-range", message, field="--confidence", remedy=remedy)])
    return 1 - confidence


def _part(text: str, total: Decimal, option: str) -> Decimal:
    """A share of the total, written as a percentage or as yuan."""
    return _rate(text, option) if "%" in narrow(text) else read_yuan(text, option) / total


def _rate(text: str, option: str) -> Decimal:
    number = clean(narrow(text))
    if not number.endswith("%") and number != "0":
        raise Refused([Problem("not-a-number", "差错率写成百分数", field=option, remedy="如 5%")])
    return read_yuan(number.removesuffix("%"), option) / _HUNDRED


def _percent(rate: Decimal, digits: int | None = None, rounding: str = ROUND_HALF_UP) -> str:
    shown = rate * _HUNDRED
    return f"{plain(shown) if digits is None else shown.quantize(Decimal(1).scaleb(-digits), rounding)}%"


def _rounded(number: Decimal) -> str:
    return plain(number.quantize(FEN, ROUND_HALF_UP))
