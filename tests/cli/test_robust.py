"""Whatever bytes a file holds, ``calc`` ends with 0, 1 or 2 and never with a traceback."""

import random
from pathlib import Path

from tests.conftest import ROOT, Run


def mutants(count: int) -> list[bytes]:
    """Good files with a stretch cut, doubled or overwritten, and plain noise; the same ones each time."""
    chance = random.Random(12)
    good = [p.read_bytes() for p in sorted((ROOT / "examples").glob("*.yaml"))]
    made = []
    for number in range(count):
        content = bytearray(chance.choice(good))
        at, size = chance.randrange(len(content)), chance.randrange(1, 40)
        if number % 4 == 0:
            del content[at : at + size]
        elif number % 4 == 1:
            content[at:at] = content[at : at + size]
        elif number % 4 == 2:
            content[at : at + size] = chance.randbytes(size)
        else:
            content = bytearray(chance.randbytes(200))
        made.append(bytes(content))
    return made


def test_calc_survives_any_bytes(run_cli: Run, tmp_path: Path) -> None:
    for content in mutants(24):
        done = run_cli("calc", "-", stdin=content)
        assert done.returncode in (0, 1, 2), content
        assert "Traceback" not in done.stderr and "内部错误" not in done.stderr, content
        assert bool(done.stderr) == (done.returncode == 2), content
