"""``yzcomp batch`` against a script of the same measure: ``python batch.py [households] [script]``.

The script is the plain csv + Decimal one, or another such as ``peers/duckdb_by_hand.py``. Runs the two in turn on one file, compares their items.csv and totals.csv to the byte, and prints the ratio of their
speeds and the peak memory of the batch.
"""

import filecmp
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROUNDS = 3


def run(*arguments: object) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def peak_memory(*arguments: object) -> int:
    """The largest resident size of a run in one process, in MiB (0 where the system doesn't tell)."""
    try:
        import resource
    except ImportError:
        return 0
    run(*arguments)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def main(households: int, script: str = "plain_script.py") -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, plain, batch = (Path(folder, name) for name in ("in.csv", "plain", "batch"))
        subprocess.run([sys.executable, HERE / "households.py", str(households), source], check=True)
        command = ("-m", "yzcomp", "batch", source, "-o", batch, "--force")
        pairs = [(run(HERE / script, source, plain), run(*command)) for _ in range(ROUNDS)]
        same = all(filecmp.cmp(plain / name, batch / name, shallow=False) for name in ("items.csv", "totals.csv"))
        theirs, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
        speed = statistics.median(one / other for one, other in pairs)
        print(f"{households} households: {script} {theirs:.2f} s, batch {ours:.2f} s, speed ratio {speed:.2f}")
        print(
            f"outputs {'identical' if same else 'DIFFERENT'}; peak memory {peak_memory(*command, '--processes', 1)} MiB"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, *sys.argv[2:3])
