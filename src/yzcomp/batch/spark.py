"""Chunks computed by Spark: on whatever cores its executors have, in as many partitions, in the order of the input."""

import os
import pickle
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from yzcomp.problems import Problem, Refused

if TYPE_CHECKING:
    from pyspark import SparkContext

J = TypeVar("J")
T = TypeVar("T")
#: Chunks that each core has in hand: the results of so many are collected at once.
_EACH = 2
_QUIET = {"spark.log.level": "ERROR", "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}


@contextmanager
def _silence() -> Iterator[None]:
    """What Java says of itself while it starts goes nowhere: what it fails at comes as an exception."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextmanager
def connected(master: str | None) -> Iterator["SparkContext"]:
    """A Spark as its configuration says, or at ``master``; raises :class:`Refused` where there is none."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.appName("yzcomp")
        if master is not None:
            builder = builder.master(master)
        elif not any(name in os.environ for name in ("MASTER", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS")):
            builder = builder.master("local[*]")
        for name, value in _QUIET.items():
            builder = builder.config(name, value)
        with _silence():
            session = builder.getOrCreate()
    except Exception as error:  # whatever Java says
        remedy = "核对 --master 和 Spark 的配置；要有 Java，见 docs/scale.md"
        raise Refused([Problem("spark", f"连不上 Spark：{_first(error)}", remedy=remedy)]) from None
    try:
        yield session.sparkContext
    finally:
        session.stop()


def computed(
    context: "SparkContext", make: Callable[[J], Callable[..., T]], job: J, tasks: Iterable[tuple[Any, ...]]
) -> Iterator[T]:
    """What ``make(job)`` gives for each of the tasks, in their order; each Python of an executor makes its own.

    Raises what a task raises, as far as Spark tells it.
    """
    known = context.broadcast(pickle.dumps((make, job)))
    waiting = iter(tasks)
    while some := list(islice(waiting, _EACH * context.defaultParallelism)):
        parts = context.parallelize(some, len(some)).mapPartitions(lambda part: _work(known.value, part))
        try:
            found = parts.collect()
        except Exception as error:
            remedy = "看 Spark 自己的日志；各台机器都要装 yzcomp[columnar]，见 docs/scale.md"
            raise Refused([Problem("spark", f"Spark 没有算完：{_last(error)}", remedy=remedy)]) from None
        yield from found


def _work(known: bytes, part: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
    work = _made(known)
    for task in part:
        yield work(*task)


@lru_cache(maxsize=1)
def _made(known: bytes) -> Callable[..., Any]:
    make, job = pickle.loads(known)
    work: Callable[..., Any] = make(job)
    return work


def _first(error: Exception) -> str:
    """What an error says, without where in Java."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _last(error: Exception) -> str:
    """What Python said on an executor, or else Spark."""
    told = [line for line in str(error).splitlines() if re.match(r"[\w.]*(Error|Exception|Refused)\b", line)]
    return told[-1][:200] if told else _first(error)
