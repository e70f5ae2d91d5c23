"""Columns with a fixed set of answers, and the words that offices use for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import TextChoices

from members.choices import Education, Sex, StaffCategory, Stage
from members.sheets.cells import Doubtful, compact
from members.sheets.refusals import CellRefused

SEXES = {Sex.MALE: "男 男性 男士", Sex.FEMALE: "女 女性 女士"}
CATEGORIES = {
    StaffCategory.CADRE_COMMAND: "指挥干部 管理指挥 管理指挥岗 指挥员 干部 行政干部",
    StaffCategory.CADRE_TECH: "技术干部 专技干部 专业技术 专业技术岗 专业技术人员 技术员",
    StaffCategory.FIREFIGHTER: "国家消防员 国家队消防员 国家综合性消防救援队伍消防员 消防士 战斗员",
    StaffCategory.GOV_FULLTIME: (
        "专职消防员 专职队员 政府专职队员 政府专职消防队员 政府专职 专职消防队员 合同制消防员 专职"
    ),
    StaffCategory.CIVILIAN: "文员 合同制文员 政府专职消防文员 消防救援文员",
    StaffCategory.TRAINEE: "新招录消防员 新训消防员 新消防员 学员 新训 入职训练人员",
    StaffCategory.RETIRED: "退休人员 退休干部 离退休 离退休人员 离退休干部 离休",
}
# Says officer, not of which of the two kinds: no reason to change the kind that is on file.
ANY_CADRE = frozenset({"干部", "行政干部"})
STAGES = {
    Stage.FULL: "中共党员 党员 中共正式党员 正式 中国共产党党员",
    Stage.PROBATIONARY: "中共预备党员 中共党员(预备) 党员(预备) 预备 中国共产党预备党员",
    Stage.CANDIDATE: "重点发展对象 党员发展对象",
    Stage.ACTIVIST: "积极分子 入党积极份子 积极份子",
    Stage.APPLICANT: "申请人 申请入党人 入党申请者 已递交入党申请书",
    Stage.LEAGUE: "团员 中国共产主义青年团团员 共产主义青年团员",
    Stage.NONE: "普通群众 无党派 无党派人士",
}
DEMOCRATIC_PARTIES = ("民革", "民盟", "民建", "民进", "农工", "致公", "九三", "台盟")
EDUCATIONS = {
    Education.POSTGRADUATE: "博士 硕士 研究生",
    Education.BACHELOR: "本科 学士 大本",
    Education.COLLEGE: "专科 大专 高职",
    Education.SECONDARY: "中专 中职 职高 中等专业 职业高中",
    Education.HIGH_SCHOOL: "高中 中技 技校 技工",
    Education.JUNIOR: "初中 小学 文盲",
}
EXACT_EDUCATIONS = {"大学": Education.BACHELOR, "大学毕业": Education.BACHELOR}
FIFTY_SIX = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 "
    "高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 "
    "塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
NATIONALITIES = frozenset(f"{name}族" for name in FIFTY_SIX.split()) | {"穿青人", "其他"}
NICKNAMES = {"维族": "维吾尔族", "哈族": "哈萨克族", "蒙族": "蒙古族", "柯族": "柯尔克孜族"}


def _lexicon(choices: type[TextChoices], words: dict[TextChoices, str]) -> dict[str, TextChoices]:
    """Every word → choice, the choice's own label among them."""
    lexicon = {word: choice for choice, line in words.items() for word in line.split()}
    return lexicon | {choice.label: choice for choice in choices}


def _reader(what: str, choices: type[TextChoices], words: dict) -> Callable[[object], TextChoices]:
    lexicon = _lexicon(choices, words)

    def read(raw: object) -> TextChoices:
        found = lexicon.get(compact(raw))
        if found is None:
            raise _unknown(raw, what, choices.labels)
        return found

    return read


def _unknown(raw: object, what: str, answers: Iterable[str]) -> CellRefused:
    return CellRefused(f"「{compact(raw)[:20]}」不是{what}，请填：{'、'.join(answers)}")


read_sex = _reader("性别", Sex, SEXES)
read_category = _reader("可识别的人员类别", StaffCategory, CATEGORIES)
_read_stage = _reader("可识别的政治面貌", Stage, STAGES)


def read_stage(raw: object) -> TextChoices | Doubtful:
    """Members of the democratic parties stand, for this roster, outside the Party."""
    text = compact(raw)
    if text.startswith(DEMOCRATIC_PARTIES):
        return Doubtful(Stage.NONE, f"「{text[:20]}」按群众登记，请核对")
    return _read_stage(raw)


def read_education(raw: object) -> TextChoices:
    """Found by its key word: 在职研究生, 省委党校本科 and 大学专科 (函授) are all written."""
    text = compact(raw)
    if text in EXACT_EDUCATIONS:
        return EXACT_EDUCATIONS[text]
    for education, words in EDUCATIONS.items():
        if any(word in text for word in words.split()):
            return education
    raise _unknown(raw, "可识别的学历", Education.labels)


def read_nationality(raw: object) -> str:
    """One of the 56, always with 族."""
    text = compact(raw)
    for name in (text, f"{text}族", NICKNAMES.get(text, "")):
        if name in NATIONALITIES:
            return name
    raise CellRefused(f"「{text[:10]}」不是民族名称，请填全称，如 汉族、维吾尔族")
