"""The batch's own job written by hand in DuckDB: ``python duckdb_by_hand.py IN.csv DIR``.

A file of ``households.py`` goes in, the same items.csv and totals.csv as ``yzcomp batch`` writes come out, to the byte.
Nothing is checked. It is what a columnar way through many households is to be measured with; needs ``pip install
duckdb``. The lines of a household are one text, joined in order, so that the order of the input costs nothing.
"""

import sys
from pathlib import Path

import duckdb

MONEY = "DECIMAL(12,2)"
END, LAST = "chr(13)||chr(10)", "第十八条（重号）"
PENDING = "缺少房屋补偿标准（永政发〔2013〕28号、永政发〔2016〕19号），录入后用 --standards 重算"
#: Facts by short names; ``who`` begins each row.
HOUSEHOLDS = f"""
CREATE TEMP VIEW h AS SELECT 户编号||','||户主||','||村组 AS who, 合法常住人口::INT AS n, 符合安置条件人数::INT AS eligible,
 安置方式 AS kind, 过渡月数::DECIMAL(6,1) AS months, 过渡月数 AS months_text, 签约日期 <= 签约期限 AS signed,
 腾空日期 <= 腾地期限 AS vacated, 货币安置标准::INT AS per, coalesce(权属争议 = '是', false) AS held,
 合法建筑面积::{MONEY} AS floor, 底层占地面积::{MONEY} AS ground, 水塘面积::{MONEY} AS pond,
 临时用地水田面积::{MONEY} AS t1, 临时用地旱土面积::{MONEY} AS t2, 临时用地林地及其他面积::{MONEY} AS t3,
 临时用地年限::DECIMAL(3,1) AS years, 临时用地年限 AS years_text
FROM read_csv($1, header=true, all_varchar=true, nullstr='')"""
ITEMS = "户编号,户主,村组,项目编号,项目,依据,领款人,算式,数量,单位,标准,金额,状态,备注,付款人"
TOTALS = "户编号,户主,村组,应付合计,付被征收户,付村组,暂不拨付,待定项数,付国有农林渔场,付被征收单位,征地拆迁资金支付,用地单位支付"
COPY = "(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')"

TIER = "(CASE WHEN n <= 3 THEN 1000 ELSE 700 + 100*n END)"
TIER_TEXT = "CASE WHEN n <= 3 THEN '1000' ELSE '（1000 + ' || (n-3) || ' × 100）' END"
MONTHS = "(least(months, 12)::INT)"
MOVES = "(CASE WHEN kind = '货币安置' THEN 1 ELSE 2 END)"
SUBSIDY = "(350*ground)"
#: When each item is due, and what it comes to.
DUE = {
    "pond": ("pond IS NOT NULL", "25000*pond"),
    "money": ("kind = '货币安置' AND eligible > 0", "per*eligible"),
    "subsidy": ("kind = '分散迁建安置'", f"least({SUBSIDY}, 42000)"),
    "moving": ("kind <> '不予安置' AND n > 0", f"{TIER}*{MOVES}"),
    "transition": ("kind = '分散迁建安置' AND n > 0", f"{TIER}*{MONTHS}"),
    "signing": ("floor IS NOT NULL AND signed", "50*floor"),
    "vacating": ("floor IS NOT NULL AND vacated", "100*floor"),
}
TEMPORARY = (("t1", 2000, "水田", "1"), ("t2", 1200, "旱土", "1+(t1 IS NOT NULL)::INT"))
TEMPORARY += (("t3", 1000, "其他", "1+(t1 IS NOT NULL)::INT+(t2 IS NOT NULL)::INT"),)


def line(
    cond: str,
    amount: str,
    head: str,
    formula: str,
    quantity: str,
    unit: str,
    rate: str,
    note: str = "''",
    payer: str = "征地拆迁资金",
) -> str:
    """A row of items.csv as text, or nothing: ``head`` is item, name, article and payee."""
    status = "CASE WHEN held THEN '暂不拨付' ELSE '应付' END"
    cells = f"'{head},'||{formula}||','||{quantity}||',{unit},'||{rate}||','||({amount})::{MONEY}||','||{status}||','||{note}||',{payer}'"
    return f"CASE WHEN {cond} THEN who||','||{cells}||{END} ELSE '' END"


def quoted(text: str) -> str:
    return f"'\"'||{text}||'\"'"


def temporary(column: str, rate: int, land: str, index: str) -> str:
    quantity = f"(({column}*years)::DECIMAL(12,3))"
    formula = f"'{rate}元/亩·年 × '||{column}||'亩 × '||years_text||'年'"
    head, digits = "temporary_land_use,临时用地补偿费,第二十条,村组", f"regexp_replace({quantity}::VARCHAR, '0$', '')"
    note = f"'临时用地第'||({index})||'条（{land}）'"
    return line(
        f"{column} IS NOT NULL", f"{rate}*{quantity}", head, formula, digits, "亩·年", f"'{rate}'", note, "用地单位"
    )


