"""Whether a rulebook is the one that the program brings, another, or one that only passes itself off as that."""

from functools import lru_cache
from typing import Any

from yzcomp.rulebook.files import BUILT_IN, digest, locate_rules, plain, rule_files
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.names import folded
from yzcomp.strict_yaml import read_yaml
from yzcomp.textfiles import read_text

_HEAD = {"id": "编号", "title": "名称", "document": "文号"}


def _texts() -> dict[str, str]:
    """The packaged rules by file."""
    return {file.name: read_text(file) for file in rule_files(locate_rules(BUILT_IN))}


@lru_cache(maxsize=1)
def _digest() -> str:
    return digest(_texts())


@lru_cache(maxsize=1)
def _head() -> dict[str, str]:
    """How the packaged rules call themselves; only other rules have to know."""
    trees = (plain(read_yaml(text, name)[0], name) for name, text in _texts().items())
    head: dict[str, str] = next(tree["rulebook"] for tree in trees if "rulebook" in tree)
    return head


def is_built_in(rulebook: Rulebook) -> bool:
    """Whether the rules are, word for word, those that the program brings."""
    return rulebook.digest == _digest()


def pretended(rulebook: Rulebook) -> str | None:
    """What other rules have in common with the built-in ones by name, said as a fault; ``None`` where nothing is."""
    if is_built_in(rulebook):
        return None
    own, head = _head(), rulebook.rulebook
    same = [title for key, title in _HEAD.items() if folded(getattr(head, key)) == folded(own[key])]
    return f"{'、'.join(same)}与内置规则相同，内容不同" if same else None


def not_built_in(rulebook: Rulebook) -> str | None:
    """What every result of other rules must say of them; ``None`` for the built-in ones."""
    if is_built_in(rulebook):
        return None
    fault = pretended(rulebook)
    return f"不是内置规则（{fault}）" if fault else "不是内置规则"


def titled(rulebook: Rulebook, where: bool = False) -> str:
    """The rules by title and document, and that they aren't the built-in ones; with ``where``, where they lie too."""
    head, other = rulebook.rulebook, not_built_in(rulebook)
    text = f"{head.title}（{head.document}）"
    if where:
        return f"{text}，{other}，在 {rulebook.source}" if other else f"{text}，内置规则"
    return f"{text}，{other}" if other else text


def reference(rulebook: Rulebook) -> dict[str, Any]:
    """The rules for programs; ``built_in`` stands there only where it is false."""
    head, other = rulebook.rulebook, not_built_in(rulebook)
    told = {"id": head.id, "title": head.title, "document": head.document, "digest": rulebook.digest}
    return told | ({"built_in": False, "note": other} if other else {})
