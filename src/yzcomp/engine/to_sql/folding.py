"""What is the same in every row is settled when SQL is written: a fact that no column has is NULL wherever it is
named."""

from sqlglot import exp


def is_constant(x: exp.Expr) -> bool:
    """Whether a value is a text, a truth value or NULL in every row."""
    return x.is_string or isinstance(x, exp.Boolean) or is_nothing(x)


def is_nothing(x: exp.Expr) -> bool:
    """Whether a value is NULL in every row."""
    return isinstance(x.this if isinstance(x, exp.Cast) else x, exp.Null)


def folded(x: exp.Expr) -> exp.Expr:
    """An expression, itself changed, in which whatever rests on constants alone has been settled as far as that is
    plain."""
    for part in [*x.iter_expressions()]:
        settled = folded(part)
        if settled is not part:
            part.replace(settled)
    match x:
        case exp.Paren(this=exp.Expr() as inner) if is_constant(inner):
            return inner
        case exp.Coalesce():
            return _coalesce(x)
        case exp.Is() if isinstance(x.expression, exp.Null) and is_constant(x.this):
            return _boolean(is_nothing(x.this))
        case exp.Not() if isinstance(x.this, exp.Boolean):
            return _boolean(not x.this.this)
        case exp.And() | exp.Or():
            return _logic(x, isinstance(x, exp.Or))
        case exp.Case():
            return _case(x)
        case exp.EQ() if x.this.is_string and x.expression.is_string:
            return _boolean(x.this.this == x.expression.this)
        case exp.In() if x.this.is_string and all(one.is_string for one in x.expressions):
            return _boolean(x.this.this in [one.this for one in x.expressions])
        case exp.GT() if x.this.is_number and x.expression.is_number:
            return _boolean(int(x.this.this) > int(x.expression.this))
    return x


def _coalesce(x: exp.Coalesce) -> exp.Expr:
    if is_nothing(x.this):
        return x.expressions[0] if len(x.expressions) == 1 else x
    settled = x.this.is_string or isinstance(x.this, exp.Boolean) or x.this.is_number
    return x.this if settled else x


def _logic(x: exp.Expr, decisive: bool) -> exp.Expr:
    for one, other in ((x.this, x.expression), (x.expression, x.this)):
        if isinstance(one, exp.Boolean):
            return one if one.this is decisive else other
    return x


def _case(x: exp.Case) -> exp.Expr:
    """Branches that never hold are left out, those behind one that always does too."""
    branches = []
    for branch in x.args["ifs"]:
        if not isinstance(branch.this, exp.Boolean):
            branches.append(branch)
        elif branch.this.this:
            x.set("default", branch.args["true"])
            break
    if not branches:
        return x.args.get("default") or exp.null()
    if len(branches) < len(x.args["ifs"]):
        x.set("ifs", branches)
    return x


def _boolean(value: bool) -> exp.Expr:
    return exp.true() if value else exp.false()
