"""The one gate between written source and the interpreter: only what the program itself writes passes.

Nothing of a file is ever part of the source. Whatever comes from a rulebook — keys, names, units, texts, numbers — is a
constant that the source refers to as ``K12``; facts and lists that a rulebook adds are read by such a constant too.
Here every part of the source is held against a list of what the writers make, so that a slip of theirs is refused, not
run.
"""

import ast
import re
from collections.abc import Mapping
from typing import Any

from yzcomp.household.catalogue import catalogue

_FACTS = catalogue()
#: The fields of the household and its records as the models define them.
OWN_FIELDS = frozenset((*_FACTS.fields, *_FACTS.records)).union(*(info.fields for info in _FACTS.records.values()))
_BUILTINS = {"enumerate": enumerate, "len": len, "bool": bool, "getattr": getattr}
_NUMBERED = re.compile(r"(?:[Kcnstv]|item|variant)[0-9]+", re.ASCII)
_NAMES = frozenset(
    (
        *("h", "r", "i", "out", "exact", "amount", "limit", "bounded", "top", "formula", "note", "notes", "text"),
        *("digits", "total", "used", "found", "known", "mark", "amounts", "run", "asked", "notices"),
    )
)
_METHODS = frozenset(("append", "quantize", "model_fields_set"))
_TEXTS = ("", "1", " × ")
_SYNTAX = (
    *(ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Raise, ast.Expr, ast.Call, ast.expr_context),
    *(ast.Assign, ast.AugAssign, ast.NamedExpr, ast.Delete, ast.Tuple, ast.List, ast.Subscript, ast.Slice),
    *(ast.If, ast.IfExp, ast.For, ast.Continue, ast.Try, ast.ExceptHandler),
    *(ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.operator, ast.unaryop, ast.boolop, ast.cmpop),
)


class Foreign(Exception):
    """Something in written source that the program doesn't write."""


def functions_of(source: str, namespace: Mapping[str, Any]) -> dict[str, Any]:
    """The functions that written source defines, beside ``namespace``; raises :class:`Foreign`, and runs nothing, where
    the source holds what the program doesn't write."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not _own(node, namespace):
            raise Foreign(ast.dump(node)[:200])
    made = {**namespace, "__builtins__": _BUILTINS}
    exec(compile(tree, "<rules>", "exec"), made)
    return made


def _own(node: ast.AST, namespace: Mapping[str, Any]) -> bool:
    """Whether a part of the source is one that the program writes."""
    match node:
        case ast.Name(id=name):
            return name in namespace or name in _BUILTINS or _made(name)
        case ast.arg(arg=name) | ast.FunctionDef(name=name):
            return _made(name)
        case ast.Attribute(attr=name):
            return name in OWN_FIELDS or name in _METHODS
        case ast.ExceptHandler(name=name):
            return name is None
        case ast.Dict(keys=keys):
            return not keys
        case ast.Constant(value=value):
            return value in _TEXTS if isinstance(value, str) else value is None or type(value) in (bool, int)
    return isinstance(node, _SYNTAX)


def _made(name: str) -> bool:
    return name in _NAMES or _NUMBERED.fullmatch(name) is not None
