"""Which words part what is counted from what is done with it?

Decision: lists of our own and no tagger. A text is cut into words by the dictionary of the index; words that
stand in a list here are joined again where it parts them (办|结). A word that is as often a noun as a verb
stands in no list, unless it takes what is counted as its object.
"""

from collections.abc import Iterable, Iterator

__all__ = [
    "ATTRIBUTES",
    "CUTS",
    "DEEDS",
    "LEADS",
    "LIGHT",
    "LINKS",
    "MOVES",
    "NOUNY",
    "PLACES",
    "SUMS",
    "TAILS",
    "joined",
    "listed",
]

QUOTED = 14  # characters of a phrase in quotation marks that is one word
LONGEST = 6  # characters of a word of the lists


def listed(*rows: str) -> tuple[str, ...]:
    """Return the words that stand in rows, each once, in order."""
    return tuple(dict.fromkeys(word for row in rows for word in row.split()))


def _set(*rows: str) -> frozenset[str]:
    return frozenset(listed(*rows))


# Verbs that are nouns behind a noun: 党员教育|培训, 人才|发展|资金.
NOUNY = _set(
    "招聘 招生 捐赠 评选 选拔 监督 采集 清运 帮办 代办 灌溉 回收 种养 抽检 督办 巡检 运营 服务 培训",
    "治理 建设 投资 投入 检查 审批 审核 审查 监测 检测 宣传 宣讲 处理 加工 生产 销售 种植 养殖 贷款",
    "融资 担保 补贴 补助 奖励 救助 捐款 发展 示范 试点 应用 推广 开发 改造 处置 整治 调解 结对 对口",
    "共建 联建 认证 登记 申请 报名 配套 授权 储备 发电 供应 运输 救援 演出 采购 出口 进口 管辖 巡查",
    "巡逻 存栏 公开 申报 备案 转化 慰问 孵化 培养 培育 引导 表彰 组织 使用 利用 参与 承诺 帮扶 联系",
    "节电 授信 理赔 安装 征收 搬迁 收藏 合并 立案 绿化 亮化 植树 造林 聚集 集聚 出栏 受理 办理 设置",
    "配置 接待 排查 整改 化解 签约 投产 开工 竣工 入驻 落户 流转 销号",
)
# What stands between what is counted and its number, and says nothing.
LINKS = _set(
    "户均 折合 人民币 规模达 现存 有 共 共有 共计 合计 总计 累计 计 达 达到 高达 多达 已达 将达 可达 为",
    "是 的 已 已有 现有 均 均为 分别 分别为 了 则 至 到 仅 仅有 只 只有 就 将 已经 一共 总共 保持 稳定",
    "维持 始终 占 约占 占到 也 还 还要 还有 需 需要 要 能 可 可以 目前 现 在 一度 首次 即 平均 人均每",
    "从 由 比 较 又 再 都 正 于 其中 先后 陆续 当前 足足 多 和 与 及 以及 、 如今 现在 起初 最初 原来",
    "原先 过去 以前 因此 因而 由此 同比 环比 上年 年初 就要 自 呈 约 共同 全部 每次 每场 每人 每户 每亩",
    "每件 每套 每班 每期 每批 每个 每名 预计 拟 每 更 较上年 时 后 前 全市 全县 全区 全国 全省 全镇",
    "总数 今天 如期 左右 以上 中 内 里 上 应当 应 不得 但 最高 但最高 或者 当 处 处以 并处 亩均",
    "同比增幅 同比增速 实有 足有 尚有 各有 便 竟 才 被 相当 相当于 不断 持续 快速 大幅 平均每 其 同期",
    "就能",
)
# Verbs that take what is counted as their object and add little to it.
LIGHT = _set(
    "开展 举办 组织 举行 召开 完成 实现 进行 设立 设置 设 设有 办 开办 开 建 建成 建有 建立 新建 改建",
    "扩建 改扩建 新建改扩建 组建 成立 提供 拥有 具有 配备 安排 做 作 做好 形成 布设 布局 带来 出台 制定",
    "印发 发布 推出 打造 创建 种 养 住 列支 列 标出 现有 评 评选 评出 共用 有 带 使 用 达成 存有 藏有",
    "领 请 收 送 发 绣",
)
# Verbs that say how what is counted moved.
MOVES = _set(
    "新增 增加 增长 减少 降低 提高 提升 压缩 节约 节省 缩短 扩大 多增 净增 增收 压减 缩减 精简 削减",
    "减免 下降 节支",
)
# Verbs that say what was done with what is counted.
DEEDS = (
    LIGHT
    | MOVES
    | _set(
        "代销 报到 更换 追缴 兴修 疏浚 检修 减税降费 多蓄 选拔 购置 折合 灌溉 兑换 串起 捐物 驻村 修通 打造",
        "兴建 运行 持续运行 回收 回访 救治 转办 流失 挂牌 上架 走访 解决 协调解决 选派 选聘 选配 选树 新增",
        "增设 增配 派出 下派 派驻 招募 招录 招聘 聘请 聘用 引进 引育 引入 引来 吸引 吸纳 吸收 安置 带动",
        "撬动 拉动 惠及 涉及 覆盖 服务 受理 接到 接听 接收 接待 办理 办结 处理 处置 调解 化解 排查 查找",
        "查处 查办 发现 整改 整治 清理 清退 清运 拆除 比对 改造 修缮 修建 修复 修订 打通 建设 投入 投资",
        "投用 投放 拨付 下达 发放 兑现 落实 争取 筹措 筹集 募集 捐赠 捐款 捐出 减免 退还 返还 支付 卖 挣 赚",
        "交付 促成 签约 签订 签下 签署 促进 推动 推进 帮助 帮扶 结对 结对帮扶 联系 联结 对接 对口 帮办 代办",
        "培养 培育 孵化 认定 命名 表彰 开展了 认领 奖励 资助 救助 慰问 发展 汇聚 归集 采集 收集 征集 汇集",
        "整合 收到 收回 盘活 流转 开发 开设 开通 开放 开辟 开行 加装 安装 铺设 架设 种植 列为 集聚 栽种",
        "栽植 养殖 存栏 出栏 生产 年产 日产 亩产 加工 销售 卖出 售出 出口 进口 采购 收购 储备 发电 供应",
        "输送 输出 转移 培训 轮训 授课 节电 可省 少排 宣讲 宣传 印制 张贴 制作 编制 编印 编写 审核 审批",
        "审查 检查 巡查 巡逻 检测 监测 抽检 排除 消除 关停 淘汰 取缔 收治 接种 筛查 参与 参加 分领 领到",
        "加入 报名 登记 授权 申请 获得 获评 荣获 入选 入驻 入住 落户 落地 开工 竣工 投产 招引 领办 承接",
        "承办 认证 交办 督办 列入 纳入 治理 配建 添置 划分 分为 划分为 编成 分成 拓宽 延伸 硬化 绿化 亮化",
        "植树 造林 退耕 搬迁 征收 征用 腾退 腾出 释放 下放 取消 合并 梳理 晒出 列明 公布 公开 拨 组成 制止",
        "挽回 追回 查获 破获 抓获 起诉 判处 立案 受益 受惠 就读 录取 招收 招生 邀请 动员 发动 号召 引导",
        "辐射 容纳 可容纳 聚集 聚焦 配置 配套 提出 提交 收录 收藏 刊发 播出 转发 点击 浏览 观看 认购 申报",
        "获批 备案 结题 转化 应用 推广 示范 试点 使用 利用 下辖 辖 辖有 管辖 联建 共建 创办 播放 放映 演出",
        "出动 救援 疏散 转运 运送 运输 投递 派送 派发 免费发放 领取 申领 充值 缴纳 清偿 偿还 授信 贷款 融资",
        "担保 承保 理赔 赔付 补贴 补助 销号 整理 复垦 完善 优化 强化 深化 加强 健全 破解 发挥 压实 夯实",
        "坚持 助力 支撑 开复工 新签约 新落地 编出 递交 请来 建起 发出 派往 送出 收集到 揪出 摸排 摸清 谈到",
        "拿到 带领 牵线 找到 迁出 增建 订购 聚拢 花 开出 揭榜 揭牌 攻克 攻关 缓解 兑付 清欠 清零 开垦 播种",
        "收割 收获 捕捞 放流 产出 举债 实施 推行 查实 约谈 问责",
    )
)
# Words at which what is counted ends, behind a number: verbs, adverbs, prepositions.
CUTS = _set(
    "帮 帮助 正在 仍在 正 已有 就近 逐一 下放 务工 逐项 通了 赴 选拔 到岗 全都 统统 大力 全面 深度 率",
    "带着 参加 参与 推动 落户 下沉 深入 挂钩 走访 组成 开展 受益 投产 入驻 进驻 进入 成为 出自 提供",
    "带头 上门 奔赴 走进 实现 完成 加入 报名 到场 联动 成立 担任 住进 涌入 汇聚 聚集 集聚 覆盖 获评",
    "获得 获 荣获 当选 结成 结对 签约 签订 率先 主动 先后 陆续 相继 全部 均 已 已经 都 将 在 从 向 对",
    "把 被 让 使 由 按 按照 用于 用来 用作 作为 通过 经过 进行 予以 得到 享受 享有 纳入 列入 入选 落地",
    "开工 竣工 建成 投用 投入 启用 启动 上线 正式 同时 共同 协同 共用 共享 先行 连片 平均 日均 年均 年",
    "日 月 占 达 达到 为 是 有 并 来 到 前来 慕名 慕名而来 就业 就读 搬进 搬入 连续 齐聚 云集 亮相 参展",
    "观展 参观 参会 参赛 响应 支持 承诺 表示 认为 介绍 增收 致富 脱贫 实行 实施 推行 推出 采取 运用",
    "使用 围绕 聚焦 结合 依托 立足 针对 面向 给 为此 因此 以 则 也 还 又 因 于 后 前 如 不再 不用 不能",
    "能 可 可以 需 需要 要 派驻 下派 派往 送往 处置 办结 解决 化解 整改 交由 转为 变成 变为 升级 分布",
    "位于 坐落 遍布 分为 包括 包含 涵盖 涉及 设 设立 设置 建起 建立 建 贡献 创造 带来 产生 形成 构成",
    "拥有 具有 接受 收到 接到 得 没有 未 只 仅 就 才 当天 当场 当日 由此 自 至 整治 搭建 点亮 亮灯 发放",
    "拨付 创建 出现 突破 超过 超 不足 增长 下降 提升 提高 送到 送上 送去 聚在 走上 登上 出席 出战 出动",
    "上岗 下乡 进村 入户 成功 顺利 集中 统一 分批 分别 免费 自愿 自发 踊跃 积极 全程 常态化 里 中 内 时",
    "从中 的话 轮流 着 了 过 给予 处理 作 作了 做 上列 涌来 齐 全 仍 曾 便 再 每天 每年 完善 优化 强化",
    "深化 加强 健全 破解 助力 支撑 发挥 晒出 来自 对外 维持 加在一起 一起 借此 多半 大多 大都 随 随即",
    "当中 靠 围着 跟着 花 花了 聚拢 与 跨 每 谁 各自 汇入 涌向 走向 奔向 变 成 入 回到 留在 集结 进场",
    "组建 人均 户均 年产 比 较 与会 率领 纷纷 用 开 称 说 感到 反映 希望 会 多次 联合 签下 落成 运行",
    "运营 营业 迎来 达标 并网 通车 完工 复工 复产 收获 返乡创业 加盟 牵头 参保",
)
# Heads that take the verb before them into their name: 审批时限, 调解成功率.
ATTRIBUTES = listed(
    "流程 手续 程序 材料 事项 水平 率 比例 比重 占比 增速 增幅 时限 时间 时长 期限 周期 能力 成本 面积",
    "金额 总额 额 总量 量 数量 数 次数 人数 能耗 强度 规模 环节 收入 产值 价格 单价 均价 年龄 里程 长度",
    "标准 意向 力度 指数 产量 速度 期",
)
# Verbs that name a sum of money when one follows.
SUMS = _set(
    "捐物 减税降费 纳税 创税 产出 拨付 融资 贷款 授信 投资 投入 捐款 捐赠 补助 补贴 奖励 担保 理赔 赔付",
    "补偿 销售 出口 进口 采购 节支 拨款",
)
# What leads up to what is counted and is left out.
LEADS = LINKS | _set(
    "一个 一名 一条 一座 一家 一项 一处 一批 一台 一支 一位 这个 这条 这家 这座 这支 同时 另外 此外 共",
    "全年 对 把 给 让 向 用 以 至今 以来 使得 致 相继 成功 自动 直接 按期 当年 着 过 各 各类 各级 通过",
    "经过 根据 按照 围绕 针对 并且 首期 眼下 截至 现已 据了解 今后 并 全部建成后 建成后 为了 分领 另",
    "今年 去年 主要 已建成 使 令 , 顺利",
)
# What follows a number and names nothing.
TAILS = _set(
    "大关 关口 不等 以来 来 时 后 前 的 多 之间 其中 有余 不打烊 为 时间 标准 上下 左右",
)
PLACES = _set(
    "全国 全省 全市 全县 全区 全镇 全乡 全村 我省 我市 我县 我区 全州 全旗",
)
_NOUNS = frozenset("新总")
_VERBS = (DEEDS | CUTS) - _set(
    "人均 户均 日均 年均 平均 年产 日产 集中 统一 全程 共同 正式",
)
_LISTED = frozenset(ATTRIBUTES) | DEEDS | CUTS | LINKS | LEADS


