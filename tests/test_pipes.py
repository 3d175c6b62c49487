"""Messages of processes that end."""

import os
import pickle
import struct
from multiprocessing import Pipe

import pytest

from yzcomp.pipes import received


def test_a_whole_message_is_received() -> None:
    ours, theirs = Pipe(duplex=False)
    theirs.send(("found", 1))
    assert received(ours) == ("found", 1)


@pytest.mark.skipif(os.name == "nt", reason="pipes keep messages whole on Windows")
@pytest.mark.parametrize("written", [0, 2, 4, 9])
def test_a_message_that_is_cut_short_is_an_end(written: int) -> None:
    ours, theirs = Pipe(duplex=False)
    content = pickle.dumps("一户" * 100)
    os.write(theirs.fileno(), (struct.pack("!i", len(content)) + content)[:written])
    theirs.close()
    with pytest.raises(EOFError):
        received(ours)


def test_what_else_goes_wrong_is_told_as_it_is() -> None:
    ours, _ = Pipe()
    os.close(ours.fileno())
    with pytest.raises(OSError, match="descriptor"):
        received(ours)
    ours._handle = None  # type: ignore[attr-defined]  # it is closed already
