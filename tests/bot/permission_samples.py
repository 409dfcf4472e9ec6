"""How each command is said in the matrix of test_permissions.py: one line a command, by its first word.

A command of the registry that is missing here fails the test.
"""

from storage.records import RequestStatus
from tests.bot.permission_settings import (
    Sample,
    chain,
    claim,
    emergency,
    paused,
    person,
    place,
    poll,
    request,
    two,
    ward,
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
    # grid
    "绑定群 3号楼": Sample("绑定群 {place}", place, changes=True),
    "解绑本群": Sample("解绑本群", in_room=True),
    "请假 11月25日到12月1日 由孙秀英代": Sample("请假 11月25日到12月1日", refused=UNHEARD),
    "李伟 请假 三天 由 孙秀英 代": Sample("{person} 请假 三天", person, refused=(*UNHEARD, "grid.not_over")),
    "销假": Sample("销假", refused=UNHEARD),
    "值班表": Sample("值班表", refused=UNHEARD),
    "任命 王桂兰 3号楼楼长": Sample(
        "任命 邻居甲 {place}网格员", place, changes=True, refused=("grid.not_your_place", "grid.office_above")
    ),
    "王桂兰 搬走了": Sample(
        "{person} 是 退休党员", person, changes=True, refused=(*UNHEARD, "grid.not_over")
    ),
    "双报到 市第一医院 内科医生 会量血压、急救": Sample("双报到 市第一医院 内科医生 会量血压"),
    "谁会量血压": Sample("谁会量血压", reads_on=True),
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
    "转派": Sample("转派{code} 总书记", request(ACCEPTED), changes=True),
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