def joined(words: Iterable[str]) -> list[str]:
    """Return words with those joined that make a listed one, and a verb and its object parted.

    新 and 总 make a noun of the verb behind them: 新登记企业, 总投资.
    """
    given = [part for word in _quoted(words) for part in _parted(word)]
    done, at = [], 0
    while at < len(given):
        best, word = at + 1, given[at]
        for end in range(at + 2, min(at + LONGEST, len(given)) + 1):
            word += given[end - 1]
            if len(word) > LONGEST:
                break
            if word in _LISTED or (end == at + 2 and given[at] in _NOUNS and given[at + 1] in DEEDS):
                best = end
        done.append("".join(given[at:best]))
        at = best
    return done


def _quoted(words: Iterable[str]) -> Iterator[str]:
    """Yield words, a short phrase in quotation marks as one."""
    held: list[str] = []
    for word in words:
        held.append(word)
        if held[0] != "“" or word == "”" or sum(map(len, held)) > QUOTED:
            yield from ["".join(held)] if word == "”" and held[0] == "“" else held
            held = []
    yield from held


def _parted(word: str) -> tuple[str, ...]:
    """Return a word of the dictionary that begins with a listed verb as the verb and its rest: 解决|问题."""
    if len(word) < 4 or word in _LISTED or word[:2] not in _VERBS:
        return (word,)
    return word[:2], word[2:]
