"""What people take away: papers of households and batches, rules in words, tables to fill in."""

#: The kinds of papers: what each is called on the command line, which is the module of this folder that lays it out,
#: and in Chinese.
KINDS = {
    "statement": "计算单",
    "notice": "公示表",
    "ledger": "台账",
    "summary": "汇总表",
    "roster": "花名册",
    "bank": "银行表",
    "agreement": "协议书",
    "request": "资金申请单",
    "progress": "进度月报",
    "report": "报告",
}
