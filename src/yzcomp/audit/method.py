"""How an audit was done, told so that another can do it again: files with digests, rules, readings, ways."""

from yzcomp import __version__
from yzcomp.audit.result import Audit
from yzcomp.audit.run import AuditOptions
from yzcomp.engine.evaluator import Evaluator
from yzcomp.money import yuan
from yzcomp.rulebook.origin import titled

_TRIED = (
    "逐个试算：另一种读法、没有执行的上限和条件、用错的档和标准、漏计或重计的记录、抄写的差错；"
    "只有算出的金额与记录分毫不差才写作原因"
)


def method(audit: Audit, evaluator: Evaluator, options: AuditOptions) -> list[tuple[str, str]]:
    """What was done, as pairs of a title and a text."""
    setting = evaluator.setting
    rows = [("程序", f"yzcomp {__version__}"), ("规则", titled(setting.rulebook))]
    rows.append(("规则摘要", setting.rulebook.digest))
    for document, digest in zip(setting.standards.headers, setting.standards.digests, strict=True):
        rows.append(("标准", f"{document.title}（{document.document}）{digest}"))
    for name, option in setting.readings.items():
        reading = setting.rulebook.readings[name]
        rows.append(("读法", f"{reading.name}：{reading.options[option].name}（{name}={option}）"))
    rows += [("算完以后的变化", concern) for concern in options.concerns]
    rows += [("核对的日期", options.as_of.isoformat())] if options.as_of else []
    rows += [("名册", f"{file.name}，{file.rows} 行，sha256 {file.sha256}") for file in audit.inputs]
    lists = options.registers.files if options.registers else ()
    rows += [("名单", f"{file.name}，{file.rows} 行，sha256 {file.sha256}") for file in lists]
    if audit.recorded is not None:
        file = audit.recorded
        rows.append(("记录", f"{file.name}，{file.rows} 行，{file.layout}，sha256 {file.sha256}"))
        rows.append(("容差", f"{yuan(options.tolerance)} 元（差额不超过它的不列出）"))
        rows.append(("核对", f"逐户逐项重新计算，与记录相加后的金额比较，共 {audit.compared} 个金额"))
        rows.append(("原因", _TRIED))
    asked = "、".join(suspicion.name for suspicion in setting.rulebook.suspicions().values())
    rows.append(("疑点", asked or "这套规则没有写要问的疑点（screening）"))
    if audit.sample is not None:
        rows.append(("抽样", audit.sample.how))
    return rows
