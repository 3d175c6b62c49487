"""The kinds of field that facts are made of: how a value is written, read, limited, titled and described.

One definition a field serves validation, error messages, JSON Schema, table headers and templates.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from yzcomp import forms
from yzcomp.forms import BadForm, BareYear
from yzcomp.household.choices import Choice
from yzcomp.money import plain
from yzcomp.problems import did_you_mean

Shape = Literal["text", "number", "integer", "date", "date_or_year", "yes_no", "choice", "percent"]
Identity = Literal["id_number", "person_name", "credit_code", "account", "phone"]
Kind = Literal[Shape, Identity]


class Form(NamedTuple):
    """How a field's value is written. As ``Annotated`` metadata it is the field's pydantic validator."""

    kind: Kind
    unit: str | None = None
    minimum: Decimal | None = None
    above: Decimal | None = None
    choices: tuple[tuple[str, str], ...] = ()
    choice_type: type[Choice] | None = None

    @property
    def private(self) -> bool:
        """Whether the value names a person's document or account: no error, log or file name repeats it."""
        return self.kind in PRIVATE

    def __eq__(self, other: object) -> bool:
        """Narrower forms are others: ``typing`` takes annotations that are equal for the same."""
        return type(self) is type(other) and tuple.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return tuple.__hash__(self)

    def read(self, value: object) -> object:
        """The exact value of what was written; raises :class:`BadForm`, also where nothing was written."""
        if value is None:
            raise BadForm("required", "必须写，没有写", "填写内容")
        if isinstance(value, dict | list | tuple) and not isinstance(value, BareYear):
            raise BadForm("wrong-type", "这里应当是一个值，不是一组内容", "检查缩进")
        return _READERS[self.kind](self, value)

    def written(self, value: object) -> str:
        """A value as :meth:`read` reads it back, and as people read it."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, Decimal):
            return f"{plain(value * 100)}%" if self.kind == "percent" else plain(value)
        return str(value.year) if isinstance(value, BareYear) else dict(self.choices).get(str(value), str(value))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        as_text = core_schema.to_string_ser_schema(when_used="json") if self.kind == "date_or_year" else None
        return core_schema.no_info_plain_validator_function(self._validate, serialization=as_text)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return self.json_schema()

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of what may be written."""
        from yzcomp.household.json_forms import json_form

        return json_form(self)

    def _validate(self, value: object) -> object:
        try:
            return self.read(value)
        except BadForm as bad:
            raise PydanticCustomError(bad.code, "{text}", {"text": bad.message, "remedy": bad.remedy}) from None


def _text(form: Form, value: object) -> str:
    if not isinstance(value, str):
        value = plain(value) if isinstance(value, Decimal) else str(value)
    text = forms.clean(value)
    if not text:
        raise BadForm("required", "是空的", "填写内容")
    return text


def _number(form: Form, value: object) -> Decimal:
    if isinstance(value, str):
        number = forms.read_number(value)
    elif isinstance(value, Decimal) and value.is_finite():
        number = value
    elif isinstance(value, int) and not isinstance(value, bool):
        number = Decimal(value)
    else:
        raise BadForm("not-a-number", f"“{value}”不是数字", "只填数字，如 1250.5（程序里用 Decimal，不用浮点数）")
    if not isinstance(value, str) and not forms.in_bounds(number):
        raise BadForm("not-a-number", "数字过长", f"最多{forms.MAX_DIGITS}位")
    if form.minimum is not None and number < form.minimum:
        raise BadForm("out-of-range", f"“{plain(number)}”小于{form.minimum}", f"填{form.minimum}或更大的数")
    if form.above is not None and number <= form.above:
        raise BadForm("out-of-range", f"“{plain(number)}”不大于{form.above}", f"填大于{form.above}的数")
    return number


def _percent(form: Form, value: object) -> Decimal:
    """``80%`` as 0.8; a number without the sign is refused because 0.8 and 80 could both be meant."""
    if isinstance(value, Decimal):
        return _number(form, value)
    text = forms.narrow(str(value))
    if not text.endswith("%"):
        raise BadForm("not-a-percent", f"“{value}”不是百分数", "写成 80%")
    return _number(form, text[:-1]) / 100


def _integer(form: Form, value: object) -> int:
    number = _number(form, value)
    if number != int(number):
        raise BadForm("not-an-integer", f"“{plain(number)}”不是整数", "填整数")
    return int(number)


def _date(form: Form, value: object) -> date:
    if isinstance(value, date):
        return forms.date_of(value)
    return forms.read_date(str(value))


def _date_or_year(form: Form, value: object) -> date | BareYear:
    if isinstance(value, BareYear):
        return value
    if isinstance(value, datetime | date):
        return forms.date_of(value)
    return forms.read_date_or_year(str(value))


