"""Mappings that stay as they were made: rules that were checked and results that were handed out."""

from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dict that refuses to be changed. It compares, prints, serialises and pickles as one; ``|`` gives a plain dict.

    >>> rates = FrozenDict({"paddy": 2000})
    >>> rates | {"dry": 1200}
    {'paddy': 2000, 'dry': 1200}
    >>> rates["paddy"] = 1
    Traceback (most recent call last):
        ...
    TypeError: 规则和结果不能改动；要改，用 dict() 复制一份
    """

    __slots__ = ()

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("规则和结果不能改动；要改，用 dict() 复制一份")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled and copied as a whole: the usual way would fill an empty one."""
        return FrozenDict, (dict(self),)
