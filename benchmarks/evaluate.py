"""How long one household takes: assessing it, and writing its whole statement."""

import time
from collections.abc import Callable
from pathlib import Path

from yzcomp import Evaluator, load_household, load_rulebook, load_standards

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ROUNDS = 2000


def microseconds(work: Callable[[], object]) -> float:
    work()
    begin = time.perf_counter()
    for _ in range(ROUNDS):
        work()
    return (time.perf_counter() - begin) / ROUNDS * 1e6


def main() -> None:
    rulebook = load_rulebook()
    evaluator = Evaluator(rulebook, load_standards([EXAMPLES / "standards.yaml"], rulebook))
    for name in ("dispersed.yaml", "site.yaml", "monetary.json"):
        household = load_household(EXAMPLES / name)
        assess = microseconds(lambda household=household: evaluator.assess(household))
        statement = microseconds(lambda household=household: evaluator.evaluate(household))
        print(f"{name}: assess {assess:.0f} µs, with the whole statement {statement:.0f} µs")


if __name__ == "__main__":
    main()
