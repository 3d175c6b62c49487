"""Damages inputs of every kind and runs the command on them: ``python scripts/fuzz.py [NUMBER] [options]``.

Whatever stands in a file, the command ends with 0, 1 or 2 and says why in Chinese; it doesn't hang, take more than
1 GB or lose a household. An input with which it does otherwise is kept, with its seed, in ``fuzz-failures``. Inputs are
run in copies of a process that has loaded everything; with ``--fresh`` each has a new process, as for a user.
Only where processes can be copied (not on Windows). Needs an environment with the project and its tests' libraries.
"""

import argparse
import json
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.damage import KINDS, Trial, drawn  # noqa: E402

#: Seconds of a processor, and seconds by the clock of a busy machine.
SECONDS, PATIENCE = 20, 90
MOST = 1 << 30
KEPT = ROOT / "fuzz-failures"
_UNWELL = re.compile(r"Traceback|程序内部错误|panicked|Fatal Python|内存不足")


class Outcome(NamedTuple):
    """How a run ended: its exit code (negative: the signal), what it printed, the most bytes it had."""

    code: int
    printed: str
    most: int


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("number", type=int, nargs="?", default=1000)
    asked.add_argument("--kind", choices=KINDS, action="append")
    asked.add_argument("--seed", type=int, default=0, help="of the first input")
    asked.add_argument("--fresh", action="store_true")
    asked.add_argument("--minutes", type=float, default=1e9)
    given = asked.parse_args()
    load_everything()
    return fuzz(given.number, given.kind or KINDS, given.seed, given.fresh, time.monotonic() + given.minutes * 60)


def fuzz(number: int, kinds: tuple[str, ...], first: int, fresh: bool, until: float) -> int:
    """Runs the inputs of the seeds from ``first`` on; the kinds take turns."""
    counted: Counter[str] = Counter()
    failed = 0
    for seed in range(first, first + number):
        if time.monotonic() > until:
            break
        kind = kinds[seed % len(kinds)]
        trial = drawn(kind, Random(seed))
        with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
            outcome = run(trial, Path(name), fresh)
            faults = list(found_wrong(outcome, Path(name)))
        counted[f"{kind} {outcome.code}"] += 1
        if faults:
            failed += 1
            keep(trial, outcome, faults, f"{kind}-{seed}")
            print(f"{kind} {seed}: {'; '.join(faults)}", flush=True)
        if counted.total() % 500 == 0:
            print(f"up to seed {seed}: {failed} failed", flush=True)
    print(f"{counted.total()} inputs, {failed} failed;", ", ".join(f"{key}: {n}" for key, n in sorted(counted.items())))
    return 1 if failed else 0


def load_everything() -> None:
    """What every command would import by itself."""
    import importlib
    import pkgutil

    import yzcomp

    for module in pkgutil.walk_packages(yzcomp.__path__, "yzcomp."):
        if not module.name.endswith(("__main__", "plugin")):
            importlib.import_module(module.name)
    _remember_the_built_in_rules()


def _remember_the_built_in_rules() -> None:
    """No input damages them, and reading them takes as long as everything else."""
    from yzcomp.rulebook.load import load_rulebook

    built_in = load_rulebook()
    for module in [module for name, module in sys.modules.items() if name.startswith("yzcomp")]:
        if vars(module).get("load_rulebook") is load_rulebook:
            vars(module)["load_rulebook"] = lambda source=None: built_in if source is None else load_rulebook(source)


def run(trial: Trial, folder: Path, fresh: bool) -> Outcome:
    """Runs the command in a folder, in a process of its own with limits."""
    for name, content in trial.files.items():
        (folder / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "in" / name).write_bytes(content)
    (folder / "temporary").mkdir()
    child = os.fork()
    if child == 0:
        _become(trial, folder, fresh)
    _, status, used = os.wait4(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    printed = (folder / "printed").read_text(encoding="utf-8", errors="replace")
    return Outcome(os.waitstatus_to_exitcode(status), printed, used.ru_maxrss * 1024)


def _become(trial: Trial, folder: Path, fresh: bool) -> None:
    os.setsid()
    os.chdir(folder / "in")
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder / "temporary")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    printed = os.open(folder / "printed", os.O_WRONLY | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(printed, stream)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(PATIENCE)
    if fresh:
        os.execv(sys.executable, [sys.executable, "-m", "yzcomp", *trial.arguments])
    from yzcomp.cli import main as command

    sys.argv = ["yzcomp", *trial.arguments]
    try:
        command()
    except BaseException:
        import traceback

        traceback.print_exc()
    os._exit(70)


def found_wrong(outcome: Outcome, folder: Path) -> list[str]:
    """What must never be, in words."""
    faults = []
    if outcome.code in (-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL):
        faults.append("hangs")
    elif outcome.code not in (0, 1, 2):
        faults.append(f"ends with {outcome.code}")
    faults += sorted(set(_UNWELL.findall(outcome.printed)))
    if outcome.code and not re.search("[\u4e00-\u9fff]", outcome.printed):
        faults.append("doesn't say why")
    if outcome.most > MOST:
        faults.append(f"takes {outcome.most >> 20} MB")
    faults += [f"leaves {path.name}" for path in (folder / "temporary").iterdir()]
    record = folder / "in/out/run.json"
    if outcome.code in (0, 1) and record.exists():
        try:
            counts = json.loads(record.read_bytes())["counts"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return faults  # it was damaged itself
        if counts["read"] != counts["computed"] + counts["rejected"]:
            faults.append(f"loses households: {counts}")
    return faults


def keep(trial: Trial, outcome: Outcome, faults: list[str], name: str) -> None:
    """The files, the command and what came of it."""
    shutil.rmtree(KEPT / name, ignore_errors=True)
    for path, content in trial.files.items():
        (KEPT / name / path).parent.mkdir(parents=True, exist_ok=True)
        (KEPT / name / path).write_bytes(content)
    told = f"yzcomp {' '.join(trial.arguments)}\n{'; '.join(faults)}\n\n{outcome.printed}"
    (KEPT / name / "outcome.txt").write_text(told, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
