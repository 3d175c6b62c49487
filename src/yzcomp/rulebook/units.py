"""Units multiply like numbers: 元/㎡ × ㎡ = 元. A rule whose units don't give 元 is a mistake."""

from collections import Counter

Unit = Counter[str]

#: One household is the measure of every item, so a rate per household needs no factor of its own.
_IMPLIED = {"户", "倍", "%"}
#: Things that have no unit of their own.
OPEN = "*"
#: More times than any measure multiplies; so large a number is a percentage that lost its sign.
MANY = 30
_SAME = {"个月": "月", "平方米": "㎡"}


def parse(text: str) -> Unit:
    """``元/亩·年`` as 元¹ 亩⁻¹ 年⁻¹."""
    over, _, under = text.partition("/")
    unit: Unit = Counter()
    for word in over.split("·"):
        unit[_SAME.get(word, word)] += 1
    for word in under.split("·") if under else ():
        unit[_SAME.get(word, word)] -= 1
    return reduced(unit)


def product(*units: Unit) -> Unit:
    total: Unit = Counter()
    for unit in units:
        for word, power in unit.items():
            total[word] += power
    return reduced(total)


def reduced(unit: Unit) -> Unit:
    return Counter({word: power for word, power in unit.items() if power and word not in _IMPLIED})


def written(unit: Unit) -> str:
    """The unit as text; empty for a pure number."""
    over = [word for word, power in unit.items() for _ in range(power)]
    under = [word for word, power in unit.items() for _ in range(-power)]
    return "·".join(over) + ("/" + "·".join(under) if under else "")
