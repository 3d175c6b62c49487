"""Rulebooks that can't be loaded: each with its exact message, file, line and column."""

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.small_rulebooks import HEAD, ROUNDING
from yzcomp import Refused, load_rulebook

#: What stands above each of the texts below: three lines.
ABOVE = HEAD.strip() + "\n" + ROUNDING
ITEMS = "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}]}\n"
BROKEN = [
    (
        "unknown section",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\nitemz: {}\n",
        ["r.yaml 第5行第1列：「itemz」没有这一项。是不是“items”？"],
    ),
    (
        "unknown key in an item",
        "items:\n  a: {name: 甲, article: 第一条, payeee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        ["r.yaml 第4行第6列：「payee」必须写，没有写", "r.yaml 第4行第30列：「payeee」没有这一项。是不是“payee”？"],
    ),
    (
        "duplicate item",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        ["r.yaml 第5行第3列：「a」重复，第4行已经写过。只保留一处"],
    ),
    (
        "no article",
        "items:\n  a: {name: 甲, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        ["r.yaml 第4行第6列：「article」必须写，没有写"],
    ),
    (
        "nothing after the colon",
        "items:\n  a: {name: , article: ~, payee: household, summary: null, factors: [{constant: , unit: 元/户}]}\n",
        [
            "r.yaml 第4行第7列：「name」必须写，没有写。填写内容",
            "r.yaml 第4行第15列：「article」必须写，没有写。填写内容",
            "r.yaml 第4行第45列：「summary」必须写，没有写。填写内容",
            "r.yaml 第4行第71列：「constant」必须写，没有写。填写内容",
        ],
    ),
    (
        "empty article",
        "items:\n  a: {name: 甲, article: '', payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        ["r.yaml 第4行第16列：「article」是空的。填写内容"],
    ),
    (
        "wrong payee",
        "items:\n  a: {name: 甲, article: 第一条, payee: village, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        ["r.yaml 第4行第30列：「payee」没有领款人“village”。可写：household、collective"],
    ),
    (
        "factors not a list",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: {constant: 5}}\n",
        ["r.yaml 第4行第60列：「factors」应当是列表。每条以“- ”开头，或写在 [ ] 里"],
    ),
    (
        "no factors",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: []}\n",
        ["r.yaml 第4行第60列：「factors」内容太少。至少写一条"],
    ),
    (
        "a number that isn't one",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 五, unit: 元}]}\n",
        ["r.yaml 第4行第71列：「constant」“五”不是数字。只填数字，如 1250.5 或 1,250.5，不带单位"],
    ),
    (
        "a negative rate",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: -5, unit: 元}]}\n",
        ["r.yaml 第4行第71列：「constant」“-5”小于0。填0或更大的数"],
    ),
    (
        "two kinds in one factor",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, fact: transition_months}]}\n",
        [
            "r.yaml 第4行第70列：「factors」说不清是哪一种因数：应当正好有 constant、text、fact、sum、count、days_from、term、tier、choose、reading、if、least、greatest、dated、standard、share 之一"
        ],
    ),
    (
        "no kind",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{amount: 5}]}\n",
        [
            "r.yaml 第4行第70列：「factors」说不清是哪一种因数：应当正好有 constant、text、fact、sum、count、days_from、term、tier、choose、reading、if、least、greatest、dated、standard、share 之一"
        ],
    ),
    (
        "unknown fact",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{fact: legal_resident}]}\n",
        ["r.yaml 第4行第71列：「fact」没有事实“legal_resident”。是不是“legal_residents”？"],
    ),
    (
        "a fact of another list",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/亩}, {fact: area}], for_each: houses}\n",
        ["r.yaml 第4行第97列：「fact」没有事实“area”。它是征收土地、青苗、水塘、临时用地的事实，不能用在这里"],
    ),
    (
        "unknown list",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], for_each: house}\n",
        ["r.yaml 第4行第95列：「for_each」没有这类记录“house”。是不是“houses”？"],
    ),
    (
        "unknown reading",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{reading: r, unit: 元, cases: {x: 1, y: 2}}]}\n",
        ["r.yaml 第4行第71列：「reading」没有读法“r”"],
    ),
    (
        "unknown option",
        "readings:\n  r:\n    name: 读\n    article: 第一条\n    question: 问\n    options: {x: {name: 一, meaning: 一}, y: {name: 二, meaning: 二}}\n    default: x\n    reason: 因\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{reading: r, unit: 元, cases: {x: 1, z: 2}}]}\n",
        [
            "r.yaml 第12行第92列：「cases」没有写选项“y”的情形。补上它",
            "r.yaml 第12行第92列：「cases」读法“r”没有选项“z”",
        ],
    ),
    (
        "default that isn't an option",
        "readings:\n  r:\n    name: 读\n    article: 第一条\n    question: 问\n    options: {x: {name: 一, meaning: 一}, y: {name: 二, meaning: 二}}\n    default: z\n    reason: 因\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        ["r.yaml 第9行第5列：「default」没有选项“z”。可写：x、y"],
    ),
    (
        "unknown term",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {term: t}}\n",
        ["r.yaml 第4行第107列：「term」没有约定“t”"],
    ),
    (
        "unknown standard",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{standard: s, key: [{fact: kind}]}, {fact: area}], for_each: crops}\n",
        ["r.yaml 第4行第71列：「standard」没有标准“s”"],
    ),
    (
        "a standard's key of the wrong length",
        "standards: {s: {name: 标, document: 文, article: 第一条, key: [crops.kind], unit: 元/亩}}\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{standard: s, key: [{fact: kind}, {fact: kind}]}, {fact: area}], for_each: crops}\n",
        ["r.yaml 第5行第84列：「key」标准“标”按1项查，这里写了2项"],
    ),
    (
        "share of an unknown item",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{share: 5%, of: b}]}\n",
        ["r.yaml 第4行第82列：「of」没有项目“b”"],
    ),
    (
        "share without percent",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{share: 0.05, of: a}]}\n",
        ["r.yaml 第4行第71列：「share」“0.05”不是百分数。写成 80%"],
    ),
    (
        "share of itself",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{share: 5%, of: a}]}\n",
        ["r.yaml 第4行第6列：互相引用成了圈：a → a。去掉其中一处引用"],
    ),
    (
        "items in a circle",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{share: 5%, of: b}]}\n  b: {name: 乙, article: 第一条, payee: household, summary: 试, factors: [{share: 5%, of: a}]}\n",
        ["r.yaml 第4行第6列：互相引用成了圈：a → b → a。去掉其中一处引用"],
    ),
    (
        "terms in a circle",
        "terms:\n  t: {name: 一, article: 第一条, condition: {term: u}}\n  u: {name: 二, article: 第一条, condition: {term: t}}\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        ["r.yaml 第4行第6列：互相引用成了圈：t → u → t。去掉其中一处引用"],
    ),
    (
        "a comparison of two kinds",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: resettlement, is: site, in: [site]}}\n",
        ["r.yaml 第4行第106列：比较要写一种，只写一种：is、in、below、at_most、at_least、above、given"],
    ),
    (
        "a comparison of no kind",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: resettlement}}\n",
        ["r.yaml 第4行第106列：比较要写一种，只写一种：is、in、below、at_most、at_least、above、given"],
    ),
    (
        "a choice that doesn't exist",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: resettlement, is: moved}}\n",
        ["r.yaml 第4行第127列：「is」“moved”不是可选的值。可填：分散迁建安置、安置地安置、货币安置、不予安置"],
    ),
    (
        "order of what has none",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: resettlement, above: site}}\n",
        ["r.yaml 第4行第127列：「above」“安置方式”没有大小先后，不能用 above"],
    ),
    (
        "a date that isn't one",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: notice_date, below: 2019-02-30}}\n",
        ["r.yaml 第4行第126列：「below」“2019-02-30”不是日历上有的日期。检查年、月、日"],
    ),
    (
        "a gap in the cases",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{choose: resettlement, unit: 元, cases: {site: 1, monetary: 2}}]}\n",
        [
            "r.yaml 第4行第102列：「cases」没有写“分散迁建安置”（dispersed）的情形。补上它",
            "r.yaml 第4行第102列：「cases」没有写“不予安置”（none）的情形。补上它",
        ],
    ),
    (
        "a case that can't occur",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{choose: resettlement, unit: 元, cases: {site: 1, none: 2}}], condition: {fact: resettlement, is: site}}\n",
        ["r.yaml 第4行第102列：「cases」“none”的情形不会出现。删去它"],
    ),
    (
        "steps out of order",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{tier: {fact: transition_months}, unit: 元, steps: [{up_to: 5, value: 1}, {up_to: 3, value: 2}, {each: 1}]}]}\n",
        ["r.yaml 第4行第113列：「steps」各档的 up_to 应当从小到大，不能重叠"],
    ),
    (
        "a last step with a limit",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{tier: {fact: transition_months}, unit: 元, steps: [{up_to: 5, value: 1}]}]}\n",
        ["r.yaml 第4行第113列：「steps」每一档都要写 up_to，只有最后一档不写"],
    ),
    (
        "a step with value and each",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{tier: {fact: transition_months}, unit: 元, steps: [{value: 1, each: 2}]}]}\n",
        ["r.yaml 第4行第121列：value（整档的值）和 each（每增加1的值）要写一个，只写一个"],
    ),
    (
        "periods that overlap",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{dated: notice_date, unit: 元, periods: [{from: 2019-01-01, to: 2020-01-01, value: 1}, {from: 2020-01-01, value: 2}]}]}\n",
        ["r.yaml 第4行第157列：「from」两段有效期重叠。一段的 from 应晚于前一段的 to"],
    ),
    (
        "a period that ends before it begins",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{dated: notice_date, unit: 元, periods: [{from: 2019-01-01, to: 2018-01-01, value: 1}]}]}\n",
        ["r.yaml 第4行第129列：「to」有效期的止日早于起日"],
    ),
    (
        "limits of a factor that cross",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/月}, {fact: transition_months, at_least: 30, at_most: 12}]}\n",
        ["r.yaml 第4行第122列：「at_least」下限30高于上限12。下限不能高于上限"],
    ),
    (
        "a floor above the cap",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], at_most: {factors: [{constant: 10, unit: 元/人}, {fact: legal_residents}], text: 上限}, at_least: {factors: [{fact: legal_residents}, {constant: 20, unit: 元/人}], text: 下限}}\n",
        ["r.yaml 第4行第179列：「at_least」保底（下限）高于封顶（上限）。下限不能高于上限"],
    ),
    (
        "limits that aren't written as what they limit",
        "facts: {newness: {name: 成新率, kind: percent}}\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/月}, {fact: transition_months, at_most: 50%}, {fact: newness, at_least: 0.5}]}\n",
        [
            "r.yaml 第5行第122列：「at_most」“50%”不是数字。这里限制的不是百分数，只写数字",
            "r.yaml 第5行第153列：「at_least」“0.5”不是百分数。这里限制的是百分数，写成 80%",
        ],
    ),
    (
        "one of no values",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {fact: resettlement, in: []}}\n",
        ["r.yaml 第4行第127列：「in」内容太少。至少写一条"],
    ),
    (
        "two choices of one name",
        "facts: {roof: {name: 屋顶, kind: choice, choices: {tile: 瓦, flat: 瓦}}}\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}]}\n",
        ["r.yaml 第3行第40列：「choices」有2个选项都叫“瓦”。换一个名称"],
    ),
    (
        "a key in another order",
        "standards: {s: {name: 标, document: 文, article: 第一条, key: [houses.structure, houses.grade], unit: 元/㎡}}\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, for_each: houses, factors: [{standard: s, key: [{fact: grade}, {fact: structure}]}, {fact: legal_floor_area}]}\n",
        [
            "r.yaml 第5行第109列：「fact」“houses.grade”不在标准的这个位置。次序是 structure、grade",
            "r.yaml 第5行第124列：「fact」“houses.structure”不在标准的这个位置。次序是 structure、grade",
        ],
    ),
    (
        "a comma in a number between braces",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 1,000, unit: 元}]}\n",
        ["r.yaml 第4行第83列：「000」没有这一项。数字里的逗号在 { } 里会断开：去掉逗号，或给数字加上引号"],
    ),
    (
        "a key in the wrong place",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, share: 5%, factors: [{constant: 1, unit: 元}]}\n",
        ["r.yaml 第4行第60列：「share」没有这一项。它不能写在这里，检查缩进和位置"],
    ),
    (
        "full-width comma",
        "items:\n  a: {name: 甲， article: 第一条, payee: household, summary: 试, factors: [{constant: 1, unit: 元}]}\n",
        ["r.yaml 第4行第23列：括号内缺少逗号或右括号。第4行用了全角的“，”，改成半角的“,”"],
    ),
    (
        "full-width braces",
        "items:\n  a: ｛name: 甲, article: 第一条｝\n",
        ["r.yaml 第4行第11列：这里不应该出现冒号。第4行用了全角的“｛”，改成半角的“{”"],
    ),
    (
        "a reading of one option",
        "readings:\n  r: {name: 甲, article: 第一条, question: 问, options: {x: {name: 一, meaning: 意}}, default: x, reason: 因}\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 1, unit: 元}]}\n",
        ["r.yaml 第4行第43列：「options」只写了1条。至少要写2条"],
    ),
    (
        "a tag",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: !!float 3, unit: 元}]}\n",
        ["r.yaml 第4行第81列：不能使用标签 tag:yaml.org,2002:float。去掉它"],
    ),
    (
        "a fact by its Chinese name",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/人}, {fact: 合法常住人口}, {fact: 不知道}]}\n",
        [
            "r.yaml 第4行第97列：「fact」没有事实“合法常住人口”。规则里写英文的键：legal_residents",
            "r.yaml 第4行第113列：「fact」没有事实“不知道”。全部事实见 yzcomp rules schema household",
        ],
    ),
    (
        "a standards file",
        "standard: {id: s}\nrates: {}\n",
        ["r.yaml：这是标准文件，不是规则文件。用 --standards 指定它"],
    ),
    (
        "units that don't give yuan",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/㎡}, {fact: transition_months}]}\n",
        ["r.yaml 第4行第60列：「factors」各因数的单位相乘得到“元·月/㎡”，应当是“元”。检查每个因数的单位"],
    ),
    (
        "items that aren't exclusive",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], excludes: [b], condition: {fact: resettlement, is: site}}\n  b: {name: 乙, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}]}\n",
        [
            "r.yaml 第4行第95列：「a」与 b 互斥，但两项的条件可能同时成立。在两项的 condition 里写明同一个选择项的不同取值"
        ],
    ),
    (
        "excludes what doesn't exist",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], excludes: [bb]}\n",
        ["r.yaml 第4行第95列：「excludes」没有项目“bb”"],
    ),
    (
        "two items of one name",
        "items:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n  b: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        ["r.yaml 第5行第7列：「name」名称“甲”与项目 a 重复。换一个名称"],
    ),
    (
        "a term that is both",
        "terms:\n  t: {name: 一, article: 第一条, condition: {fact: in_dispute, is: yes}, quantity: {fact: transition_months}}\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        ["r.yaml 第4行第6列：condition 和 quantity 要写一个，只写一个"],
    ),
    (
        "a term used out of its scope",
        "terms:\n  t: {name: 一, article: 第一条, for_each: houses, condition: {fact: kind, is: main}}\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元}], condition: {term: t}}\n",
        ["r.yaml 第6行第107列：「term」“一”只能用于房屋"],
    ),
    (
        "a fact that exists already",
        "facts: {kind: {list: houses, name: 种类, kind: text}}\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        ["r.yaml 第3行第30列：「name」“kind 种类”已经是现有的事实。换一个名称"],
    ),
    (
        "a clause that isn't registered",
        "clauses:\n  - {article: 第二条, status: informative, summary: 二}\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        [
            "r.yaml 第4行第20列：「status」登记为 informative，却没有写明由什么完成。写上 items、checks 或 notices；什么也不做的登记为 out_of_scope，并写明原因（why）",
            "r.yaml 第6行第6列：“a”没有登记在任何条文（clauses）下。在它依据的条文的 items 里写上它",
            "r.yaml 第6行第16列：「article」条文登记里没有“第一条”。是不是“第二条”？",
        ],
    ),
    (
        "only a reading may be without a clause",
        "clauses:\n  - {article: 第一条, status: computed, items: [a], summary: 一}\nitems:\n  a: {name: 甲, article: —, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        [
            "r.yaml 第4行第38列：「items」“a”依据的不是“第一条”。从这一条删去它，或在它的 article 里写上这一条",
            "r.yaml 第6行第16列：「article」条文登记里没有“—”。在 clauses 里登记它",
        ],
    ),
    (
        "out of scope without why",
        "clauses:\n  - {article: 第一条, status: out_of_scope, summary: 一, items: [a]}\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        [
            "r.yaml 第4行第20列：「status」登记为 out_of_scope，下面列的却是 computed 的内容。改为 computed，或去掉所列的内容",
            "r.yaml 第4行第20列：「status」不在计算范围内的条文要写明原因（why）",
        ],
    ),
    (
        "a register that doesn't agree with the rest",
        "clauses:\n  - {article: 第一条, status: informative, items: [a], summary: 一}\n  - {article: 第二条, status: computed, items: [a], summary: 二}\n  - {article: 第三条, status: computed, summary: 三}\n  - {article: 第三条, status: computed, withholding: yes, summary: 三}\nitems:\n  a: {name: 甲, article: 第一条、第三条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        [
            "r.yaml 第4行第20列：「status」登记为 informative，下面列的却是 computed 的内容。改为 computed，或去掉所列的内容",
            "r.yaml 第5行第38列：「items」“a”依据的不是“第二条”。从这一条删去它，或在它的 article 里写上这一条",
            "r.yaml 第6行第20列：「status」登记为 computed，却没有写明由什么完成。写上 items、checks 或 notices；什么也不做的登记为 out_of_scope，并写明原因（why）",
            "r.yaml 第7行第6列：「article」“第三条”在 r.yaml 第6行第5列 已经登记过。合并成一条；原文重号的写成 第几条（重号）",
            "r.yaml 第7行第38列：「withholding」规则里没有暂不拨付（withholding）的规定。写上它，或删去这里的登记",
            "r.yaml 第9行第16列：「article」“a”依据“第三条”，那一条的登记里却没有它。在那一条的 items 里写上它",
        ],
    ),
    (
        "a rule that withholds without a clause",
        "withholding: {article: 第一条, when: {fact: in_dispute, is: yes}, text: 先不付}\nclauses:\n  - {article: 第一条, status: computed, items: [a], summary: 一}\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}\n",
        ["r.yaml 第3行第14列：暂不拨付的规定没有登记在条文下。在它依据的条文里写 withholding: yes"],
    ),
    (
        "a clause that applies to what its items are not about",
        "clauses:\n  - article: 第一条\n    status: computed\n    summary: 一\n    items: [a]\n    applies: [{for_each: ponds, when: {fact: kind, is: 塘}}, {for_each: pond, when: {fact: in_dispute, is: yes}}]\n  - {article: 第二条, status: out_of_scope, why: 无, summary: 二, applies: [{when: {fact: in_dispute, is: yes}}]}\nitems:\n  a: {name: 甲, article: 第一条, payee: household, summary: 试, for_each: parcels, factors: [{constant: 5, unit: 元/亩}, {fact: area}]}\n",
        [
            "r.yaml 第8行第16列：「for_each」这一条的项目不按“ponds”计算。可写：parcels",
            "r.yaml 第8行第52列：「is」“塘”不是可选的值。是不是“水塘”？可填：水塘、水库",
            "r.yaml 第8行第62列：「for_each」没有这类记录“pond”。是不是“ponds”？",
            "r.yaml 第9行第72列：这一条没有写项目，说不上付不付。先写 items，或去掉 applies",
        ],
    ),
    ("no items", "terms: {}\n", ["r.yaml 第1行第1列：「items」必须写，没有写"]),
]


