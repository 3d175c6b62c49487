"""``yzcomp standards``: an empty file that loads as it is, is never overwritten by chance, and is checked strictly."""

from pathlib import Path

from tests.conftest import Call


def filled_in(path: Path) -> None:
    """The header of an empty file as someone fills it in."""
    text = path.read_text(encoding="utf-8")
    for key, value in (("title", "标准"), ("document", "某文"), ("issued_on", "2018-10-18"), ("official", "no")):
        text = text.replace(f"  {key}:   #", f"  {key}: {value}   #")
    path.write_text(text, encoding="utf-8")


def test_an_empty_file_says_what_must_be_filled_in(call_cli: Call, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    call_cli("standards", "new", "-o", path)
    done = call_cli("standards", "check", path)
    assert done.returncode == 2
    fields = [line.partition("「")[2].partition("」")[0] for line in done.stderr.splitlines()[:-1]]
    assert fields == ["title", "document", "issued_on", "official"]
    text = path.read_text(encoding="utf-8")
    assert "一个标准文件只写一份文件的标准" in text
    assert "#   房屋补偿标准、附着物补偿标准：永政发〔2013〕28号、永政发〔2016〕19号" in text
    assert "地类 可写：水田、旱地、园地、林地、水塘、建设用地、其他" in text


def test_an_empty_file_is_made_once_and_loads(call_cli: Call, tmp_path: Path) -> None:
    path = tmp_path / "标准.yaml"
    assert call_cli("standards", "new", "-o", path).returncode == 0
    first = path.read_bytes()
    path.write_bytes(first + b"# mine\n")
    again = call_cli("standards", "new", "-o", path)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr == f"错误：{path}：文件已经存在，没有覆盖。换一个名称，或加 --force\n"
    assert path.read_bytes() == first + b"# mine\n"
    assert call_cli("standards", "new", "-o", path, "--force").returncode == 0
    assert path.read_bytes() == first
    filled_in(path)
    assert call_cli("standards", "check", path).stdout.splitlines() == [
        "征地补偿标准：0 条",
        "青苗补偿标准：0 条",
        "房屋补偿标准：0 条",
        "附着物补偿标准：0 条",
        "企业损失补偿标准：0 条",
    ]


def test_its_example_rows_can_be_used_as_they_are(call_cli: Call, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    call_cli("standards", "new", "-o", path)
    filled_in(path)
    text = path.read_text(encoding="utf-8").replace("    # - {", "    - {").replace("0.00", "1.25")
    path.write_text(text, encoding="utf-8")
    done = call_cli("standards", "check", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line[-3:] for line in done.stdout.splitlines()] == ["1 条"] * 5


def test_a_folder_that_is_not_there(call_cli: Call, tmp_path: Path) -> None:
    path = tmp_path / "none" / "s.yaml"
    done = call_cli("standards", "new", "-o", path)
    assert done.returncode == 2
    assert done.stderr == f"错误：{path}：所在的文件夹不存在。先建好文件夹\n"


def test_a_file_filled_in_wrongly(call_cli: Call, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    call_cli("standards", "new", "-o", path)
    rows = (
        "  houses:\n"
        "    - {结构: 砖混, 等级: 一等, 标准: -5}\n"
        "    - {结构: 砖混, 等级: 一等}\n"
        "    - {结构: 砖混, 级别: 一等, 标准: 3}\n"
    )
    path.write_text(path.read_text(encoding="utf-8").replace("  houses:\n", rows), encoding="utf-8")
    done = call_cli("standards", "check", path)
    assert (done.returncode, done.stdout) == (2, "")
    *problems, count = done.stderr.splitlines()
    assert count == f"共 {len(problems)} 处问题。"
    assert len(problems) >= 3
    assert all(line.startswith(f"错误：{path} 第") for line in problems)
