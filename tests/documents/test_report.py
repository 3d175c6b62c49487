"""报告: one page without anything from outside; its sums are the statements', what is written into a name stays text."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.households import dispersed, house, household, statement
from tests.papers import computed, html_rows, setting
from yzcomp.documents.report import KIND, documents
from yzcomp.money import ZERO, yuan

VILLAGE = [
    household(household_id="Y1", head="<b>张", village="一组", houses=[house("80.25")]),
    dispersed("96.5", household_id="Y2", head="李四", village="二组"),
    household(household_id="Y3", head="王五", village="一组", houses=[house("150.25")]),
]


def page() -> bytes:
    common = setting()
    (made,) = documents([KIND.take(computed(one), common) for one in VILLAGE], common)
    assert made.suffix == "html"
    return made.content


def test_sums_and_what_waits() -> None:
    due = [statement(one).totals.payable for one in VILLAGE]
    found = html_rows(page())
    assert ["3", "0", yuan(sum(due, ZERO))] in found
    assert ["一组", "2", yuan(due[0] + due[2])] in found
    assert ["Y1", "<b>张", "一组", yuan(due[0])] in found
    assert any(row[:4] == ["Y2", "李四", "二组", "按期签约奖励"] for row in found)
    text = page().decode()
    assert "src=" not in text
    assert "http" not in text


@pytest.mark.slow
def test_a_browser_searches_and_sorts(tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser is installed")
    acts = """<script>
const box = document.getElementById("search"); box.value = "Y3"; box.dispatchEvent(new Event("input"));
const shown = rows.filter(row => !row.hidden && row.textContent.includes("王五")).length;
box.value = ""; box.dispatchEvent(new Event("input"));
const table = [...document.querySelectorAll("table")].find(t => t.tHead.textContent.includes("户主"));
const order = () => [...table.tBodies[0].rows].map(row => row.cells[0].textContent).join();
table.tHead.rows[0].cells[3].click(); const up = order(); table.tHead.rows[0].cells[3].click();
document.title = `${shown > 0 && rows.every(row => !row.hidden)} ${up} ${order()}`;
</script></body>"""
    path = tmp_path / "r.html"
    path.write_text(page().decode().replace("</body>", acts), encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--dump-dom"]
    done = subprocess.run([*command, path.as_uri()], capture_output=True, timeout=120, check=True)
    order = [one.household_id for one in sorted(VILLAGE, key=lambda one: statement(one).totals.payable)]
    assert f"<title>true {','.join(order)} {','.join(order[::-1])}</title>" in done.stdout.decode()
