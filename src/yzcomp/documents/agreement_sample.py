"""The usual template of an agreement: a sample that a bureau edits in Word before it is used."""

from collections.abc import Iterator

from yzcomp.output.layout import Block, Column, Document, Line, Row, Table, Wide

_WIDTHS = (18, 15, 12, 16, 17, 16)
_SPANS = {5: (1, 1, 2, 1, 1), 2: (3, 3)}  # of the columns of tables with so many
_SIGNING = (("甲方\n（盖章）", "乙方\n（签字、按印）"), ("代表（签字）", "联系电话"), ("签订日期", "签订日期"))


def sample() -> Document:
    """The template, its fields written as marks."""
    return Document(
        "补偿安置协议书",
        "征地拆迁补偿安置协议书",
        _WIDTHS,
        list(_blocks()),
        ["示范文本，使用前由征收单位按当地的规定修改、审定", "协议编号：{{ 户编号 }}"],
    )


def _blocks() -> Iterator[Block]:
    yield from _each("警示", "{{ 一条 }}", "strong")
    yield Line("甲方（征收实施单位）：＿＿＿＿＿＿＿＿＿＿＿＿　　法定代表人或委托代理人：＿＿＿＿＿＿")
    yield Line("乙方（被征收人）：{{ 户主 }}　　身份证号或统一社会信用代码：{{ 证件号码 }}")
    yield Line("住址：{{ 台账.住址 }}　　村组：{{ 村组 }}　　联系电话：{{ 联系电话 }}")
    yield Line("第一条　依据", "head")
    yield Line("根据《{{ 办法 }}》（{{ 文号 }}）等规定，甲方征收乙方的土地、房屋和附着物，双方就补偿、安置达成本协议。")
    yield Line("第二条　征收的房屋、土地和附着物", "head")
    yield from _list("房屋", ("房屋类别", "结构", "等级", "合法建筑面积", "权属"), ("", "", "", "（㎡）", ""))
    yield from _list("征收土地", ("地类", "区片", "权属性质", "面积", "位置"), ("", "", "", "（亩）", ""))
    yield from _list("水塘", ("水塘类别", "面积"), ("", "（亩）"))
    yield from _list("青苗", ("青苗种类", "面积"), ("", "（亩）"))
    yield from _list("附着物", ("附着物种类", "数量"), ("", ""))
    yield Line("第三条　补偿项目和金额", "head")
    yield _items()
    yield Line("应付合计：{{ 应付合计 }}元（大写：{{ 应付合计大写 }}），其中：")
    yield from _each("领款", "付{{ 一条.领款人 }} {{ 一条.金额 }}元（大写：{{ 一条.大写 }}）")
    yield from _if("暂不拨付", "有权属争议，暂不拨付 {{ 暂不拨付 }} 元，未计入应付合计；争议解决后另行拨付。")
    yield from _if("待定项数", "待定 {{ 待定项数 }} 项，未计入应付合计；确定后由双方另签补充协议。")
    yield Line("第四条　付款", "head")
    yield Line(
        "甲方在＿＿＿＿＿＿后＿＿＿日内，将付给乙方的款项汇入下列账户。\n"
        "户名：{{ 收款人 }}　开户行：{{ 开户行 }}　账号：{{ 银行账号 }}"
    )
    yield from _terms()


def _terms() -> Iterator[Block]:
    """What is agreed beside the money; places to write where the measure says nothing."""
    for number, title, text in (
        ("五", "安置", "乙方的安置方式为{{ 安置方式 }}。安置的地点、时间：＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿。"),
        (
            "六",
            "签约和腾地",
            "签约期限为{{ 签约期限 }}，腾地期限为{{ 腾地期限 }}。乙方应当在腾地期限以前搬出全部人员和物品，把房屋、土地"
            "移交甲方，由双方签字验收；移交以前发生的水、电等费用由乙方结清。",
        ),
        (
            "七",
            "保证",
            "乙方保证所报的人口、权属、面积属实，没有隐瞒抵押、租赁、共有和争议。甲方保证按本协议足额、按时付款。",
        ),
        (
            "八",
            "违约责任",
            "甲方逾期付款的，每逾期一日按未付金额的＿＿＿支付违约金；乙方逾期腾地的，＿＿＿＿＿＿＿＿＿＿。"
            "所报不实而多领的款项，乙方应当退还。",
        ),
        ("九", "争议的解决", "因本协议发生争议的，双方先行协商；协商不成的，可以依法申请行政复议或者提起行政诉讼。"),
        (
            "十",
            "份数和生效",
            "本协议一式＿＿份，甲方＿＿份，乙方＿＿份，自双方签字、盖章之日起生效。未尽事宜由双方另签补充协议。",
        ),
    ):
        yield Line(f"第{number}条　{title}", "head")
        yield Line(text)
    columns = [Column("", 1, "label"), Column("", 2), Column("", 1, "label"), Column("", 2)]
    yield Table(columns, [Row([one, "", other, ""], least=2) for one, other in _SIGNING], heading=False, whole=True)
    yield from _each("落款", "{{ 一条 }}", "small")


def _items() -> Table:
    columns = [Column("项目"), Column("依据"), Column("计算", 2), Column("金额（元）", 1, "money"), Column("领款人")]
    cells = ("项目", "依据", "计算", "金额", "领款人")
    sums = Row([Wide("应付合计", 3), "{{ 应付合计 }}", ""], strong=True)
    return Table(columns, [*_rows("各项", cells), sums])


def _list(name: str, fields: tuple[str, ...], units: tuple[str, ...]) -> Iterator[Block]:
    """A table of a household's records, if it has any."""
    columns = [Column(field + unit, span) for field, unit, span in zip(fields, units, _SPANS[len(fields)], strict=True)]
    yield Line(f"{{%p if {name} %}}")
    yield Line(f"{name}：")
    yield Table(columns, list(_rows(name, fields)))
    yield Line("{%p endif %}")


def _rows(name: str, fields: tuple[str, ...]) -> Iterator[Row]:
    yield Row([Wide(f"{{%tr for 条 in {name} %}}", len(fields))])
    yield Row([f"{{{{ 条.{field} }}}}" for field in fields])
    yield Row([Wide("{%tr endfor %}", len(fields))])


def _each(name: str, text: str, style: str = "text") -> Iterator[Line]:
    yield Line(f"{{%p for 一条 in {name} %}}")
    yield Line(text, style)  # type: ignore[arg-type]
    yield Line("{%p endfor %}")


def _if(name: str, text: str) -> Iterator[Line]:
    yield Line(f"{{%p if {name} %}}")
    yield Line(text)
    yield Line("{%p endif %}")
