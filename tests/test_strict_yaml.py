"""Strict YAML: what is refused, with its exact message; what is kept exactly as it was written."""

import pytest

from yzcomp.strict_yaml import Listing, Mapping, Scalar, read_yaml

BLANK = "这里有看不见的空格。删去它，换成半角空格（空格键在英文状态下打的）"
BROKEN = [
    ("tabs", "a:\n\t- b", ["f.yaml 第2行第1列：缩进用了制表符（Tab）。改用空格缩进"]),
    ("ideographic blank before a key", "a:\n　b: 1", ["f.yaml 第2行第1列：" + BLANK]),
    ("no-break space after a colon", "a: 1\nb:\u00a02\nc: 3", ["f.yaml 第2行第3列：" + BLANK]),
    ("em space in a list", "a:\n  - b: 1\n\u2003\u2003c: 2", ["f.yaml 第3行第1列：" + BLANK]),
    ("nothing to be seen before a key", "\u200ba: 1\nb: 2", ["f.yaml 第1行第1列：" + BLANK]),
    ("unclosed bracket", "a: [1, 2", ["f.yaml 第2行第1列：括号内缺少逗号或右括号。检查 [ ] 和 { } 是否成对"]),
    ("unclosed quote", "a: 'x\nb: 1", ["f.yaml 第2行第5列：引号或括号没有关上。补上右引号或右括号"]),
    ("colon in value", "a: b: c", ["f.yaml 第1行第5列：这里不应该出现冒号。检查缩进；含冒号的内容请加引号"]),
    (
        "full-width colon",
        "户主：张三\nx: 1",
        ["f.yaml 第2行第2列：这里不应该出现冒号。第1行用了全角冒号“：”，改成半角冒号加空格“: ”"],
    ),
    ("duplicate key", "a: 1\nb: 2\na: 3", ["f.yaml 第3行第1列：「a」重复，第1行已经写过。只保留一处"]),
    ("alias", "a: &x 1\nb: *x", ["f.yaml 第1行第4列：不能使用锚点和引用（& 和 *）。把内容直接写出来"]),
    ("merge bomb", "a: &a [x]\nb: &b [*a, *a]", ["f.yaml 第1行第4列：不能使用锚点和引用（& 和 *）。把内容直接写出来"]),
    ("two documents", "a: 1\n---\nb: 2", ["f.yaml 第2行第1列：文件里有多个文档（---）。每个文件只写一个"]),
    ("deep", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", ["f.yaml 第1行第42列：嵌套超过40层"]),
    (
        "tag",
        "a: !!python/object:os.system x\nb: !include y",
        [
            "f.yaml 第1行第4列：不能使用标签 tag:yaml.org,2002:python/object:os.system。去掉它",
            "f.yaml 第2行第4列：不能使用标签 !include。去掉它",
        ],
    ),
    ("nul", "a: \x00", ["f.yaml 第1行第4列：文件含有不可见的控制字符。另存为纯文本"]),
    ("list indent", "a:\n- b\n c: 1", ["f.yaml 第3行第3列：这里不应该出现冒号。检查缩进；含冒号的内容请加引号"]),
    ("key that is a list", "? [a]\n: b", ["f.yaml 第1行第3列：键必须是文字"]),
    ("stray percent", "%x", ["f.yaml 第1行第3列：文件的写法不符合 YAML/JSON 格式。检查缩进、冒号、引号和括号"]),
    ("unknown escape", 'a: "\\q"', ["f.yaml 第1行第5列：文件的写法不符合 YAML/JSON 格式。检查缩进、冒号、引号和括号"]),
    ("json trailing", '{"a": 1}}', ["f.yaml 第1行第9列：文件的写法不符合 YAML/JSON 格式。检查缩进、冒号、引号和括号"]),
    ("json comma", '{"a": 1 "b": 2}', ["f.yaml 第1行第12列：括号内缺少逗号或右括号。检查 [ ] 和 { } 是否成对"]),
]


@pytest.mark.parametrize(("text", "messages"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_broken_text(text: str, messages: list[str]) -> None:
    assert [str(problem) for problem in read_yaml(text, "f.yaml")[1]] == messages


@pytest.mark.parametrize("text", ["68.10", "0123", "12:30", "no", "1e3", "0x1F", "2019-03-01", "1_000", "+5", ".5"])
def test_a_value_stays_as_it_was_written(text: str) -> None:
    tree, problems = read_yaml(f"a: {text}", "f.yaml")
    assert problems == []
    assert isinstance(tree, Mapping) and tree.entries["a"] == Scalar(text, 1, 4)


@pytest.mark.parametrize("text", ["", "~", "null", "Null"])
def test_null_is_not_given(text: str) -> None:
    tree, _ = read_yaml(f"a: {text}", "f.yaml")
    assert isinstance(tree, Mapping) and tree.entries["a"] == Scalar(None, 1, 3 if not text else 4)


def test_json_is_read_too() -> None:
    tree, problems = read_yaml('{"a": "\\ud83d\\ude00\\u4e2d", "b": [1, null],\n\t"c": "null"}', "f.json")
    assert problems == []
    assert isinstance(tree, Mapping)
    assert tree.entries["a"] == Scalar("\U0001f600中", 1, 7)
    assert isinstance(tree.entries["b"], Listing)
    assert [item.text for item in tree.entries["b"].items if isinstance(item, Scalar)] == ["1", None]
    assert tree.entries["c"] == Scalar("null", 2, 7)


def test_a_repeated_key_keeps_its_first_value() -> None:
    tree, problems = read_yaml("a: 1\na: {b: 2}\nc: 3", "f.yaml")
    assert isinstance(tree, Mapping)
    assert [(k, v.text) for k, v in tree.entries.items() if isinstance(v, Scalar)] == [("a", "1"), ("c", "3")]
    assert len(problems) == 1


@pytest.mark.slow
def test_an_alias_bomb_is_refused_at_once() -> None:
    bomb = "a0: &a0 x\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 60))
    assert [problem.code for problem in read_yaml(bomb, "f")[1]] == ["yaml-alias"]
    assert [problem.code for problem in read_yaml("[" * 100_000, "f")[1]] == ["yaml-too-deep"]
    assert [problem.code for problem in read_yaml("- a\n" * 300_000, "f")[1]] == ["yaml-too-large"]
