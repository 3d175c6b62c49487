"""The catalogue of facts: every field with its title, form and place, read off the models' own definitions.

Rules name facts, files give facts, messages and tables title them: all of them ask here.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, get_args

from pydantic import create_model
from pydantic.fields import FieldInfo

from yzcomp.frozen import FrozenDict
from yzcomp.household.fields import Derived, Form
from yzcomp.household.models import Facts, Household
from yzcomp.money import percent
from yzcomp.problems import Path


class FactInfo(NamedTuple):
    """One field: ``scope`` is the list of records it belongs to, ``None`` for the household itself.

    What is ``carried`` is read by no rule: it goes along to the documents of payment. What has a ``source`` is never
    written: it is worked out of that field of the record.
    """

    key: str
    title: str
    form: Form
    required: bool
    default: Any
    note: str | None
    scope: str | None
    carried: bool = False
    source: str | None = None

    @property
    def kind(self) -> str:
        return self.form.kind

    @property
    def unit(self) -> str | None:
        return self.form.unit

    def path(self, index: int) -> Path:
        """Where the fact stands, or what it is worked out of: on the household, or on the record at ``index``."""
        written = self.source or self.key
        return (written,) if self.scope is None else (self.scope, index, written)

    @property
    def default_label(self) -> str | None:
        """The default as people read it; ``None`` where there is none."""
        return None if self.required or self.default is None else self.label(self.default)

    def label(self, value: object) -> str:
        """A value as people read it: a choice's Chinese name, 是/否, 80%, otherwise as it is."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if self.kind == "percent" and isinstance(value, Decimal):
            return percent(value)
        return dict(self.form.choices).get(str(value), str(value))


class RecordInfo(NamedTuple):
    """A list of records: its key, Chinese title, model and fields; ``derived`` are worked out of those."""

    key: str
    title: str
    model: type[Facts]
    fields: dict[str, FactInfo]
    derived: dict[str, FactInfo]


class Catalogue(NamedTuple):
    """All facts of a household model."""

    model: type[Household]
    fields: dict[str, FactInfo]
    records: dict[str, RecordInfo]

    def of(self, scope: str | None) -> dict[str, FactInfo]:
        return self.fields if scope is None else self.records[scope].fields

    def find(self, key: str, scope: str | None) -> FactInfo | None:
        """The fact that a rule means by ``key``: the record's own field first, else the household's."""
        own = self.records.get(scope or "")
        found = own and (own.fields.get(key) or own.derived.get(key))
        return found or self.fields.get(key)

    def words(self, scope: str | None) -> dict[str, str]:
        """Every word that input may use for a key at this level: English keys and Chinese titles."""
        known = {info.key: key for key, info in self.of(scope).items()}
        known |= {info.title: key for key, info in self.of(scope).items()}
        if scope is None:
            known |= {key: key for key in self.records} | {info.title: key for key, info in self.records.items()}
        return known

    def records_called(self, word: str) -> str | None:
        """The key of the record list that a word means: its English key or Chinese title."""
        return next((key for key, record in self.records.items() if word in (key, record.title)), None)

    def describe(self, scope: str | None, index: int | None = None) -> str:
        """A record's name in messages: ``房屋第2条``."""
        if scope is None:
            return "被征收户"
        return self.records[scope].title + (f"第{index + 1}条" if index is not None else "")


class ExtraFact(NamedTuple):
    """A fact that a rulebook adds to the household or to one of its record lists."""

    key: str
    title: str
    scope: str | None
    form: Form


@lru_cache(maxsize=64)
def household_model(extras: tuple[ExtraFact, ...] = ()) -> type[Household]:
    """The household model with the facts that a rulebook adds; they are always optional."""
    if not extras:
        return Household
    changed: dict[str, Any] = {}
    for name, info in Household.model_fields.items():
        record = _record_model(info)
        own = {e.key: _optional(e) for e in extras if e.scope == name}
        if record and own:
            extended = create_model(record.__name__, __base__=record, __doc__=record.__doc__, **own)
            changed[name] = (tuple[extended, ...], info)
    changed |= {e.key: _optional(e) for e in extras if e.scope is None}
    return create_model("Household", __base__=Household, __doc__=Household.__doc__, **changed)


@lru_cache(maxsize=64)
def catalogue(model: type[Household] = Household) -> Catalogue:
    """The catalogue of a household model."""
    fields: dict[str, FactInfo] = {}
    records: dict[str, RecordInfo] = {}
    for key, info in model.model_fields.items():
        record = _record_model(info)
        if record is None:
            fields[key] = _fact_info(key, info, None)
        else:
            own = {name: _fact_info(name, field, key) for name, field in record.model_fields.items()}
            records[key] = RecordInfo(
                key, info.title or key, record, FrozenDict(own), FrozenDict(_derived(record, key))
            )
    return Catalogue(model, FrozenDict(fields), FrozenDict(records))


def _optional(extra: ExtraFact) -> Any:
    from typing import Annotated

    from yzcomp.household.fields import fact

    return (Annotated[Any, extra.form] | None, fact(extra.title))


def _record_model(info: FieldInfo) -> type[Facts] | None:
    for argument in get_args(info.annotation):
        if isinstance(argument, type) and issubclass(argument, Facts):
            return argument
    return None


def _derived(record: type[Facts], scope: str) -> dict[str, FactInfo]:
    """The facts that a record's model works out of its fields."""
    return {
        name: FactInfo(name, part.title, part.form, False, None, None, scope, source=part.source)
        for kind in record.__mro__
        for name, part in vars(kind).items()
        if isinstance(part, Derived)
    }


def _fact_info(key: str, info: FieldInfo, scope: str | None) -> FactInfo:
    carried = bool(isinstance(info.json_schema_extra, dict) and info.json_schema_extra.get("carried"))
    form, needed = form_of(info), info.is_required()
    return FactInfo(key, info.title or key, form, needed, info.default, info.description, scope, carried)


def form_of(info: FieldInfo) -> Form:
    """The :class:`Form` in a field's annotation, also inside ``X | None``."""
    for part in (
        *info.metadata,
        *(m for a in get_args(info.annotation) for m in getattr(a, "__metadata__", ())),
    ):
        if isinstance(part, Form):
            return part
    raise TypeError(f"field without a form: {info}")
