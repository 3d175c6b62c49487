"""Characters that steer a screen or a spreadsheet instead of being read. A name in a file may hold any of them."""

import re

#: Control characters but tab and line ends, and the marks that turn the direction of writing.
_STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def without_controls(text: str) -> str:
    """The text as far as it can be seen."""
    return _STEERING.sub("", text)
