"""One Word file that holds what Word files hold besides plain paragraphs, and how its reader sees it."""

from __future__ import annotations

from word_files import abstract, docx, lvl, num, p, r, tbl, tc, tr

WHEN = 'w:id="1" w:author="x" w:date="2024-01-01T00:00:00Z"'
NUMBERING = (
    abstract(
        0,
        lvl(0, "chineseCounting", "%1、"),
        lvl(1, "chineseCounting", "（%2）"),
        lvl(2, "decimal", "%3."),
        lvl(3, "decimalEnclosedCircleChinese", "%4"),
    )
    + abstract(1, lvl(0, "chineseCountingThousand", "第%1条", suffix="space"))
    + abstract(2, lvl(0, "upperRoman", "%1."), lvl(1, "lowerLetter", "%2)"))
    + num(1, 0)
    + num(2, 1)
    + num(3, 2)
    + num(4, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
)
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Article"><w:name w:val="Article"/><w:basedOn w:val="a"/><w:pPr><w:numPr>'
    '<w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heir"><w:name w:val="Heir"/><w:basedOn w:val="Article"/></w:style>'
)
FOOTNOTES = (
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>含往年结转</w:t></w:r></w:p></w:footnote>'
)


def field(instruction: str, result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    inside = f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
    return mark("begin") + inside + mark("separate") + r(result) + mark("end")


def text_box(*paragraphs: str) -> str:
    """A text box as Word writes it: in the new way, and again in the old way for older readers."""
    inner = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor behindDoc="0" distT="0" distB="0" '
        'distL="0" distR="0" simplePos="0" relativeHeight="2" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        '<wp:extent cx="2000000" cy="900000"/><wp:wrapTopAndBottom/><wp:docPr id="1" name="b"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="900000"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp>'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{inner}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


BODY = "".join(
    [
        p("总体情况", num="1"),
        p("主动公开", num="1.1"),
        p("依申请公开", num="1.1"),
        p("受理", num="1.2"),
        p("答复", num="1.2"),
        p("当面", num="1.3"),
        p("表格", num="1"),
        p("制发", num="1.1"),
        p("职责", style="Article"),
        p("期限", style="Heir"),
        p("章", num="3"),
        p("节", num="3.1"),
        p("章", num="3"),
        p("节", num="3.1"),
        p("重新数起", num="4"),
        p("公开", f"<w:ins {WHEN}>{r('新增')}</w:ins>",
          f"<w:del {WHEN}><w:r><w:delText>原有</w:delText></w:r></w:del>", "12条"),
        p("看得见", r("看不见", "<w:vanish/>"), "。"),
        p("见", field('HYPERLINK "http://a.example/"', "公报"), "全文"),
        p("甲", "<w:r><w:tab/></w:r>", "乙", "<w:r><w:noBreakHyphen/></w:r>", "丙", "<w:r><w:softHyphen/></w:r>", "丁"),
        p("带框的一段", text_box(p("框内第一段"), p("框内第二段"))),
        tbl(
            tr(tc("外一"), tc(p("前"), tbl(tr("内一", "内二"), tr("内三", ""), widths=(800, 800)), p("后"))),
            tr("外二", "外三"),
            widths=(2000, 3000),
        ),
        p("两表之间"),
        tbl(
            tr(tc("左", merge="restart"), "1", tc("", span=2)),
            tr(tc(merge="continue"), "", "3", "4"),
            tr(tc("全", span=4)),
            widths=(1000, 1000, 1000, 1000),
        ),
        '<w:p><w:r><w:t>件数</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>',
        p("完🀄"),
    ]
)  # fmt: skip
FEATURES = docx(BODY, numbering=NUMBERING, styles=STYLES, footnotes=FOOTNOTES)

SEEN = """一、总体情况
（一）主动公开
（二）依申请公开
1.受理
2.答复
①当面
二、表格
（一）制发
第一条 职责
第二条 期限
I.章
a)节
II.章
a)节
一、重新数起
公开新增12条
看得见。
见公报全文
甲\t乙-丙丁
带框的一段
框内第一段
框内第二段
外一
前
内一\t内二
内三\t
后
外二\t外三
两表之间
左\t1\t
\t3\t4
全
件数
完🀄
含往年结转
"""
