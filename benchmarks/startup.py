"""How long ``yzcomp calc`` takes, as a multiple of importing its three main libraries. Runs the two in turn."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
CALC = ["-m", "yzcomp", "calc", f"{EXAMPLES / 'dispersed.yaml'}", "--standards", f"{EXAMPLES / 'standards.yaml'}"]
BASE = ["-c", "import typer, pydantic, yaml"]
RUNS = 15


def seconds(arguments: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def main() -> None:
    for arguments in (CALC, BASE):
        seconds(arguments)  # warm
    pairs = [(seconds(CALC), seconds(BASE)) for _ in range(RUNS)]
    calc, base = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"calc {calc * 1000:.0f} ms, imports {base * 1000:.0f} ms, ratio {ratio:.2f} (median of {RUNS} pairs)")


if __name__ == "__main__":
    main()