def problems(path: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        load_rulebook(path)
    return [str(problem).replace(f"{path.parent}/", "") for problem in refused.value.problems]


@pytest.mark.parametrize(("text", "messages"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_broken_rulebook(tmp_path: Path, text: str, messages: list[str]) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(ABOVE + text, encoding="utf-8")
    assert problems(path) == messages


def test_every_problem_of_every_file_at_once(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text(ABOVE + "items:\n  a: {nome: 甲}\n", encoding="utf-8")
    (tmp_path / "2.yaml").write_text("items: {}\nterms: {t: {name: 一, article: 第一条}}\n", encoding="utf-8")
    (tmp_path / "3.yaml").write_text("readings: [\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_rulebook(tmp_path)
    places = {(Path(p.place.file).name, p.place.line, p.code) for p in refused.value.problems}
    assert {("1.yaml", 4, "unknown-key"), ("2.yaml", 1, "duplicate-key"), ("3.yaml", 2, "yaml-syntax")} <= places


@pytest.mark.parametrize(
    ("broken", "line"), [("items:\n  a: {name: 甲,\n", 3), ("items: &a {}\n", 1), ("a: 1\n---\n", 2)]
)
def test_what_a_file_that_cannot_be_read_would_have_said_is_not_missing(tmp_path: Path, broken: str, line: int) -> None:
    (tmp_path / "1.yaml").write_text(ABOVE + "notices: {n: {article: 第一条, text: 字, when: {term: t}}}\n")
    (tmp_path / "2.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_rulebook(tmp_path)
    (problem,) = refused.value.problems
    assert (Path(problem.place.file).name, problem.place.line, problem.code[:4]) == ("2.yaml", line, "yaml")


def test_a_rulebook_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load_rulebook(tmp_path / "no.yaml")
    assert str(refused.value) == f"{tmp_path / 'no.yaml'}：没有这个规则文件或内置规则。内置规则有：xianggui-2018"


def test_the_digest_can_be_recomputed_without_this_program(tmp_path: Path) -> None:
    import hashlib

    texts = {"a.yaml": ABOVE, "b.yaml": ITEMS}
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text.replace("\n", "\r\n").encode())
    listing = "".join(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in texts.items())
    assert load_rulebook(tmp_path).digest == f"sha256:{hashlib.sha256(listing.encode()).hexdigest()}"
    whole = tmp_path / "one"
    whole.write_text("".join(texts.values()), encoding="utf-8")
    assert load_rulebook(whole).digest == f"sha256:{hashlib.sha256(whole.read_bytes()).hexdigest()}"


def test_a_choice_that_is_none_is_reported_where_an_item_chooses_by_the_same_fact(tmp_path: Path) -> None:
    for source in (ROOT / "rules" / "xianggui-2018").glob("*.yaml"):
        text = source.read_text(encoding="utf-8")
        (tmp_path / source.name).write_text(text.replace("in: [dispersed, site, monetary]", "in: [no, site, monetary]"))
    with pytest.raises(Refused) as refused:
        load_rulebook(tmp_path)
    assert {problem.code for problem in refused.value.problems} >= {"not-a-choice"}
