"""Audits a batch's own lines and says how long that takes beside the batch: about six lines a household.

python benchmarks/audit.py [HOUSEHOLDS]
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
YZCOMP = [sys.executable, "-m", "yzcomp"]


def timed(*command: object) -> float:
    start = time.perf_counter()
    done = subprocess.run([*YZCOMP, *map(str, command)], capture_output=True)
    assert done.returncode in (0, 1), done.stderr.decode()
    return time.perf_counter() - start


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, HERE / "households.py", str(count), folder / "v.csv"], check=True)
        batch = timed("batch", folder / "v.csv", "-o", folder / "out")
        lines = (folder / "out" / "items.csv").read_bytes().count(b"\r\n") - 1
        clean = timed("audit", folder / "v.csv", "--against", folder / "out" / "items.csv")
        print(f"{count:,} 户，{lines:,} 条：batch {batch:.1f} 秒，audit {clean:.1f} 秒，是它的 {clean / batch:.2f} 倍")


if __name__ == "__main__":
    main()
