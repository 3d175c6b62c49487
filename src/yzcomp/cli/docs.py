"""``yzcomp docs``: the papers of a finished batch."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from yzcomp.batch.outcomes import outcomes
from yzcomp.batch.recorded import MANIFEST, read_manifest, sha256_of
from yzcomp.batch.subject import Subject, opened
from yzcomp.cli.batch import progress_bar
from yzcomp.cli.common import FAILED, Cause, attention, build_evaluator, print_problems
from yzcomp.documents.making import Made, make, request
from yzcomp.documents.setting import Options, Setting
from yzcomp.output.files import refuse_inputs
from yzcomp.problems import Refused


class DocsRequest(NamedTuple):
    """The options of the command line."""

    folder: Path
    inputs: Sequence[str]
    kinds: Sequence[str]
    output: Path
    suffix: str | None
    each: bool
    force: bool
    options: Options
    rules: str | None
    standards: Sequence[Path]
    columns: Path | None


def run(asked: DocsRequest) -> int:
    """Makes the documents and says where they are; returns the exit code."""
    try:
        wanted = request(asked.kinds, asked.output, asked.suffix, asked.each, asked.force)
        manifest = read_manifest(asked.folder)
        given = Subject([*asked.inputs], asked.rules, asked.standards, (), None, False, columns=asked.columns)
        subject = opened(given, asked.folder, manifest)
        refuse_inputs(asked.output, [*subject.files(), asked.folder])
        evaluator = build_evaluator(subject.rules, subject.standards, subject.readings)
        digests = {one.name: one.sha256 for one in manifest.inputs} | {"run.json": sha256_of(asked.folder / MANIFEST)}
        setting = Setting(evaluator, asked.options, digests, manifest, [])
        with progress_bar("出文件") as progress:
            made = make(outcomes(subject, evaluator, wanted.whole, progress), wanted, setting)
    except Refused as refused:
        print_problems(refused.problems)
        return FAILED
    say_made(made, wanted.output)
    return attention(
        Cause("退回", made.refused, "户", "rejected.csv，它们不在文件里"),
        Cause("须核对", sum(manifest.questions.values()), "处", "questions.csv"),
        Cause("待定", made.pending, "项", "文件里的待定"),
    )


def say_made(made: Made, output: Path) -> None:
    """Where the documents are."""
    print(f"{made.computed} 户，写出 {len(made.files)} 个文件：{made.files[0] if len(made.files) == 1 else output}")