def house() -> str:
    cells = f"house_compensation,房屋补偿费,第九条,被征收户,房屋补偿标准（待定） × '||floor||'㎡,'||floor||',㎡,,,待定,房屋第1条（正房）；{PENDING},征地拆迁资金"
    return f"CASE WHEN floor IS NOT NULL THEN who||',{cells}'||{END} ELSE '' END"


def subsidy_formula() -> str:
    whole = f"format('{{:,}}', floor({SUBSIDY})::BIGINT)||'.'||right(({SUBSIDY})::{MONEY}::VARCHAR, 2)"
    capped = f"'\"350元/㎡ × '||ground||'㎡ = '||{whole}||'元，每户最高42000元\"'"
    return f"CASE WHEN {SUBSIDY} > 42000 THEN {capped} ELSE '350元/㎡ × '||ground||'㎡' END"


def lines() -> list[str]:
    over = "CASE WHEN months > 12 THEN '过渡月数'||months_text||'个月，按上限12个月计' ELSE '' END"
    pond, per = quoted("'25,000元/亩 × '||pond||'亩'"), quoted("format('{:,}', per)||'元/人 × '||eligible||'人'")
    return [
        line(
            *DUE["pond"],
            "pond_replacement,造塘还塘包干费,第八条,村组",
            pond,
            "pond",
            "亩",
            "'25000'",
            "'水塘第1条（水塘）'",
        ),
        house(),
        line(*DUE["money"], "monetary_resettlement,货币补偿安置费,第十六条,被征收户", per, "eligible", "人", "per"),
        line(
            *DUE["subsidy"],
            "dispersed_relocation_subsidy,分散迁建安置补助,第十七条,被征收户",
            subsidy_formula(),
            "ground",
            "㎡",
            "'350'",
        ),
        line(
            *DUE["moving"],
            "moving_allowance,搬家补助费,第十八条,被征收户",
            f"{TIER_TEXT}||'元/次 × '||{MOVES}||'次'",
            MOVES,
            "次",
            TIER,
        ),
        line(
            *DUE["transition"],
            "transition_allowance,过渡费,第十八条,被征收户",
            f"{TIER_TEXT}||'元/月 × '||{MONTHS}||'个月'",
            MONTHS,
            "个月",
            TIER,
            over,
        ),
        line(
            *DUE["signing"],
            f"signing_reward,按期签约奖励,{LAST},被征收户",
            "'50元/㎡ × '||floor||'㎡'",
            "floor",
            "㎡",
            "'50'",
        ),
        line(
            *DUE["vacating"],
            f"vacating_reward,按期腾空奖励,{LAST},被征收户",
            "'100元/㎡ × '||floor||'㎡'",
            "floor",
            "㎡",
            "'100'",
        ),
        *(temporary(*one) for one in TEMPORARY),
    ]


def totals() -> str:
    def summed(*keys: str) -> str:
        return " + ".join(f"CASE WHEN {DUE[key][0]} THEN {DUE[key][1]} ELSE 0 END" for key in keys)

    user = " + ".join(f"coalesce(({rate}*{column}*years)::{MONEY}, 0)" for column, rate, *_ in TEMPORARY)
    own = summed("money", "subsidy", "moving", "transition", "signing", "vacating")
    sums = f"SELECT who, held, (floor IS NOT NULL)::INT AS pending, ({own})::{MONEY} AS own, ({summed('pond')})::{MONEY} AS pond, ({user})::{MONEY} AS land FROM h"
    whole = f"(own+pond+land)::{MONEY}"
    paid = f"{whole}||','||own||','||(pond+land)::{MONEY}||',0.00,'||pending||',0.00,0.00,'||(own+pond)::{MONEY}||','||land"
    held = f"'0.00,0.00,0.00,'||{whole}||','||pending||',0.00,0.00,0.00,0.00'"
    return f"SELECT who||','||CASE WHEN held THEN {held} ELSE {paid} END||chr(13) FROM ({sums})"


def main(source: str, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    database = duckdb.connect()
    database.execute("SET preserve_insertion_order = true")
    database.execute(HOUSEHOLDS.replace("$1", f"'{source}'"))
    text = " || ".join(lines())
    bodies = {
        "items": (ITEMS, f"SELECT t[1:len(t)-1] FROM (SELECT {text} AS t FROM h) WHERE t <> ''"),
        "totals": (TOTALS, totals()),
    }
    for name, (head, query) in bodies.items():
        body = target / f"{name}.body"
        database.execute(f"COPY ({query}) TO '{body}' {COPY}")
        with open(target / f"{name}.csv", "wb") as whole, open(body, "rb") as written:
            whole.write(b"\xef\xbb\xbf" + head.encode() + b"\r\n")
            while block := written.read(1 << 24):
                whole.write(block)
        body.unlink()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
