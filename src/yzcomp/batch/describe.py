"""Writes down what a batch has read, what rules it went by and what came of it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from yzcomp import __version__
from yzcomp.batch.folder import OutputFolder, results
from yzcomp.batch.manifest import (
    ColumnsUsed,
    Counts,
    GrandTotals,
    InputFile,
    Manifest,
    Options,
    PassedOverPart,
    ReplacedHousehold,
    ReplacementFile,
    RulebookUsed,
    StandardUsed,
)
from yzcomp.batch.options import BatchOptions
from yzcomp.batch.rows import money
from yzcomp.batch.tally import SUMS, Tally
from yzcomp.engine.evaluator import Evaluator
from yzcomp.rulebook.files import file_digests
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.origin import is_built_in
from yzcomp.tables.inputs import Inputs
from yzcomp.tables.sources import Source


def describe(
    read: int,
    tally: Tally,
    rows: Mapping[str, int],
    inputs: Inputs,
    evaluator: Evaluator,
    options: BatchOptions,
    folder: OutputFolder,
) -> Manifest:
    """The manifest of the files that have been written; ``rows`` counts those of each input by its name."""
    setting = evaluator.setting
    return Manifest(
        program="yzcomp",
        version=__version__,
        rulebook=_rulebook(setting.rulebook, options),
        standards=_standards(evaluator, options),
        readings=setting.readings,
        options=Options(
            headers="en" if options.english else "zh", ignore_extra=options.ignore_extra, encoding=options.encoding
        ),
        columns=_columns(inputs),
        project=options.project,
        inputs=tuple(InputFile(**_file(s, rows)) for s in inputs.sources[: inputs.replacing.given]),
        replacements=tuple(
            ReplacementFile(**_file(s, rows), households=_replaced(s, inputs)) for s in inputs.corrections
        ),
        counts=counted(read, tally),
        totals=summed(tally, setting.rulebook),
        questions=_by_id(
            tally.questions, [*(question.code for question in inputs.questions), *setting.rulebook.suspicions()]
        ),
        notices=_by_id(tally.notices, setting.rulebook.notices),
        passed_over=tuple(PassedOverPart(**passed._asdict()) for passed in inputs.passed_over),
        outputs={name: folder.sha256(name) for name in results(options.format)[:-1]},
    )


def _file(source: Source, rows: Mapping[str, int]) -> dict[str, Any]:
    encoding = source.encoding or "xlsx"
    return {"name": source.name, "sha256": source.sha256, "encoding": encoding, "rows": rows.get(source.name, 0)}


def _replaced(source: Source, inputs: Inputs) -> tuple[ReplacedHousehold, ...]:
    return tuple(
        ReplacedHousehold(household_id=one.household_id, place=one.place, was=one.was, source=one.source)
        for one in inputs.replaced
        if one.file == source.name
    )


def _by_id(counts: Mapping[str, int], order: Iterable[str]) -> dict[str, int]:
    return {key: counts[key] for key in order if counts.get(key)}


def _rulebook(rulebook: Rulebook, options: BatchOptions) -> RulebookUsed:
    head = rulebook.rulebook
    return RulebookUsed(
        id=head.id,
        title=head.title,
        document=head.document,
        digest=rulebook.digest,
        source=Path(rulebook.source).name if rulebook.source else None,
        built_in=is_built_in(rulebook),
        files=file_digests(options.rules, rulebook.digest),
    )


def _columns(inputs: Inputs) -> ColumnsUsed | None:
    used = inputs.columns
    return ColumnsUsed(source=used.name, digest=used.digest) if used is not None else None


def _standards(evaluator: Evaluator, options: BatchOptions) -> tuple[StandardUsed, ...]:
    standards = evaluator.setting.standards
    return tuple(
        StandardUsed(title=h.title, document=h.document, official=h.official, digest=d, source=Path(s).name)
        for h, d, s in zip(standards.headers, standards.digests, options.standards, strict=True)
    )


def counted(read: int, tally: Tally) -> Counts:
    """The households and lines of a batch."""
    return Counts(
        read=read,
        computed=tally.computed,
        rejected=tally.rejected,
        lines=sum(map(tally.count, SUMS)),
        pending=tally.count("pending"),
    )


def summed(tally: Tally, rulebook: Rulebook) -> GrandTotals:
    """The yuan of a batch."""
    return GrandTotals(
        payable=money(tally.total("payable")),
        household=money(tally.total("payable", payee="household")),
        collective=money(tally.total("payable", payee="collective")),
        withheld=money(tally.total("withheld")),
        payees={key: money(tally.total("payable", payee=key)) for key in rulebook.payees},
        payers={key: money(tally.total("payable", payer=key)) for key in rulebook.payers},
    )
