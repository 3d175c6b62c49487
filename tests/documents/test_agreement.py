"""补偿安置协议书: filled in from a template of Word's; whatever somebody has written into that can do nothing else."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest

from tests.batches import HEADER, csv_file, row
from tests.conftest import ROOT, Call
from tests.documents.test_lists import VILLAGE
from tests.documents.test_statement import MANY
from tests.households import house, household, statement
from tests.papers import computed, docx_rows, setting
from yzcomp.documents import agreement
from yzcomp.documents.setting import Setting
from yzcomp.money import yuan
from yzcomp.output.word_template import Template, template_of
from yzcomp.problems import Refused

ONE = household(household_id="Y1", head="欧阳<b>&建国", houses=[house("150.25", structure="砖混", grade="二等")])


def word(*paragraphs: str | list[str], table: list[list[str]] | None = None) -> bytes:
    """A file of Word's; a paragraph given as a list is scattered over so many runs, as Word does."""
    paper = docx.Document()
    for text in paragraphs:
        paragraph = paper.add_paragraph()
        for part in [text] if isinstance(text, str) else text:
            paragraph.add_run(part)
    if table:
        made = paper.add_table(len(table), len(table[0]))
        for cells, texts in zip(made.rows, table, strict=True):
            for cell, text in zip(cells.cells, texts, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def opened(content: bytes, common: Setting, columns: list[str] | None = None) -> Template:
    return template_of(content, "协议.docx", agreement.fields(common.rulebook, columns))


def filled(content: bytes, *households: object, **options: object) -> list[list[str]]:
    common = setting(**options)
    common = common._replace(options=common.options._replace(template=opened(content, common)))
    found = [computed(one) for one in households or (ONE,)]  # type: ignore[arg-type]
    return docx_rows(agreement.KIND.write(list(agreement.documents(found, common))))  # type: ignore[misc]


def refused(content: bytes, columns: list[str] | None = None) -> list[str]:
    with pytest.raises(Refused) as found:
        opened(content, setting(), columns)
    return [str(problem) for problem in found.value.problems]


def test_the_usual_agreement_says_what_the_statement_says() -> None:
    common = setting(texts={"Y1": {"住址": "杨家桥村1号"}})
    made = list(agreement.documents([computed(VILLAGE[0])], common))
    content = agreement.bound(made)
    assert content == agreement.bound(
        list(agreement.documents([computed(VILLAGE[0])], setting(texts={"Y1": {"住址": "杨家桥村1号"}})))
    )
    read = docx_rows(content)
    text = "\n".join("|".join(one) for one in read)
    totals = statement(VILLAGE[0]).totals
    assert read[:3] == [
        ["征地拆迁补偿安置协议书"],
        ["示范文本，使用前由征收单位按当地的规定修改、审定"],
        ["协议编号：Y1"],
    ]
    for words in (
        f"应付合计：{yuan(totals.payable)}元（大写：{totals.payable_capital}）",
        "住址：杨家桥村1号　　村组：杨家桥村一组",
        "乙方（被征收人）：欧阳建国",
        "正房|砖混|一等|150.25|有证",
    ):
        assert words in text
    for line in statement(VILLAGE[0]).items:
        assert [
            line.name,
            line.article,
            line.formula,
            yuan(line.amount),
            statement(VILLAGE[0]).payees[line.payee],
        ] in read
    assert "{" not in text
    assert [one.what for one in common.to_see] == [
        f"协议书里“{title}”空着，待填写" for title in ("身份证号", "开户行", "签约期限", "腾地期限")
    ]


def test_all_of_them_in_one_file_each_on_a_page_of_its_own() -> None:
    read = filled(agreement.usual(), *VILLAGE, MANY)
    assert [one[0] for one in read if one[0].startswith("协议编号")] == [
        f"协议编号：{n}" for n in ("Y1", "Y2", "Y3", "Y4", MANY.household_id)
    ]
    made = list(agreement.documents([computed(one) for one in VILLAGE], setting()))
    assert len(docx.Document(io.BytesIO(agreement.bound(made))).sections) == 4


def test_a_mark_that_word_has_scattered_is_one_and_what_is_filled_in_stays_text() -> None:
    read = filled(
        word(["甲{", "{ 户", "主 }", "}乙", "丙"], ["{% if 安置方式 == “安置地安置” %}", "安置", "{% endif %}"])
    )
    assert read == [["甲欧阳<b>&建国乙丙"], ["安置"]]
    assert filled(word("{{ 户主 }}"), household(head="{{ 户编号 }}{% for %}")) == [["{{ 户编号 }}{% for %}"]]


def test_rows_and_paragraphs_are_repeated() -> None:
    rows = [["{%tr for 项 in 各项 %}", ""], ["{{ loop.index }} {{ 项.项目 }}", "{{ 项.金额 }}"], ["{%tr endfor %}", ""]]
    read = filled(
        word("{%p for 房 in 房屋 if 房.结构 %}", "{{ 房.结构 }}", "{%p else %}", "没有", "{%p endfor %}", table=rows)
    )
    items = statement(ONE).items
    assert read == [
        ["砖混"],
        *([f"{n} {line.name}", yuan(line.amount) if line.amount else "待定"] for n, line in enumerate(items, 1)),
    ]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["第一", "乙方：{{ 户主名 }}"], "协议.docx 第2段“乙方：{{ 户主名 }}”：没有字段“户主名”。是不是“户主”？"),
        (["{{ 户主 "], "协议.docx 第1段“{{ 户主”：字段的括号不成对。字段写成 {{ 户主 }}，不单独写 { 或 }"),
        (["{{ 户主 户编号 }}"], "“{{ 户主 户编号 }}”写得不对"),
        (["{% for 项 in 各 项 %}{% endfor %}"], "“{% for 项 in 各 项 %}”写得不对"),
        (["{% for 项 in 各样 %}{% endfor %}"], "没有可以逐条写的“各样”。是不是“各项”？"),
        (["{% for 项 in 各项 %}{{ 项.金 }}{% endfor %}"], "没有字段“项.金”"),
        (["{% for 项 in 各项 %}{{ 项 }}{% endfor %}"], "“项”有几条或几项，不能直接写"),
        (["{{ 房屋 }}"], "“房屋”有几条或几项，不能直接写"),
        (["{% for a in 各项 %}{% for b in 各项 %}{% endfor %}{% endfor %}"], "不是这样的循环。写 {% for 项 in 各项 %}，循环里不再套循环"),
        (["{% if 户主 %}"], "“{% if 户主 %}”没有结尾。在它管到的地方之后写 {% endif %}"),
        (["{% endif %}"], "“{% endif %}”没有与它相配的开头"),
        (["{% for 项 in 各项 %}", "{% endif %}", "{% endfor %}"], "“{% endif %}”没有与它相配的开头"),
        (["{%p if 户主 %}多余", "{%p endif %}"], "“{%p if 户主 %}”代替整段，却还有别的文字"),
        (["{% include '/etc/passwd' %}"], "不能写“{% include '/etc/passwd' %}”"),
        (["{% macro m() %}{% endmacro %}"], "不能写“{% macro m() %}”"),
        (["{{ ''.__class__.__mro__ }}"], "有不能用的写法"),
        (["{{ 台账.__class__ }}"], "有不能用的写法"),
        (["{{ 户主.format(1) }}"], "有不能用的写法"),
        (["{{ range(999999999) }}"], "有不能用的写法"),
        (["{{ 'x' * 999999999 }}"], "有不能用的写法"),
        (["{{ 户主|upper }}"], "有不能用的写法"),
        (["{{ self }}"], "没有字段“self”"),
        (["{% if 合法常住人口 > 3 %}{% endif %}"], "有不能用的写法。只能写字段"),
        (["{% if 'x' in 台账 %}{% endif %}"], "有不能用的写法"),
        (["{{ 台账 }}"], "“台账”有几条或几项，不能直接写"),
        (["{{ 户主 if 村组 }}"], "if 后面没有写 else"),
        (["{% for 项 in 各项 %}{% elif 户主 %}{% endfor %}"], "“{% elif 户主 %}”没有与它相配的开头"),
        (["{% if 户主 %}{% else %}{% else %}{% endif %}"], "协议.docx：循环或条件前后不合"),
        (["{{ " + "(" * 5000 + "户主" + ")" * 5000 + " }}"], "写得不对"),
        (["{% if " + " or ".join(["户主"] * 5000) + " %}{% endif %}"], "写得不对"),
    ],
)  # fmt: skip
def test_what_a_template_can_not_say(texts: list[str], said: str) -> None:
    assert any(said in line for line in refused(word(*texts)))