def _yes_no(form: Form, value: object) -> bool:
    return value if isinstance(value, bool) else forms.read_yes_no(str(value))


def _choice(form: Form, value: object) -> str:
    word = forms.clean(str(value))
    found = next((key for key, label in form.choices if word in (key, label)), None) or next(
        (key for key, label in form.choices if forms.alike(word) in (forms.alike(key), forms.alike(label))), None
    )
    if found is not None:
        return form.choice_type(found) if form.choice_type else found  # type: ignore[call-arg]
    labels = [label for _, label in form.choices]
    hint = did_you_mean(word, [*labels, *(key for key, _ in form.choices)]) or ""
    raise BadForm("not-a-choice", f"“{word}”不是可选的值", f"{hint}可填：{'、'.join(labels)}")


def _id_number(form: Form, value: object) -> str:
    from yzcomp import identity  # most files have none

    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        raise BadForm("id-damaged", "身份证号是数字格式，后几位可能已被 Excel 改掉", identity.AS_TEXT)
    return identity.read_id_number(str(value))


def _credit_code(form: Form, value: object) -> str:
    from yzcomp import identity

    return identity.read_credit_code(str(value))


def _account(form: Form, value: object) -> str:
    from yzcomp import identity

    return identity.read_account(value)


def _person_name(form: Form, value: object) -> str:
    name = _text(form, value)
    if name.strip("/／\\-－—–_#＃*.。?？").lower() in NO_NAME:
        raise BadForm("placeholder", f"“{name}”不是姓名，是没有填写的意思", "填写户主的姓名或单位的名称")
    return name


NO_NAME = ("", "nan", "none", "null", "n/a", "na", "nil", "无", "空", "暂无", "不详", "未知", "待定", "待填", "略")


_READERS: dict[Kind, Callable[[Form, Any], object]] = {
    "text": _text,
    "number": _number,
    "integer": _integer,
    "date": _date,
    "date_or_year": _date_or_year,
    "yes_no": _yes_no,
    "choice": _choice,
    "id_number": _id_number,
    "percent": _percent,
    "person_name": _person_name,
    "credit_code": _credit_code,
    "account": _account,
    "phone": _text,
}

#: Kinds whose values no error, log or file name repeats.
PRIVATE: frozenset[str] = frozenset({"id_number", "account", "phone"})


def fact(title: str, default: Any = None, *, note: str | None = None) -> Any:
    """A field's definition: its Chinese title, its default, and a note for templates."""
    return Field(default=default, title=title, description=note)


def carried(title: str) -> Any:
    """The definition of a field that no rule reads: it goes along to whoever pays."""
    return Field(default=None, title=title, description="只带到付款的文件里", json_schema_extra={"carried": True})


class Derived(property):
    """A fact that rules may name though nobody writes it: it is worked out of ``source``, a field of the record."""

    def __init__(self, read: Callable[[Any], object], title: str, form: Form, source: str) -> None:
        super().__init__(read)
        self.title, self.form, self.source = title, form, source


def derived(title: str, form: Form, source: str) -> Callable[[Callable[[Any], object]], Any]:
    """Makes a method the definition of a derived fact."""
    return lambda read: Derived(read, title, form, source)


def required(title: str, *, note: str | None = None) -> Any:
    """The definition of a field that must be given."""
    return Field(title=title, description=note)


def choice(kind: type[Choice]) -> Form:
    """The form of a field that offers the members of ``kind``."""
    return Form("choice", choices=tuple((member.value, member.label) for member in kind), choice_type=kind)


_ZERO = Decimal(0)
Text = Annotated[str, Form("text")]
PersonName = Annotated[str, Form("person_name")]
IdNumber = Annotated[str, Form("id_number")]
CreditCode = Annotated[str, Form("credit_code")]
Account = Annotated[str, Form("account")]
Phone = Annotated[str, Form("phone")]
YesNo = Annotated[bool, Form("yes_no")]
Date = Annotated[date, Form("date")]
DateOrYear = Annotated[date | BareYear, Form("date_or_year")]
Persons = Annotated[int, Form("integer", "人", minimum=_ZERO)]
Months = Annotated[Decimal, Form("number", "个月", minimum=_ZERO)]
Years = Annotated[Decimal, Form("number", "年", above=_ZERO)]
Mu = Annotated[Decimal, Form("number", "亩", above=_ZERO)]
MuOrNone = Annotated[Decimal, Form("number", "亩", minimum=_ZERO)]
SquareMetres = Annotated[Decimal, Form("number", "㎡", minimum=_ZERO)]
YuanPerPerson = Annotated[Decimal, Form("number", "元/人", above=_ZERO)]
Quantity = Annotated[Decimal, Form("number", above=_ZERO)]
