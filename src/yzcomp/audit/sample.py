"""A sample of households that anyone can draw again: by lot, at intervals, in strata, or by monetary units (MUS).

Chance comes from SHA-256 of the seed and the household's number, not from a generator of some program's release.
Every way is told so that it can be repeated with a spreadsheet and any tool that gives a SHA-256.
"""

import hashlib
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from yzcomp.audit.recorded import Recorded, sum_recorded
from yzcomp.batch.flags import Someone
from yzcomp.forms import BadForm, clean, read_number
from yzcomp.money import FEN, ZERO, yuan
from yzcomp.problems import Problem, Refused

CERTAIN, VILLAGES = "必查", "村组"


class Drawable(NamedTuple):
    """A household that may be drawn, with what was recorded for it, or what is payable to it, in yuan. ``omitted``: the
    record has nothing of it."""

    someone: Someone
    amount: Decimal
    omitted: bool = False


class Drawn(NamedTuple):
    """A household that was drawn: in which stratum, of how many households (0: not by chance), and at what interval of
    yuan, if by monetary units."""

    someone: Someone
    amount: Decimal
    stratum: str
    households: int
    interval: Decimal | None = None


class Wanted(NamedTuple):
    """What is to be drawn: ``size`` households by a ``method`` (simple, interval, strata, mus, amount). ``certain``:
    those of so much, in yuan, are looked at in any case. ``strata`` are 村组, or the least amounts of all strata but
    the first, with commas between them."""

    size: int
    seed: str
    method: str
    certain: Decimal | None = None
    strata: str = ""


class Sample(NamedTuple):
    """What was drawn, in the order of drawing, and how: enough to draw it again."""

    method: str
    drawn: tuple[Drawn, ...]
    how: str


def recorded_frame(recorded: Recorded, known: Mapping[str, str]) -> list[Drawable]:
    """Every household of a record with what it records, unknown ones too and rows without a number, in its order; then
    the households of the input that it leaves out. ``known`` are the villages of the input's households."""
    frame = [
        Drawable(Someone(name, known.get(name) or recorded.village(name)), sum_recorded(entries))
        for name, entries in recorded.households.items()
    ]
    if recorded.blank:
        frame.append(Drawable(Someone("", ""), sum_recorded(recorded.blank)))
    left = (name for name in known if name not in recorded.households)
    return frame + [Drawable(Someone(name, known[name]), ZERO, omitted=True) for name in left]


def draw(households: Sequence[Drawable], wanted: Wanted, recorded: bool = False) -> Sample:
    """``wanted.size`` of the households, or all there are; raises :class:`Refused` where the strata make no sense.
    ``recorded`` says whether their amounts are those of a record."""
    return _Drawing(households, wanted, recorded).sample()