def test_every_mistake_is_told_at_its_place() -> None:
    assert [line.split("：")[0] for line in refused(word("{{ 甲 }}", "好", "{{ 乙 }}{{ 丙 }}"))] == [
        "协议.docx 第1段“{{ 甲 }}”",
        "协议.docx 第3段“{{ 乙 }}{{ 丙 }}”",
        "协议.docx 第3段“{{ 乙 }}{{ 丙 }}”",
    ]


def test_a_column_that_the_ledger_does_not_have() -> None:
    assert "没有字段“台账.住止”。是不是“住址”？" in refused(word("{{ 台账.住止 }}"), ["住址"])[0]
    assert opened(word("{{ 台账['住 址'] }}"), setting(), ["住 址"])


def package(**parts: bytes) -> bytes:
    """The parts of an ordinary file of Word's, some of them others."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word("{{ 户主 }}"))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(Path(name).stem, old.read(name)))
        for name, content in parts.items():
            new.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


W = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "不是 Word 文档（.docx）。在 Word 或 WPS 里另存为 .docx 再试"),
        (package(document=b"<a><b></a>"), "文档的内容读不出来"),
        (package(document=b'<!DOCTYPE a [<!ENTITY b "x">]>' + W % b"&b;"), "文档的内容读不出来"),
        (package(document=W % b'<w:p w:x="{{ 1 }}"/>'), "有不在文字里的字段"),
        (
            package(vbaProject=b"").replace(b"vbaProject.xml", b"vbaProject.bin"),
            "有宏、嵌入的对象，或引用别处的文件（word/vbaProject.bin）",
        ),
        (
            package(
                **{"settings.xml": b'<Relationship Type="x/attachedTemplate" Target="http://a" TargetMode="External"/>'}
            ),
            "有宏",
        ),
        (package(footer1=b"<w:ftr>{{ \xe6\x88\xb7 }}</w:ftr>"), "正文以外（word/footer1.xml）有字段"),
    ],
)
def test_a_file_that_is_no_template(content: bytes, said: str) -> None:
    assert said in refused(content)[0]


def test_a_template_of_half_a_million_braces_takes_no_time() -> None:
    text = b"<w:p><w:r><w:t>" + b"{{" * 500_000 + b"</w:t></w:r></w:p>"
    assert "字段的括号不成对" in refused(package(document=W % text))[0]


def test_numbers_of_words_own_do_not_go_on_from_one_household_to_the_next() -> None:
    paper = docx.Document()
    paper.add_paragraph("{{ 户主 }}", style="List Number")
    buffer = io.BytesIO()
    paper.save(buffer)
    assert filled(buffer.getvalue(), ONE) == [["欧阳<b>&建国"]]
    with pytest.raises(Refused) as found:
        filled(buffer.getvalue(), *VILLAGE)
    assert "模板用了自动编号，合在一起编号会接着排下去。加 --each 一户一份" in str(found.value)


def test_a_loop_over_a_part_of_a_table_is_told() -> None:
    with pytest.raises(Refused) as found:
        filled(word("{% for 项 in 各项 %}", table=[["{% endfor %}"]]), VILLAGE[0])
    assert "循环或条件跨了表格的格子。" in str(found.value)


@pytest.mark.slow
def test_the_command(call_cli: Call, tmp_path: Path) -> None:
    csv_file(tmp_path / "v.csv", [HEADER, row(), row(户编号="A2", 户主="../欧阳/建国", 村组="二组")])
    call_cli("batch", tmp_path / "v.csv", "-o", tmp_path / "out")
    assert call_cli("template", "-o", tmp_path / "模板.docx").returncode == 0
    ledger = csv_file(
        tmp_path / "台账.csv", [["户编号", "户主", "家庭住址"], ["A1", "张三", "=1号"], ["A9", "", "9号"]]
    )
    paper = docx.Document(str(tmp_path / "模板.docx"))
    for paragraph in paper.paragraphs:
        for run in paragraph.runs:
            run.text = re.sub(r"住址：.*|.*(开户行|证件号码|签约期限).*", "{{ 台账.家庭住址 }}", run.text)
    paper.save(str(tmp_path / "模板.docx"))
    options = ("--template", tmp_path / "模板.docx", "--ledger", ledger)
    done = call_cli("docs", tmp_path / "out", "--kind", "协议书", "-o", tmp_path / "协议", "--each", *options)
    assert done.returncode == 1
    assert "警告：协议书里“台账.家庭住址”空着，待填写：A2 ../欧阳/建国。" in done.stderr
    assert f"警告：{ledger} 里有这批没有算出的户：A9。" in done.stderr
    assert "台账里另有 1 户，协议书要补的 1 户（见" in done.stderr
    files = sorted(path.name for path in (tmp_path / "协议" / "协议书").iterdir())
    assert files == ["0001 A1 张三.docx", "0002 A2 .._欧阳_建国.docx"]
    read = docx_rows((tmp_path / "协议" / "协议书" / files[0]).read_bytes())
    assert ["=1号"] in read


def test_the_page_of_fields_has_all_of_them() -> None:
    page = (ROOT / "docs" / "agreement.md").read_text(encoding="utf-8")
    known = agreement.fields(setting().rulebook)
    own = [*agreement._SINGLE, *known.lists, *(field for fields in agreement._LISTS.values() for field in fields)]
    assert [name for name in own if name not in page] == []
