"""PDF is never a page of boxes: no Chinese font, or a character that none has, is said by name."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.households import household
from tests.papers import documents
from yzcomp import Refused
from yzcomp.output import fonts, pdf
from yzcomp.output.fonts import Font


def installed() -> list[Font]:
    found = fonts.chosen(pdf._installed())
    if not found:
        pytest.skip("no Chinese font is installed")
    return found


def test_no_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_installed", lambda: (Font("DejaVu Sans", Path("DejaVuSans.ttf"), 0),))
    with pytest.raises(Refused) as caught:
        pdf.pdf(documents("statement", [household()]))
    (problem,) = caught.value.problems
    assert problem.code == "font-missing"
    assert "apt install fonts-noto-cjk" in (problem.remedy or "")


def test_a_character_that_no_font_has() -> None:
    installed()
    with pytest.raises(Refused) as caught:
        pdf.pdf(documents("statement", [household(head="张\ue123䶮")]))
    (problem,) = caught.value.problems
    assert problem.code == "font-lacks"
    assert "“\ue123”（U+E123）" in problem.message


def test_what_a_font_has_is_what_fontconfig_says() -> None:
    if shutil.which("fc-query") is None:
        pytest.skip("fontconfig is not installed")
    font = installed()[0]
    command = ["fc-query", f"--index={font.number}", "--format=%{charset}", font.path]
    said = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    ranges = (part.split("-") for part in said.split())
    expected = {
        chr(code) for first, *last in ranges for code in range(int(first, 16), int((last or [first])[0], 16) + 1)
    }
    assert {char for char in fonts.characters(font.path, font.number) if char > " "} == {c for c in expected if c > " "}


def test_text_is_never_a_command() -> None:
    installed()
    name = '#panic("x") $a$ \\"*_<b>@c'
    source = pdf.source(documents("statement", [household(head=name)]))
    assert '"#panic(\\"x\\") $a$ \\\\\\"*_<b>@c"' in source
    assert pdf.pdf(documents("statement", [household(head=name)])).startswith(b"%PDF")
