"""In which unit is a number told, and what kind of unit is it?

A unit of the kind thing is a noun itself (村, 农户): what is counted may follow or not. After a unit of the
kind event what happened is counted (走访企业3000次), not what it happened to. The kinds share, points and
multiple count nothing.
"""

import re
from dataclasses import dataclass

from search.figures.words import listed

__all__ = ["KIND_OF", "NOUNS", "Unit", "unit_at"]

_ROWS = {
    "piece": listed(
        "个 家 名 位 项 条 件 座 处 所 张 份 套 台 辆 架 艘 列 部 支 只 头 匹 尾 株 棵 粒 颗 块 片 幅 面 本",
        "册 篇 封 期 届 批 类 种 门 道 起 宗 笔 单 口 间 栋 幢 层 户 班 组 队 节 章 款 把 根 枚 盏 盆 瓶 箱",
        "袋 桶 盒 包 双 对 副 具 顶 尊 股 群 团 排 段 首 台套 台(套) 件套 标段 大项 小项 枝 筐 孔 眼 方 则",
        "例 桩 通 卷 羽 桌 剂 茬 窝 捆 堂",
    ),
    "event": listed(
        "件次 台次 艘次 家次 户次 次 场 场次 人次 趟 遍 轮 批次 班次 车次 架次 辆次 航次 例次 期次 频次 回",
        "课时 学时 册次 头次 项次 剂次 亩次 种次",
    ),
    "thing": listed(
        "票 人 村 乡 镇 县 市 区 校 企 岗 标箱 字 页 员 机组 床 车 席",
    ),
    "money": listed(
        "元 美元 加元 澳元 韩元 卢布 法郎 欧元 港元 日元 英镑 块钱 元钱 毛钱 元人民币 角",
    ),
    "measure": listed(
        "吨 公斤 千克 斤 克 毫克 担 公里 千米 米 厘米 公分 英里 英尺 英寸 毫米 里 海里 平方公里 平方千米",
        "平方米 平米 平方 公顷 亩 立方米 立方 升 毫升 度 千瓦时 兆瓦时 吉瓦时 千瓦 兆瓦 吉瓦 瓦 千伏安",
        "兆伏安 千伏 伏 赫 赫兹 千赫 兆赫 分贝 摄氏度 ℃ 标准煤 标煤 兆 帧 km kg mm cm kw mw gw kwh mwh tb gb",
        "mb m² km² ㎡ m³ 微克 分",
    ),
    "duration": listed(
        "年 日 自然日 个自然日 个月 个季度 天 日历天 周 个星期 星期 小时 个小时 分钟 秒 秒钟 个工作日 工作日",
        "昼夜 岁 周岁 周年 代",
    ),
    "share": listed(
        "% ‰ 成",
    ),
    "points": listed(
        "个百分点 百分点 个千分点",
    ),
    "multiple": listed(
        "倍 番",
    ),
}
KIND_OF = {text: kind for kind, row in _ROWS.items() for text in row}
_NAMES = "|".join(map(re.escape, sorted(KIND_OF, key=len, reverse=True)))
_UNIT = re.compile(rf"(?:{_NAMES})(?:/(?:{_NAMES}|人|年|月|日))?")
# What is counted without a unit.
NOUNS = re.compile(
    "农户|村民|企业|群众|居民|部门|社区|街道|乡镇|党员|干部|职工|学生|市民|游客|商户|用户|家庭|学员|老人|志愿者|行政村"
)
# Words that begin like a unit.
_WORDS = listed(
    "成为 成立 成功 成员 成果 成本 成长 成都 成熟 成效 成人 成年 成品 成绩 成片 成套 成群 成份 成就 成交",
    "分之 分别 分公司 分类 分管 分布 分局 分级 分区 分为 分批 分组 分析 分享 分工 度假 度过 年度 年级 年代",
    "年轻 年龄 年均 年初 年底 年末 年中 年前 年会 区级 区域 区块 区位 市场 市级 市民 市值 市直 县级 县域",
    "镇级 镇域 村级 村两委 村干部 村集体 人民 人大 人才 人均 人工 人物 人事 人居 人气 人社 人文 方块 方面",
    "方式 方案 方针 方向 方法 方便 部署 部队 部委 部分 部门 部长 面向 面对 面积 面临 对接 对于 对外 对口",
    "对标 对策 对比 对象 对照 本土 本地 本科 本级 组织 组建 组成 组团 队伍 队员 节点 节约 节能 节水 节省",
    "节日 种植 种养 种子 种业 单位 单一 单元 层层 层面 层次 层级 口岸 口号 口粮 批准 批复 批发 期间 期限",
    "期待 期货 期满 道路 道德 所有 所在 所属 所以 处理 处置 处级 处长 处于 处室 处罚 条例 条件 条款 代表",
    "代办 代码 代理 代言 代谢 周边 周期 周转 车间 车辆 车位 车站 校园 校企 校长 企业 企事 乡村 乡级 乡贤",
    "乡土 字头 字号 起步 起草 起来 起点 起到 轮流 轮换 轮岗 轮训 回应 回访 回复 回收 回升 回落 里程 里面",
    "里有 里的 块状 块茎 片区 片段 套餐 套路 门类 门户 门店 门槛 门诊 类型 类别 包括 包含 包联 包保 包抓",
    "包干 包村 席位 席卷 通过 通用 通报 通道 通知 通信 通行 通车 通办 通管 则是 则为 例如 例外 克服 克难",
    "升级 升至 升到 升为 升温 升降 米粉 米线 卷入 卷烟 卷宗 卷子 卷材 桌椅 桌面 桌上 桌子 桌球 剂量 羽毛",
    "羽绒 瓦斯 瓦房 两新 两会 两委 两级 两岸 两手 两翼 两地 群众 群体 群团 团队 团结 团委 团购 团组织 团支部",
    "排名 排查 排放 排水 排污 根据 根本 根治 把手 把关 把握 双方 双向 双创 双重 股份 股东 股权 股室 届时",
    "届全国 届中央 首次 首批 首先 支部 支持 支付 支出 支撑 支书 角度 角色 班子 章程 件件 项目 员工 床位 里",
    "号 方米",
)
_NOT = re.compile("|".join(map(re.escape, _WORDS)))
# What begins so is a unit all the same.
_ALLOWED = re.compile(r"里(?=[,，。;、]|长|的路|山路|水路|地)|部门|团组织|团支部|成(?=以|人家)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, folded; it ends at `end` in its text."""

    text: str
    kind: str
    end: int


def unit_at(text: str, at: int) -> Unit | None:
    """Return the longest unit that begins at `at`."""
    match = _UNIT.match(text, at)
    if not match:
        return None
    name = match[0].partition("/")[0]
    if len(name) == 1 and _NOT.match(text, at) and not _ALLOWED.match(text, at):
        return None
    following = text[match.end() : match.end() + 1]
    if following == "级":  # 五百吨级, 20万人级
        return None
    if name[-1:].isascii() and name[-1:].isalpha() and following.isascii() and following.isalnum():
        return None
    return Unit(match[0], KIND_OF[name], match.end())
