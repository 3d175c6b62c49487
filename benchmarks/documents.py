"""Makes papers and says how long that takes: statements as PDF beside typst alone on the very same source, and the
ledgers of many households.

python benchmarks/documents.py [STATEMENTS] [HOUSEHOLDS]    # 1,000 and 10,000
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
YZCOMP = [sys.executable, "-m", "yzcomp"]
#: Sets what yzcomp has set, from its source alone: one file of 1,000 statements.
BARE = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
#: The source that yzcomp hands to typst is kept beside the papers.
KEEP = """
import sys
from pathlib import Path
from yzcomp.cli import main
from yzcomp.output import pdf
source, target = pdf.source, Path(sys.argv.pop())
def kept(documents):
    text = source(documents)
    target.write_text(text, encoding="utf-8")
    return text
pdf.source = kept
sys.argv = ["yzcomp", *sys.argv[1:]]
main()
"""


def timed(*command: object) -> float:
    start = time.perf_counter()
    done = subprocess.run([*map(str, command)], capture_output=True)
    assert done.returncode in (0, 1), done.stderr.decode()
    return time.perf_counter() - start


def batch(folder: Path, count: int) -> tuple[Path, Path]:
    roll, out = folder / f"{count}.csv", folder / str(count)
    subprocess.run([sys.executable, HERE / "households.py", str(count), roll], check=True)
    timed(*YZCOMP, "batch", roll, "-o", out)
    return out, roll


def main() -> None:
    statements, households = (int(text) for text in (*sys.argv[1:3], *("1000", "10000")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = batch(folder, statements)
        kept = folder / "kept.typ"
        timed(sys.executable, "-c", KEEP, "docs", *found, "--kind", "statement", "-o", folder / "kept.pdf", kept)
        ours = timed(*YZCOMP, "docs", *found, "--kind", "statement", "-o", folder / "ours.pdf")
        bare = timed(sys.executable, "-c", BARE, kept, folder / "bare.pdf")
        print(
            f"{statements:,} 份计算单写成 PDF：{ours:.1f} 秒，只用 typst 排同样的源码 {bare:.1f} 秒，{ours / bare:.2f} 倍"
        )
        found = batch(folder, households)
        ledger = timed(*YZCOMP, "docs", *found, "--kind", "ledger", "-o", folder / "ledger.xlsx")
        print(f"{households:,} 户的台账写成 Excel：{ledger:.1f} 秒")


if __name__ == "__main__":
    main()
