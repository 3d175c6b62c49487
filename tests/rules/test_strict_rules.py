"""What loads in silence elsewhere and pays a wrong amount: refused or warned of, each with what was probably meant."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Call
from tests.small_rulebooks import HEAD, ROUNDING, item, items, statement
from tests.small_rulebooks import rulebook as small
from yzcomp import Evaluator, Refused, load_rulebook, load_standards
from yzcomp.rulebook.checks.doubts import doubts

#: What stands above each of the texts below: two lines.
ABOVE = HEAD.strip() + "\n" + ROUNDING
REFUSED = [
    (
        "percent in a tier unit",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}, {tier: {fact: legal_residents}, unit: '%', steps: [{value: 20}]}]}\n",
        [
            "r.yaml 第4行第127列：「unit」单位不能写“%”，10% 会当作10倍。单位写 倍，数写成小数：10% 写 0.1；一项金额的10%写 {share: 10%, of: 项目}"
        ],
    ),
    (
        "full-width percent",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}, {constant: 10, unit: ％}]}\n",
        [
            "r.yaml 第4行第110列：「unit」单位不能写“％”，10％ 会当作10倍。单位写 倍，数写成小数：10% 写 0.1；一项金额的10%写 {share: 10%, of: 项目}"
        ],
    ),
    (
        "percent step",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}, {tier: {fact: legal_residents}, unit: 倍, steps: [{value: 20%}]}]}\n",
        [
            "r.yaml 第4行第145列：「value」“20%”是百分数，这里要写数字。写成小数 0.2，单位写 倍；另一项金额的20%写 {share: 20%, of: 项目}"
        ],
    ),
    (
        "percent case",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}, {choose: in_dispute, unit: 倍, cases: {yes: 10%, no: 1}}]}\n",
        [
            "r.yaml 第4行第133列：「constant」“10%”是百分数，这里要写数字。写成小数 0.1，单位写 倍；另一项金额的10%写 {share: 10%, of: 项目}"
        ],
    ),
    (
        "percent period",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{dated: notice_date, unit: 元, periods: [{value: 10%}]}]}\n",
        [
            "r.yaml 第4行第112列：「value」“10%”是百分数，这里要写数字。写成小数 0.1，单位写 倍；另一项金额的10%写 {share: 10%, of: 项目}"
        ],
    ),
    (
        "percent up_to",
        "facts: {newness: {list: houses, name: 成新率, kind: percent}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}, {tier: {fact: newness}, unit: 倍, steps: [{up_to: 50, value: 0.5}, {value: 1}]}], for_each: houses}\n",
        ["r.yaml 第5行第158列：「steps」分档的是百分数，up_to 不能是50。50%写 0.5"],
    ),
    (
        "number fact in %",
        "facts: {newness: {list: houses, name: 成新率, kind: number, unit: '%'}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}, {fact: newness}], for_each: houses}\n",
        ["r.yaml 第3行第58列：「unit」百分数的事实写 kind: percent。改为 kind: percent，不写单位"],
    ),
    (
        "percent fact with a unit",
        "facts: {newness: {list: houses, name: 成新率, kind: percent, unit: 元}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}, {fact: newness}], for_each: houses}\n",
        ["r.yaml 第3行第59列：「unit」只有数字有单位，percent 没有。删去它，或改为 kind: number"],
    ),
    (
        "date with unit",
        "facts: {d: {name: 某日, kind: date, unit: 天}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: d, given: yes}}\n",
        ["r.yaml 第3行第35列：「unit」只有数字有单位，date 没有。删去它，或改为 kind: number"],
    ),
    (
        "percent against a constant",
        "facts: {newness: {list: houses, name: 成新率, kind: percent}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}], for_each: houses, condition: {fact: newness, at_least: {constant: 50}}}\n",
        ["r.yaml 第5行第182列：「constant」“50”不是百分数。直接写百分数，如 80%"],
    ),
    (
        "percent as value",
        "facts: {newness: {list: houses, name: 成新率, kind: percent}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}], for_each: houses, condition: {value: {fact: newness}, at_least: 50}}\n",
        [
            "r.yaml 第5行第156列：「value」百分数不能用 value 与数字比较。百分数的事实直接比较，如 {fact: newness, at_least: 80%}"
        ],
    ),
    (
        "share in case in for_each",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}], for_each: houses}\n  b: {name: 名b, article: 第一条, payee: household, summary: 试, factors: [{choose: kind, cases: {main: {share: 10%, of: a}, annex: {share: 5%, of: a}}}], for_each: houses}\n",
        [
            "r.yaml 第5行第71列：名a的全部金额乘在每条房屋上，每条都付一次。去掉 for_each，按全户付一次；逐条算的，把那一项的因数写在这里"
        ],
    ),
    (
        "share times a choice for each",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}], for_each: houses}\n  b: {name: 名b, article: 第一条, payee: household, summary: 试, factors: [{share: 100%, of: a}, {choose: kind, unit: 倍, cases: {main: 0.1, annex: 0}}], for_each: houses}\n",
        [
            "r.yaml 第5行第71列：名a的全部金额乘在每条房屋上，每条都付一次。去掉 for_each，按全户付一次；逐条算的，把那一项的因数写在这里"
        ],
    ),
    (
        "share in a bound",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}], for_each: houses}\n  b: {name: 名b, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}], for_each: houses, at_most: {factors: [{share: 10%, of: a}], text: 最高10%}}\n",
        [
            "r.yaml 第5行第164列：名a的全部金额乘在每条房屋上，每条都付一次。去掉 for_each，按全户付一次；逐条算的，把那一项的因数写在这里"
        ],
    ),
    (
        "share by term",
        "terms: {t: {name: 约, article: 第一条, quantity: {share: 10%, of: a}}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}], for_each: houses}\n  b: {name: 名b, article: 第一条, payee: household, summary: 试, factors: [{term: t}], for_each: houses}\n",
        [
            "r.yaml 第6行第71列：名a的全部金额乘在每条房屋上，每条都付一次。去掉 for_each，按全户付一次；逐条算的，把那一项的因数写在这里"
        ],
    ),
    (
        "sum of the same list",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {sum: legal_floor_area, of: houses}], for_each: houses}\n",
        [
            "r.yaml 第4行第99列：各条房屋的合计乘在每条房屋上，每条都付一次。去掉 for_each；只要这一条的，写 {fact: legal_floor_area}"
        ],
    ),
    (
        "count of the same list",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}, {count: houses}], for_each: houses}\n",
        ["r.yaml 第4行第95列：各条房屋的合计乘在每条房屋上，每条都付一次。去掉 for_each；只要这一条的，写 {fact: …}"],
    ),
    (
        "lump by total area",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{tier: {sum: area, of: parcels}, unit: 元, steps: [{up_to: 3, value: 1000}, {each: 100}]}], for_each: parcels}\n",
        [
            "r.yaml 第4行第71列：各条征收土地的合计乘在每条征收土地上，每条都付一次。去掉 for_each；只要这一条的，写 {fact: area}"
        ],
    ),
    (
        "household standard",
        "standards: {s: {name: 标, document: 文, article: 第一条, key: [houses.structure], unit: 元/户}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{standard: s, key: [{fact: structure}]}], for_each: houses}\n",
        [
            "r.yaml 第5行第71列：每户的标准写在逐条计算的项目里，每条房屋都算一次。去掉 for_each，房屋的量用 sum 或 count 合计"
        ],
    ),
    (
        "household in cases",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{choose: kind, unit: 元/户, cases: {main: 1000, annex: 500}}], for_each: houses}\n",
        [
            "r.yaml 第4行第71列：每户的标准写在逐条计算的项目里，每条房屋都算一次。去掉 for_each，房屋的量用 sum 或 count 合计"
        ],
    ),
    (
        "元/人 for houses",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 600, unit: 元/人}], for_each: houses}\n",
        ["r.yaml 第4行第61列：「factors」各因数的单位相乘得到“元/人”，应当是“元”。检查每个因数的单位"],
    ),
    (
        "unitless own fact",
        "facts: {c: {name: 系数, kind: number}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: c}]}\n",
        [
            "r.yaml 第5行第61列：「factors」各因数的单位相乘得到“元·*/㎡”，应当是“元”。检查每个因数的单位；*是没有写单位的因数（facts、terms、standards 里写上它的单位）"
        ],
    ),
    (
        "count pays area",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {count: houses}]}\n",
        [
            "r.yaml 第4行第61列：「factors」各因数的单位相乘得到“元·*/㎡”，应当是“元”。检查每个因数的单位；*是没有写单位的因数（facts、terms、standards 里写上它的单位）"
        ],
    ),
    (
        "count pays persons",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/人}, {count: houses}]}\n",
        [
            "r.yaml 第4行第61列：「factors」各因数的单位相乘得到“元·*/人”，应当是“元”。检查每个因数的单位；*是没有写单位的因数（facts、terms、standards 里写上它的单位）"
        ],
    ),
    (
        "quantity forgotten area",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: quantity}], for_each: attachments}\n",
        [
            "r.yaml 第4行第61列：「factors」各因数的单位相乘得到“元·*/㎡”，应当是“元”。检查每个因数的单位；*是没有写单位的因数（facts、terms、standards 里写上它的单位）"
        ],
    ),
    (
        "quantity twice unit",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/株}, {fact: quantity}, {constant: 2, unit: 月}], for_each: attachments}\n",
        [
            "r.yaml 第4行第61列：「factors」各因数的单位相乘得到“元·月·*/株”，应当是“元”。检查每个因数的单位；*是没有写单位的因数（facts、terms、standards 里写上它的单位）"
        ],
    ),
    (
        "term unit",
        "terms: {t: {name: 约, article: 第一条, unit: 元, quantity: {sum: legal_floor_area, of: houses}}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {value: {term: t}, above: 5}}\n",
        ["r.yaml 第3行第36列：「unit」写的单位是“元”，数量的单位却是“㎡”。两处写成同一个单位"],
    ),
    (
        "choose unit",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{choose: in_dispute, unit: 元, cases: {yes: {constant: 5, unit: 元/㎡}, no: {constant: 3, unit: 元/㎡}}}, {fact: transition_months}]}\n",
        ["r.yaml 第4行第92列：「unit」写的单位是“元”，情形的单位却是“元/㎡”。两处写成同一个单位"],
    ),
    (
        "each and rate",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{tier: {fact: area}, unit: 元/亩, steps: [{each: 1000}]}, {fact: area}], for_each: parcels}\n",
        ["r.yaml 第4行第92列：「unit」each 已经乘过“亩”，单位不能再是“元/亩”。写乘得的单位，如 元"],
    ),
    (
        "days to itself",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {value: {days_from: signed_on, days_to: signed_on}, at_least: 3}}\n",
        ["r.yaml 第4行第138列：「days_to」从一个日期到它自己，总是0天。写上另一个日期"],
    ),
    (
        "compare units",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}], for_each: houses, condition: {fact: legal_floor_area, above: {fact: farmland_per_capita}}}\n",
        ["r.yaml 第4行第187列：“㎡”不能与“亩”比较。比较的两边要用同一个单位"],
    ),
    (
        "compare itself",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: signed_on, at_most: {fact: signed_on}}}\n",
        ["r.yaml 第4行第108列：「fact」与自己比较。写上要比较的另一个事实"],
    ),
    (
        "never",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {all: [{fact: legal_residents, above: 5}, {fact: legal_residents, below: 3}]}}\n",
        ["r.yaml 第4行第107列：这个条件永远不成立。检查所写的值和界限，是不是写反了、写错了"],
    ),
    (
        "never choice",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {all: [{fact: resettlement, is: site}, {fact: resettlement, is: none}]}}\n",
        ["r.yaml 第4行第107列：这个条件永远不成立。检查所写的值和界限，是不是写反了、写错了"],
    ),
    (
        "never by term",
        "terms: {t: {name: 约, article: 第一条, condition: {fact: resettlement, is: site}}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {all: [{term: t}, {fact: resettlement, in: [none, monetary]}]}}\n",
        ["r.yaml 第5行第107列：这个条件永远不成立。检查所写的值和界限，是不是写反了、写错了"],
    ),
    (
        "never number",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: legal_residents, below: 0}}\n",
        ["r.yaml 第4行第107列：这个条件永远不成立。检查所写的值和界限，是不是写反了、写错了"],
    ),
    (
        "never window",
        "requirements: {q: {article: 第一条, field: notice_date, message: 不, must: {all: [{fact: notice_date, at_least: 2021-12-31}, {fact: notice_date, at_most: 2018-10-18}]}}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}]}\n",
        ["r.yaml 第3行第72列：这个条件永远不成立。检查所写的值和界限，是不是写反了、写错了"],
    ),
    (
        "in with comma",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: legal_residents, in: [1,000]}}\n",
        ["r.yaml 第4行第131列：「in」“000”前面有多余的0。数字里的逗号在 [ ] 里会断开：去掉逗号"],
    ),
    (
        "text below",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: village, below: 3}}\n",
        ["r.yaml 第4行第123列：「below」“村组”没有大小先后，不能用 below"],
    ),
    (
        "date with number",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: notice_date, below: 2019}}\n",
        ["r.yaml 第4行第127列：「below」“2019”不是日期。写成 2019-03-01、2019/3/1、2019.3.1 或 2019年3月1日"],
    ),
    (
        "wide case",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{choose: resettlement, unit: 元, cases: {SITE: 1, monetary: 2, 分散迁建安置: 3, ｎone: 4}}]}\n",
        [
            "r.yaml 第4行第103列：「cases」没有写“分散迁建安置”（dispersed）的情形。补上它",
            "r.yaml 第4行第103列：「cases」没有写“不予安置”（none）的情形。补上它",
            "r.yaml 第4行第103列：「cases」没有写“安置地安置”（site）的情形。补上它",
            "r.yaml 第4行第103列：「cases」“SITE”的情形不会出现。是不是“site”？",
            "r.yaml 第4行第103列：「cases」“分散迁建安置”的情形不会出现。写英文的键：dispersed",
            "r.yaml 第4行第103列：「cases」“ｎone”的情形不会出现。是不是“none”？",
        ],
    ),
    (
        "district not served",
        "requirements: {q: {article: 第一条, field: district, message: 不, when: {fact: district, given: yes}, must: {fact: district, in: [东县, 西县]}}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: district, is: 东}}\n",
        ["r.yaml 第5行第107列：这个条件永远不成立。检查所写的值和界限，是不是写反了、写错了"],
    ),
    (
        "excludes itself",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], excludes: [a]}\n",
        ["r.yaml 第4行第96列：「excludes」不能与自己互斥。写另一个项目，或删去它"],
    ),
    (
        "sum of rates",
        "facts: {p: {list: parcels, name: 产值, kind: number, unit: 元/亩}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{sum: p, of: parcels}]}\n",
        ["r.yaml 第5行第72列：「sum」“产值”是单价（元/亩），不能求和"],
    ),
    (
        "choice of another",
        "standards: {s: {name: 标, document: 文, article: 第一条, key: [parcels.land_class], unit: 元/亩}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{standard: s, key: [{fact: kind}]}, {fact: area}], for_each: ponds}\n",
        ["r.yaml 第5行第92列：「fact」“地类”没有“水库”，标准里查不到。写 land_class，或用 as 换成它有的值"],
    ),
    (
        "named like a list",
        "facts: {x: {name: 房屋, kind: number, unit: 元}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{fact: x}]}\n",
        ["r.yaml 第3行第13列：「name」“x 房屋”已经是现有的一类记录。换一个名称"],
    ),
    (
        "cap as a number",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], at_most: 42000}\n",
        [
            "r.yaml 第4行第96列：「at_most」应当是“键: 值”的一组内容。写成 at_most: {factors: [{constant: 42000, unit: 元/户}], text: 每户最高42000元}"
        ],
    ),
    (
        "comma case",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{choose: in_dispute, unit: 元, cases: {yes: 1,000, no: 5}}]}\n",
        ["r.yaml 第4行第116列：「000」后面没有写内容。数字里的逗号在 { } 里会断开：去掉逗号，或给数字加上引号"],
    ),
    (
        "comma in reading",
        "readings:\n  r: {name: 甲, article: 第一条, question: 问, 二问, options: {x: {name: 一, meaning: 意}, y: {name: 二, meaning: 意}}, default: x, reason: 因}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{reading: r, unit: 元, cases: {x: 1, y: 2}}]}\n",
        ["r.yaml 第4行第43列：「二问」没有这一项。{ } 里的文字有逗号会断开：给整段文字加上引号，或改用全角的“，”"],
    ),
    (
        "up_to a fact",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{tier: {fact: legal_residents}, unit: 元, steps: [{up_to: {fact: transition_months}, value: 1}, {value: 3}]}]}\n",
        ["r.yaml 第4行第121列：「up_to」这里应当是一个值，不是一组内容。分档的界限只写一个数"],
    ),
    (
        "share of a fact",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}]}\n  b: {name: 名b, article: 第一条, payee: household, summary: 试, factors: [{share: {fact: transition_months}, of: a}]}\n",
        [
            "r.yaml 第5行第72列：「share」这里应当是一个值，不是一组内容。只写百分数，如 5%；百分比是事实的，写 {share: 100%, of: 项目} 再乘这个事实"
        ],
    ),
    (
        "for_each two",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], for_each: [houses, ponds]}\n",
        ["r.yaml 第4行第96列：「for_each」这里应当是一个值，不是一组内容。一次只写一个；几个的，分成几个项目各写一个"],
    ),
    (
        "万元",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 万元}]}\n",
        ["r.yaml 第4行第61列：「factors」各因数的单位相乘得到“万元”，应当是“元”。金额写成元：5万元写 50000，单位 元"],
    ),
    (
        "Chinese number",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 五千, unit: 元}]}\n",
        ["r.yaml 第4行第72列：「constant」“五千”不是数字。只填数字，如 1250.5 或 1,250.5，不带单位"],
    ),
    (
        "5万",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5万, unit: 元}]}\n",
        ["r.yaml 第4行第72列：「constant」“5万”不是数字。只填数字，如 1250.5 或 1,250.5，不带单位"],
    ),
    (
        "not both",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {all: [{fact: resettlement, is: site}, {not: {fact: resettlement, is: site}}]}}\n",
        ["r.yaml 第4行第107列：这个条件永远不成立。检查所写的值和界限，是不是写反了、写错了"],
    ),
    (
        "both readings",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {all: [{fact: in_dispute, is: yes}, {fact: in_dispute, is: no}]}}\n",
        ["r.yaml 第4行第107列：这个条件永远不成立。检查所写的值和界限，是不是写反了、写错了"],
    ),
]
WARNED = [
    (
        "constant without a unit",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}, {constant: 5}]}\n",
        ["r.yaml 第4行第96列：「constant」5没有写单位，按倍数乘。倍数写 unit: 倍；5%写 0.05"],
    ),
    (
        "80 times",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}, {constant: 80, unit: 倍}]}\n",
        ["r.yaml 第4行第95列：乘以80倍，太大了。是80%的，写 0.8"],
    ),
    (
        "80 times by tier",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}, {tier: {fact: legal_residents}, unit: 倍, steps: [{up_to: 3, value: 20}, {value: 80}]}]}\n",
        ["r.yaml 第4行第95列：乘以80倍，太大了。是80%的，写 0.8"],
    ),
    (
        "80 times by case",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}, {choose: in_dispute, unit: 倍, cases: {yes: 80, no: 1}}]}\n",
        ["r.yaml 第4行第95列：乘以80倍，太大了。是80%的，写 0.8"],
    ),
    (
        "share 500%",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}]}\n  b: {name: 名b, article: 第一条, payee: household, summary: 试, factors: [{share: 500%, of: a}]}\n",
        ["r.yaml 第5行第72列：「share」一项金额的500%。核对百分数"],
    ),
    (
        "share 0.05%",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}]}\n  b: {name: 名b, article: 第一条, payee: household, summary: 试, factors: [{share: 0.05%, of: a}]}\n",
        ["r.yaml 第5行第72列：「share」一项金额的0.05%。核对百分数"],
    ),
    (
        "allotted",
        "facts: {part: {list: members, name: 份额, kind: percent}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}], for_each: houses}\n  b: {name: 名b, article: 第一条, payee: household, summary: 试, factors: [{share: 100%, of: a}, {fact: part}], for_each: members}\n",
        [
            "r.yaml 第6行第71列：名a的全部金额乘在每条家庭成员上，每条都付一次。去掉 for_each，按全户付一次；逐条算的，把那一项的因数写在这里"
        ],
    ),
    (
        "sum of another list",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {sum: legal_floor_area, of: houses}], for_each: ponds}\n",
        [
            "r.yaml 第4行第99列：全户的合计乘在每条水塘上，每条都付一次。去掉 for_each；只要这一条的，写 {fact: legal_floor_area}"
        ],
    ),
    (
        "lump by persons for each house",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{tier: {fact: legal_residents}, unit: 元, steps: [{up_to: 3, value: 1000}, {each: 100}]}], for_each: houses}\n",
        ["r.yaml 第4行第71列：全户的“合法常住人口”乘在每条房屋上，每条都付一次。去掉 for_each，或改用每条记录自己的量"],
    ),
    (
        "persons for houses",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 600, unit: 元/人}, {fact: legal_residents}], for_each: houses}\n",
        ["r.yaml 第4行第99列：全户的“合法常住人口”乘在每条房屋上，每条都付一次。去掉 for_each，或改用每条记录自己的量"],
    ),
    (
        "step falls",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{tier: {fact: legal_residents}, unit: 元, steps: [{up_to: 3, each: 1000}, {value: 500}]}]}\n",
        [
            "r.yaml 第4行第145列：「value」这一档共500，比前几档累计的3000少。value 是整档的值；只是这一档里每1个的，写 each"
        ],
    ),
    (
        "days built-in swapped",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {value: {days_from: vacated_on, days_to: notice_date}, at_least: 3}}\n",
        [
            "r.yaml 第4行第116列：「days_from」“腾空日期”一般晚于“征地告知日”，这样写总是0天。days_from 写较早的日期，days_to 写较晚的；是不是写反了"
        ],
    ),
    (
        "always number",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: legal_residents, at_least: 0}}\n",
        ["r.yaml 第4行第107列：这个条件总是成立。检查所写的值和界限；不需要条件就删去它"],
    ),
    (
        "always any",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {any: [{fact: signed_on, below: 2020-01-01}, {fact: signed_on, at_least: 2019-01-01}]}}\n",
        ["r.yaml 第4行第107列：这个条件总是成立。检查所写的值和界限；不需要条件就删去它"],
    ),
    (
        "always choice",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: resettlement, in: [dispersed, site, monetary, none]}}\n",
        ["r.yaml 第4行第107列：这个条件总是成立。检查所写的值和界限；不需要条件就删去它"],
    ),
    (
        "given default",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: in_dispute, given: yes}}\n",
        ["r.yaml 第4行第126列：「given」“权属争议”没有填的按“否”计，总是已填。比较它的值，或删去这个条件"],
    ),
    (
        "given required",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}], for_each: houses, condition: {fact: legal_floor_area, given: no}}\n",
        ["r.yaml 第4行第180列：「given」“合法建筑面积”总是已填。比较它的值，或删去这个条件"],
    ),
    (
        "twice",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {any: [{fact: resettlement, is: site}, {fact: resettlement, is: site}]}}\n",
        ["r.yaml 第4行第146列：同一个条件写了两次。删去一个，或改成要写的另一个"],
    ),
    (
        "zero",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}, {constant: 0, unit: 倍}]}\n",
        ["r.yaml 第4行第96列：「constant」乘以0，总是不付。写上标准，或删去这个项目"],
    ),
    (
        "periods with a gap",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{dated: notice_date, unit: 元, periods: [{to: 2019-12-30, value: 1}, {from: 2020-01-01, value: 2}]}]}\n",
        ["r.yaml 第4行第140列：「from」2019-12-30与2020-01-01之间没有标准。补上这一段，或把有效期连起来"],
    ),
    (
        "household fact for a record key",
        "standards: {s: {name: 标, document: 文, article: 第一条, key: [houses.structure], unit: 元/㎡}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{standard: s, key: [{fact: village}]}, {fact: legal_floor_area}], for_each: houses}\n",
        ["r.yaml 第5行第92列：「fact」这个位置按“结构”查，写的却是户的“村组”。写 structure，或改标准的 key"],
    ),
    (
        "summary says household",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/㎡}, {fact: legal_floor_area}], for_each: houses, at_most: {factors: [{constant: 42000, unit: 元}], text: 每户最高42000元}}\n",
        ["r.yaml 第4行第144列：「at_most」文字说每户，却按每条房屋各算一次。去掉 for_each，或改文字"],
    ),
    (
        "withholding always",
        "withholding: {article: 第一条, when: {fact: in_dispute, given: yes}, text: 缓}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}]}\n",
        ["r.yaml 第3行第54列：「given」“权属争议”没有填的按“否”计，总是已填。比较它的值，或删去这个条件"],
    ),
]
GOOD = [
    (
        "rate by total area",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{tier: {sum: area, of: parcels}, unit: 元/亩, steps: [{up_to: 3, value: 1000}, {value: 900}]}, {fact: area}], for_each: parcels}\n",
    ),
    (
        "元/人 for members",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 600, unit: 元/人}], for_each: members}\n",
    ),
    (
        "months for members",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 600, unit: 元/人·月}, {fact: transition_months}], for_each: members}\n",
    ),
    (
        "unitless own fact ok",
        "facts: {c: {name: 间数, kind: number}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/间}, {fact: c}]}\n",
    ),
    (
        "count members",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/人}, {count: members}]}\n",
    ),
    (
        "quantity ok",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 100, unit: 元/株}, {fact: quantity}], for_each: attachments}\n",
    ),
    (
        "wide value ok",
        "items:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: resettlement, is: ＳＩＴＥ}}\n",
    ),
    (
        "notice always",
        "notices: {n: {article: 第一条, text: 说, when: {fact: household_id, given: yes}}}\nitems:\n  a: {name: 名a, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}]}\n",
    ),
]


def messages(tmp_path: Path, text: str) -> list[str]:
    """The errors of a rulebook, or the warnings of one that loads; that it has no register is none of them."""
    path = tmp_path / "r.yaml"
    path.write_text(ABOVE + text, encoding="utf-8")
    found = [problem for problem in doubts(load_rulebook(path)) if problem.code != "clause-missing"]
    assert {problem.level for problem in found} <= {"warning"}
    return [str(problem).replace(f"{tmp_path}/", "") for problem in found]


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_rule_that_nobody_can_mean_is_refused(tmp_path: Path, text: str, wanted: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        messages(tmp_path, text)
    assert [str(problem).replace(f"{tmp_path}/", "") for problem in refused.value.problems] == wanted


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in WARNED], ids=[case[0] for case in WARNED])
def test_a_rule_that_is_probably_meant_otherwise_is_warned_of(tmp_path: Path, text: str, wanted: list[str]) -> None:
    assert messages(tmp_path, text) == wanted


@pytest.mark.parametrize("text", [case[1] for case in GOOD], ids=[case[0] for case in GOOD])
def test_what_is_meant_raises_no_alarm(tmp_path: Path, text: str) -> None:
    assert messages(tmp_path, text) == []


@pytest.mark.parametrize("folder", ["rules/xianggui-2018", "tests/rules/invented-county"])
def test_good_rulebooks_raise_no_alarm(folder: str) -> None:
    assert doubts(load_rulebook(ROOT / folder)) == []


def test_what_nothing_uses_is_told_and_needs_a_person(call_cli: Call, tmp_path: Path) -> None:
    reading = (
        "{name: 读, article: 第一条, question: 问, options: {x: {name: 一, meaning: 一}, y: {name: 二, meaning: 二}}"
    )
    path = tmp_path / "r.yaml"
    path.write_text(
        ABOVE
        + "facts: {own: {name: 自有, kind: number, unit: 元}}\n"
        + "terms: {t: {name: 约, article: 第一条, quantity: {fact: own}}}\n"
        + "standards: {s: {name: 标, document: 文, article: 第一条, key: [houses.structure], unit: 元/㎡}}\n"
        + f"readings: {{r: {reading}, default: x, reason: 因}}}}\n"
        + "clauses: [{article: 第一条, status: computed, items: [a], summary: 一}]\n"
        + items(item("a", "{constant: 5, unit: 元/户}")),
        encoding="utf-8",
    )
    done = call_cli("rules", "check", path)
    assert done.returncode == 1
    told = [line.split("」")[1] for line in done.stderr.splitlines() if "「" in line]
    parts = ("事实", "约定", "标准", "读法")
    assert told == [f"没有规则用到这个{part}。写上用它的规则，或删去它" for part in parts]


@pytest.mark.parametrize("key", ["model_config", "_x", "copy", "json", "schema"])
def test_a_fact_is_not_named_as_the_program_names_its_own(key: str) -> None:
    with pytest.raises(Refused) as refused:
        small(f"facts: {{{key}: {{name: 某某数, kind: number, unit: 元}}}}\n" + items(item("a", f"{{fact: {key}}}")))
    assert [problem.code for problem in refused.value.problems] == ["key-name"]


def test_a_choice_may_be_written_in_capitals() -> None:
    facts = "facts: {state: {name: 州, kind: choice, choices: {CA: 加州, TX: 得州}}}\n"
    text = facts + items(item("a", "{constant: 10, unit: 元}", condition="{fact: state, is: CA}"))
    assert [str(line.amount) for line in statement(text, state="ca").items] == ["10.00"]


FLOOR = "{factors: [{constant: 300, unit: 元}], text: 最低300元}"


@pytest.mark.parametrize(
    ("factors", "facts", "paid"),
    [
        ("{constant: 5, unit: 元/月}, {fact: transition_months}", {"transition_months": 0}, ["300.00"]),
        ("{constant: 5, unit: 元/㎡}, {sum: legal_floor_area, of: houses}", {}, []),
        (
            "{constant: 5, unit: 元/㎡}, {sum: legal_floor_area, of: houses}",
            {"houses": [{"legal_floor_area": 0}]},
            ["300.00"],
        ),
        (
            "{constant: 5, unit: 元/㎡}, {sum: legal_floor_area, of: houses, where: {fact: kind, is: annex}}",
            {"houses": [{"legal_floor_area": 9}]},
            [],
        ),
    ],
)
def test_a_floor_holds_for_nothing_too_unless_there_is_no_record(
    factors: str, facts: dict[str, Any], paid: list[str]
) -> None:
    made = statement(items(item("a", factors, at_least=FLOOR)), **facts)
    assert [str(line.amount) for line in made.items] == paid


@pytest.mark.parametrize(
    ("text", "residents", "field"),
    [
        (items(item("a", "{constant: 5, unit: 元/人}, {count: members}")), 4, "家庭成员"),
        (items(item("a", "{constant: 5, unit: 元/人}", for_each="members")), 4, "家庭成员"),
        (
            items(
                item("a", "{constant: 5, unit: 元}", condition="{every: members, satisfies: {fact: name, given: yes}}")
            ),
            4,
            "家庭成员",
        ),
    ],
)
def test_members_that_were_not_listed_are_asked_for(text: str, residents: int, field: str) -> None:
    with pytest.raises(Refused) as refused:
        statement(text, legal_residents=residents)
    assert [(problem.code, problem.field) for problem in refused.value.problems] == [("fact-missing", field)]
    assert statement(text, legal_residents=0).totals.payable in (0, 5)


RATES = "standard: {{id: s, title: 标准, document: 文, issued_on: 2020-01-01, official: no}}\nrates: {{s: [{{{}}}]}}\n"


def rates(tmp_path: Path, standard: str, row: str) -> list[str]:
    """What loading a standards file of one row says."""
    rules = small(standard + items(item("a", "{constant: 5, unit: 元}")))
    path = tmp_path / "s.yaml"
    path.write_text(RATES.format(row), encoding="utf-8")
    try:
        found = load_standards([path], rules).warnings
    except Refused as refused:
        found = refused.problems
    return [problem.sentence() for problem in found]


def test_a_rate_of_a_standard_is_no_percentage(tmp_path: Path) -> None:
    newness = "standards: {s: {name: 成新, document: 文, article: 第一条, key: [houses.grade], unit: 倍}}\n"
    assert rates(tmp_path, newness, "等级: 一级, 标准: 80%") == [
        "「标准 rate」“80%”是百分数，这里要写数字。写成小数 0.8，单位写 倍；另一项金额的80%写 {share: 80%, of: 项目}"
    ]
    assert rates(tmp_path, newness, "等级: 一级, 标准: 80") == ["「标准 rate」乘以80倍，太大了。是80%的，写 0.8"]
    assert rates(tmp_path, newness, "等级: 一级, 标准: 0.8") == []


def test_a_number_is_one_key_however_it_is_written(tmp_path: Path) -> None:
    rules = small(
        "facts: {rooms: {list: houses, name: 间数, kind: number, unit: 间}}\n"
        "standards: {s: {name: 搬家, document: 文, article: 第一条, key: [houses.rooms], unit: 元}}\n"
        + items(item("a", "{standard: s, key: [{fact: rooms}]}", for_each="houses"))
    )
    path = tmp_path / "s.yaml"
    path.write_text(RATES.format("间数: 3, 标准: 300"), encoding="utf-8")
    given: dict[str, Any] = {"household_id": "1", "head": "甲", "resettlement": "none", "legal_residents": 2}
    house = {"legal_floor_area": 1, "rooms": "3.0"}
    made = Evaluator(rules, load_standards([path], rules)).evaluate(rules.catalogue.model(**given, houses=[house]))
    assert [str(line.amount) for line in made.items] == ["300.00"]