def number(text: str) -> int:
    """The SHA-256 of a text in UTF-8, as a number of 256 bits."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest())


class _Drawing:
    def __init__(self, households: Sequence[Drawable], wanted: Wanted, recorded: bool) -> None:
        self.all, self.wanted, self.seed = households, wanted, wanted.seed
        self.what, self.order = ("记录的金额", "记录") if recorded else ("应付合计", "输入")
        least = wanted.certain if wanted.method != "amount" else None
        self.certain = [d for d in households if least is not None and d.amount >= least]
        self.rest = [d for d in households if least is None or d.amount < least]
        self.given = len(self.certain)
        self.left = wanted.size - self.given

    def sample(self) -> Sample:
        if self.certain and self.left < 1 and self.rest:
            message = f"必查的已有 {len(self.certain)} 户，余下的一户也抽不到"
            raise Refused([Problem("out-of-range", message, field="--sample", remedy="加大户数，或提高 --certain")])
        ways = {"simple": self._simple, "interval": self._interval, "strata": self._strata, "amount": self._amount}
        drawn, how = ways.get(self.wanted.method, self._mus)()
        first = [Drawn(d.someone, d.amount, CERTAIN, len(self.certain)) for d in self.certain]
        return Sample(self.wanted.method, (*first, *drawn), f"{how}{self._told()}")

    def _told(self) -> str:
        """What holds for every way."""
        least = self.wanted.certain
        certain = f"；不少于 {yuan(least)} 元的 {self.given} 户必查" if least is not None else ""
        omitted = sum(d.omitted for d in self.all)
        if self.order != "记录":
            return f"{certain}。名册里没有的户抽不到，要另从户籍、现场查起"
        money = "，按金额抽不到" if self.wanted.method in ("mus", "amount") else ""
        left = f"其中名册里有而记录没有的 {omitted} 户，金额是零{money}；" if omitted else ""
        return f"{certain}。{left}名册和记录都没有的户，从记录里抽不到，要另从户籍、现场查起"

    def _lot(self, d: Drawable) -> tuple[int, str]:
        return number(f"{self.seed}:{d.someone.household_id}"), d.someone.household_id

    def _simple(self) -> tuple[list[Drawn], str]:
        drawn = _drawn(sorted(self.rest, key=self._lot)[: self.left], "简单随机", len(self.rest))
        how = f"简单随机：总体 {len(self.rest)} 户。{self._lots()}取前 {len(drawn)} 户"
        return drawn, how

    def _lots(self) -> str:
        return f"对每户的文字“种子:户编号”（种子是 {self.seed}，冒号是半角，UTF-8 编码）取 SHA-256，按它从小到大排列，"

    def _interval(self) -> tuple[list[Drawn], str]:
        """Every so many households, from a start by lot."""
        count, size = len(self.rest), min(self.left, len(self.rest))
        lot = number(self.seed)
        start = lot % count if count else 0
        found = [self.rest[(start + n * count) // size] for n in range(size)]
        how = (
            f"等距：总体 {count} 户，按{self.order}的顺序从 0 数起，抽 {size} 户，间隔 {count} ÷ {size}。"
            f"起点 r = SHA-256(“{self.seed}”) 除以 {count} 的余数：十六进制 {lot:064x}，余 {start}。"
            f"抽中第 (r + k × {count}) ÷ {size} 取整的户，k = 0 至 {size - 1}"
        )
        return _drawn(found, "等距", count), how

    def _strata(self) -> tuple[list[Drawn], str]:
        """By lot in each stratum, as many as its part of the money."""
        strata = self._parted()
        total = sum((d.amount for d in self.rest), ZERO)
        drawn, told = [], []
        for name, members in strata.items():
            amount = sum((d.amount for d in members), ZERO)
            share = amount / total if total > 0 else Decimal(len(members)) / len(self.rest)
            size = min(len(members), max(2, int((self.left * share).to_integral_value(ROUND_HALF_UP))))
            drawn += _drawn(sorted(members, key=self._lot)[:size], name, len(members))
            told.append(f"{name} {len(members)} 户（{yuan(amount)} 元）抽 {size} 户")
        how = (
            f"分层随机：总体 {len(self.rest)} 户，按{self.what}的比例分到各层，四舍五入，每层至少 2 户："
            f"{'，'.join(told)}。每层{self._lots()}取前几户"
        )
        return drawn, how

    def _parted(self) -> dict[str, list[Drawable]]:
        strata: dict[str, list[Drawable]] = {}
        if self.wanted.strata == VILLAGES:
            for d in self.rest:
                strata.setdefault(d.someone.village or "（未填村组）", []).append(d)
            return strata
        limits = strata_limits(self.wanted.strata)
        names = [f"{yuan(limits[0])}元以下", *(f"{yuan(limit)}元起" for limit in limits)]
        strata = {name: [] for name in names}
        for d in self.rest:
            strata[names[sum(d.amount >= limit for limit in limits)]].append(d)
        return {name: members for name, members in strata.items() if members}

    def _amount(self) -> tuple[list[Drawn], str]:
        found = sorted(self.rest, key=lambda d: (-d.amount, d.someone.household_id))[: self.left]
        how = (
            f"按金额：总体 {len(self.all)} 户。{self.what}从大到小取前 {len(found)} 户，金额相同的按户编号。"
            "不是随机抽取，不能推断总体"
        )
        return _drawn(found, "按金额", 0), how

    def _mus(self) -> tuple[list[Drawn], str]:
        """Every so many fen of the running total, from a start by lot: who is paid more is likelier to be drawn."""
        interval = self._spread()
        amounts = [max(0, int(d.amount / FEN)) for d in self.rest]
        total, lot = sum(amounts), number(self.seed)
        start = lot % interval
        found = [self.rest[i] for i in hits(amounts, start, interval)]
        drawn = _drawn(found, "货币单元", len(self.rest), interval * FEN)
        negative = [d for d in self.rest if d.amount < 0]
        nothing = sum(not d.amount for d in self.rest)
        never = [f"金额是零的 {nothing} 户"] if nothing else []
        if negative:
            sum_ = sum((d.amount for d in negative), ZERO)
            never.append(f"负数的 {len(negative)} 户（{yuan(sum_)} 元）")
        missed = f"。抽不到的：{'，'.join(never)}" if never else ""
        how = (
            f"货币单元抽样（MUS），单位是分：总体 {len(self.all)} 户。"
            f"{self.what}不小于间隔的 {len(self.certain) - self.given} 户必查；余下的按{self.order}的顺序累计，"
            f"共 {total} 分（{yuan(total * FEN)} 元）。间隔 = {total} ÷ {max(1, self.left)} 取整 = {interval} 分。"
            f"起点 = SHA-256(“{self.seed}”) 除以间隔的余数：十六进制 {lot:064x}，余 {start} 分。"
            f"累计数首次超过 起点、起点 + 间隔、起点 + 2 × 间隔…… 的户抽中，共 {len(drawn)} 户{missed}"
        )
        return drawn, how

    def _spread(self) -> int:
        """The interval, in fen, when every household that is not below it has been set apart."""
        least = self.wanted.certain
        while True:
            interval = max(1, sum(max(0, int(d.amount / FEN)) for d in self.rest) // max(1, self.left))
            above = sum(d.amount >= interval * FEN for d in self.rest)
            if not above or self.left < 1:
                return interval
            limit = interval * FEN if least is None else min(least, interval * FEN)
            self.certain = [d for d in self.all if d.amount >= limit]
            self.rest = [d for d in self.all if d.amount < limit]
            self.left -= above


def hits(amounts: Sequence[int], start: int, interval: int) -> list[int]:
    """The places in which the running total first exceeds ``start``, ``start + interval`` and so on, each once."""
    found: list[int] = []
    running, wanted = 0, start
    for place, amount in enumerate(amounts):
        running += amount
        if running > wanted:
            found.append(place)
            wanted += ((running - wanted - 1) // interval + 1) * interval
    return found


def _drawn(households: Sequence[Drawable], stratum: str, of: int, interval: Decimal | None = None) -> list[Drawn]:
    return [Drawn(d.someone, d.amount, stratum, of, interval) for d in households]


def strata_limits(text: str) -> list[Decimal]:
    """The amounts, in yuan, at which strata begin; raises :class:`Refused`."""
    try:
        limits = [read_number(clean(part).removesuffix("元")) for part in text.replace("，", ",").split(",")]
        if limits == sorted(set(limits)):
            return limits
        message = "金额要由小到大"
    except BadForm as bad:
        message = bad.message
    raise Refused([Problem("strata", message, field="--strata", remedy=f"写 {VILLAGES}，或元数，如 50000,200000")])
