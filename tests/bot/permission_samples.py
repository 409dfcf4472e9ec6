"""How each command is said in the matrix of test_permissions.py: one line a command, by its first word.

A command of the registry that is missing here fails the test.
"""

from storage.records import RequestStatus
from tests.bot.permission_settings import (
    Sample,
    called_out,
    cancelled_poll,
    chain,
    claim,
    dispute,
    emergency,
    errand,
    hazard,
    home,
    paused,
    person,
    place,
    poll,
    published_poll,
    rectified,
    request,
    two,
    ward,
    whistle,
)

UNHEARD = ("common.not_understood", "common.not_understood_member")
ACCEPTED, TO_RATE = RequestStatus.ACCEPTED, RequestStatus.TO_RATE

SAMPLES = {
    # help
    "帮助": Sample("帮助"),
    "你是谁": Sample("你是谁"),
    "我的数据": Sample("我的数据"),
    "我的编号": Sample("我的编号"),
    "本群编号": Sample("本群编号", in_room=True),
    # privacy
    "删除我的数据": Sample("删除我的数据"),
    "删除数据": Sample("删除数据 {person}", person, changes=True),
    "看电话": Sample("看电话 {code}", emergency, refused=("privacy.may_not_look",)),
    "看电话 王桂兰": Sample("看电话 {person}", person, refused=("privacy.may_not_look",)),
    "看身份证": Sample("看身份证 {person}", person, refused=("privacy.may_not_look",)),
    "导出我的资料": Sample("导出我的资料"),
    "删除 王桂兰 的数据": Sample("删除 {person} 的数据", person, changes=True),
    "更正我的电话 138…": Sample("更正我的电话 13800001111"),
    # identity
    "绑定码": Sample("绑定码 {person}", person, changes=True, refused=("identity.nobody_found",)),
    "绑定": Sample("绑定"),
    "加绑": Sample("加绑"),
    "固定口令": Sample("固定口令"),
    "解绑": Sample("解绑"),
    "解绑别的": Sample("解绑别的"),
    "核实": Sample("核实", refused=UNHEARD),
    "代报 李秀英": Sample(
        "代报 {person}",
        ward,
        changes=True,
        of_members=True,
        refused=("identity.no_ward", "identity.not_bound"),
    ),
    "李秀英 由 王磊 代报": Sample(
        "{person} 由 邻居甲 代报",
        person,
        changes=True,
        refused=("identity.nobody_found", "identity.not_bound"),
    ),
    "1": Sample("是", claim, changes=True, refused=("identity.not_yours",)),
    "给王桂兰发绑定码": Sample(
        "给{person}发绑定码", person, changes=True, refused=("identity.nobody_found",)
    ),
    "解绑 王桂兰": Sample(
        "解绑 {person}",
        person,
        changes=True,
        refused=("identity.nobody_found", "identity.not_yours", "identity.not_bound"),
    ),
    # visits
    "走访 3-2-501 血压高，已提醒复诊": Sample(
        "走访 {flat} 身体好", home, changes=True, of_members=True, refused=UNHEARD
    ),
    "巡查 3号楼 消防通道有杂物": Sample("巡查 {place} 正常", place, changes=True, refused=UNHEARD),
    "撤销走访": Sample("撤销走访"),
    "联系户 李伟 3-2-501、3-2-502": Sample("联系户 总书记 {flat}", home, changes=True),
    "我的联系户": Sample("我的联系户"),
    "谁联系我家": Sample("谁联系我家"),
    "多久没走访": Sample("多久没走访 {place}", place),
    "巡查统计": Sample("巡查统计 {place} 本周", place),
    "走访记录": Sample("走访记录 {flat}", home, of_members=True),
    # services
    "服务菜单": Sample("服务菜单"),
    "我想要助餐": Sample("我想要助餐", changes=True),
    "谁会理发": Sample("谁会理发"),
    "0712 交给 小李": Sample("{code} 交给 总书记", request(ACCEPTED), changes=True),
    "团队待办": Sample("团队待办"),
    # grid
    "绑定群 3号楼": Sample("绑定群 {place}", place, changes=True),
    "解绑本群": Sample("解绑本群", in_room=True),
    "请假 11月25日到12月1日 由孙秀英代": Sample("请假 11月25日到12月1日", refused=UNHEARD),
    "李伟 请假 三天 由 孙秀英 代": Sample("{person} 请假 三天", person, refused=(*UNHEARD, "grid.not_over")),
    "谁替我": Sample("谁替我"),
    "哪些楼没有楼长": Sample("哪些楼没有楼长"),
    "销假": Sample("销假", refused=UNHEARD),
    "值班表": Sample("值班表", refused=UNHEARD),
    "任命 王桂兰 3号楼楼长": Sample(
        "任命 邻居甲 {place}网格员", place, changes=True, refused=("grid.not_your_place", "grid.office_above")
    ),
    "王桂兰 搬走了": Sample(
        "{person} 是 退休党员", person, changes=True, refused=(*UNHEARD, "grid.not_over")
    ),
    "双报到 市第一医院 内科医生 会量血压、急救": Sample("双报到 市第一医院 内科医生 会量血压"),
    "谁会量血压": Sample("谁会开锁", reads_on=True),
    "谁管 3号楼 电梯": Sample("谁管 3号楼 电梯"),
    "网格树": Sample("网格树"),
    # rooms
    "小应 静默": Sample("小应 静默", in_room=True),
    # polls
    "作废": Sample("作废 {poll} 写错了", poll, changes=True),
    "表决进度": Sample("表决进度 {poll}", poll, of_members=True),
    "发起表决：是否加装充电桩？": Sample(
        "发起表决：是否加装充电桩？选项：同意/反对", in_room=True, changes=True
    ),
    "投票": Sample("投票 {poll} 同意", poll, changes=True, of_members=True, refused=("polls.which_option",)),
    "重开": Sample("重开 {poll}", cancelled_poll, changes=True),
    "改表决": Sample("改表决 {poll}", poll),
    "录票": Sample("录票 {poll} 邻居甲 同意 上门 见证 欧阳办", poll, changes=True),
    "没投名单": Sample("没投名单 {poll}", poll),
    "见证": Sample("见证"),
    "撤回录票": Sample("撤回录票 {poll} 邻居甲", poll),
    "撤回我的票 V3": Sample("撤回我的票 {poll}", poll, of_members=True),
    "回执": Sample("回执 {poll}", poll, of_members=True),
    "投票链接": Sample("投票链接 {poll}", poll, of_members=True),
    "对V3有异议 计票人没有到场": Sample(
        "对{poll}有异议 少算了我家一票", published_poll, changes=True, of_members=True
    ),
    "V3 同意": Sample("{poll} 同意", poll, changes=True, of_members=True),
    # chains
    "算我一个": Sample("算我一个", chain, in_room=True, changes=True),
    "接龙名单": Sample("接龙名单 {chain}", chain, in_room=True),
    # requests
    "接单": Sample("接单{code}", request(), changes=True),
    "0712 我来接": Sample("{code} 我来接", request(), changes=True, refused=UNHEARD),
    "0712 不是3栋是5栋": Sample("{code} 误报", request(), changes=True, refused=UNHEARD),
    "0712 是左边那部": Sample("{code} 是蓝色那辆", request(), changes=True, refused=UNHEARD),
    "3号楼2单元电梯坏了": Sample("{place}门口的车堵了路", place, changes=True),
    "处理中": Sample("处理中{code} 在路上", request(ACCEPTED), changes=True),
    "办结": Sample("办结{code} 换了灯泡", request(ACCEPTED), changes=True),
    "退回": Sample("退回{code} 要找交警", request(ACCEPTED), changes=True),
    "无法解决": Sample("无法解决{code} 产权不清", request(ACCEPTED), changes=True),
    "0712 问 几点在家？": Sample(
        "{code} 问 几点在家？", request(ACCEPTED), changes=True, reads_on=True, refused=UNHEARD
    ),
    "吹哨": Sample("吹哨{code} 城管 占道", request(), changes=True),
    "0712 请城管来": Sample("{code} 请城管来清理", request(), changes=True, refused=UNHEARD),
    "报到": Sample("报到{code}", whistle, changes=True),
    "答复": Sample("答复{code} 清理了", whistle, changes=True),
    "转派": Sample("转派{code} 总书记", request(ACCEPTED), changes=True),
    "待派": Sample("待派"),
    "抢单": Sample("抢单{code}", request(), changes=True),
    "我来0712": Sample(
        "我来{code}", called_out, changes=True, refused=("requests.call_not_for_all", *UNHEARD)
    ),
    "协办": Sample("协办{code} 总书记", request(), changes=True),
    "退出协办": Sample("退出协办"),
    "0712谁在办": Sample("{code} 谁在办", request()),
    "为什么派给 0712": Sample("为什么派给{code}", request(), refused=UNHEARD),
    "派单": Sample("派{code} 总书记", request(), changes=True),
    "0712 这个我来": Sample("{code} 这个我来", request(), changes=True, refused=UNHEARD),
    "暂停": Sample("暂停{code} 等配件 周五", request(ACCEPTED), changes=True),
    "恢复": Sample("恢复{code}", paused, changes=True),
    "待办": Sample("待办"),
    "我的诉求": Sample("我的诉求"),
    "查进度": Sample("查{code}", request()),
    "催办": Sample("催办{code}", request()),
    "撤回": Sample("撤回{code}", request(), changes=True),
    "补充": Sample("补充{code} 蓝色的车", request(), changes=True),
    "评价": Sample("评价{code} 5分", request(TO_RATE), changes=True),
    "合并": Sample("合并 {twin} 到 {code}", two(), changes=True),
    "把0713并到0712": Sample("把{twin}并到{code}", two(), changes=True, refused=UNHEARD),
    "拆开": Sample("拆开 {twin}", two(merged=True), changes=True),
    "热点": Sample("热点"),
    # ledger, reports
    "我的单子": Sample("我的单子"),
    "导出台账": Sample("导出台账", request()),
    "本月的台账发我": Sample("本月的台账发我", request(), refused=UNHEARD),
    "还有哪些没办": Sample("还有哪些没办"),
    "谁手上的活最多": Sample("谁手上的活最多", request(), refused=UNHEARD),
    "周报": Sample("周报", request()),
    "月报": Sample("月报", request()),
    "季报": Sample("季报", request()),
    "上周办得怎么样": Sample("上周办得怎么样", refused=(*UNHEARD, "requests.nothing_open")),
    "报表怎么算的": Sample("报表怎么算的"),
    "我的成绩": Sample("我的成绩", refused=UNHEARD),
    # hazards, errands, disputes
    "隐患": Sample("隐患 3号楼楼道堆电动车电池", changes=True),
    "整改期限": Sample("整改期限{code} 周五", hazard, changes=True),
    "整改": Sample("整改{code} 清走了", request(ACCEPTED), changes=True),
    "复查": Sample("复查{code} 合格", rectified, changes=True, refused=("hazards.own_work",)),
    "隐患台账": Sample("隐患台账"),
    "还有哪些隐患没整改": Sample("还有哪些隐患没整改"),
    "改期": Sample("改期{code} 下周一 窗口休息", errand, changes=True),
    "对方": Sample("对方{code} 楼上那户", dispute, changes=True),
    "记": Sample("记{code} 先各自冷静", dispute, changes=True),
    "约谈": Sample("约谈{code} 周六下午3点 居委会", dispute, changes=True),
    "调成": Sample("调成{code} 十点后不练琴", dispute, changes=True),
    "调不成": Sample("调不成{code} 一方不来", dispute, changes=True),
    # signals
    "弱信号": Sample("弱信号 关", changes=True),
    "登记 漏水 3号楼2单元": Sample("登记 漏水 4号楼", changes=True),
    # audit
    "痕迹": Sample("痕迹 {code}", request()),
    "谁办的": Sample("谁办的 {code}", request()),
    "最近谁改了什么": Sample("最近谁改了什么"),
    "0712 怎么回事": Sample("{code} 怎么回事", request(), refused=UNHEARD),
    # office
    "登录办公页": Sample("登录", changes=True),
}
