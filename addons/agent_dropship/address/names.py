"""What a receiver's name looks like."""

from __future__ import annotations

import re

_SINGLE = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫"
    "经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓"
    "牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙"
    "池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向"
    "古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢"
    "关蒯相查后荆红游竺权逯盖益桓公肖闫仝佟代付兰覃涂亓苟佘岳帅揭逯禤邸来续海初门信楚仉麦青战佴佰哈年阿仵税撒"
)
_DOUBLE = (
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 宇文 长孙 司徒 司空 夏侯 端木 "
    "南宫 独孤 百里 东郭 呼延 轩辕 淳于 单于 太史 申屠 公冶 濮阳 澹台 闾丘 钟离 鲜于 "
    "亓官 万俟 闻人 赫连"
).split()
_HONORIFIC = re.compile(
    r"^[\u4e00-\u9fff]{1,3}(先生|女士|小姐|太太|老师|医生|经理|老板|师傅|阿姨|叔叔|大姐|同学|总)$"
)
_MINORITY = re.compile(r"^[\u4e00-\u9fff]{2,8}(?:[·.•・][\u4e00-\u9fff]{1,8})+$")
_LATIN = re.compile(r"^[A-Za-z][A-Za-z .'-]{1,30}$")
_HAN = re.compile(r"^[\u4e00-\u9fff]+$")
_PLACE = re.compile(
    r"(省|市|区|县|旗|镇|乡|村|路|街|道|巷|弄|里|号|栋|幢|楼|室|层|单元|座|园|苑|城|厦|院|店|厂|部|"
    r"公司|小区|广场|大学|学校|医院|驿站|柜|门口|花园|酒店|社区|中心|超市|银行|组|庄|屯|湾|坊|府|"
    r"色|码|款|菜鸟|丰巢|自提|代收|送货|发货|收货|快递|默认|电话|备注|尽快|谢谢|周末|不要|包邮|中国)"
)

#: words of politeness and haste, however much they begin with a surname (谢谢)
_WORDS = (
    "谢谢|多谢|感谢|辛苦|拜托|麻烦|尽快|快点|加急|急用|你好|您好|老板好|在吗|好的|亲爱|"
    "收到"
)
_COURTESY = re.compile(_WORDS)
_ONLY_COURTESY = re.compile(
    rf"^(?:{_WORDS}|请|您|亲|发货?|一下|下|了|啊|哦|啦|呀|吧)+$"
)


def is_surname(text: str) -> bool:
    return text[:1] in _SINGLE or text[:2] in _DOUBLE


def is_courtesy(text: str) -> bool:
    """Nothing but politeness: neither who nor where."""
    return bool(_ONLY_COURTESY.match(text.strip(" :-")))


def looks_like_name(text: str) -> str:
    """ "strong", "weak" or "": how much a short text looks like a person's name."""
    text = text.strip()
    if _COURTESY.search(text):
        return ""
    if _HONORIFIC.match(text) or _MINORITY.match(text):
        return "strong"
    if _PLACE.search(text[1:]) or not text:
        # 林路 may be a person, 人民路 is not
        return "weak" if len(text) == 2 and is_surname(text) else ""
    if _HAN.match(text):
        longest = 4 if text[:2] in _DOUBLE else 3
        if 2 <= len(text) <= longest and is_surname(text):
            return "strong"
        return "weak" if 2 <= len(text) <= 6 else ""
    if _LATIN.match(text):
        return "weak"
    return (
        "weak"
        if re.fullmatch(r"[\w\u4e00-\u9fff·]{2,8}", text) and not (text.isdigit())
        else ""
    )


def split_trailing_name(text: str) -> tuple[str, str]:
    """A name written behind a street text without a gap: (street, name).

    Only where a house or room number's end makes the border certain.
    """
    match = re.search(
        r"^(.*(?:\d[号室栋幢楼层座户]?|单元|号楼|\)))([\u4e00-\u9fff]{2,4})$", text
    )
    if match and looks_like_name(match.group(2)) == "strong":
        return match.group(1), match.group(2)
    return text, ""
