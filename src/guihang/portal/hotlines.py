"""Public lines that anybody in China may call; nobody is asked for a name."""

from typing import NamedTuple

from guihang.engines.words import Words

AS_OF = "2026-11"
"""When the list was last compared with what the bodies publish."""


class Line(NamedTuple):
    """A number, what it is for, and which body runs it."""

    number: str
    what: Words
    body: Words


LINES = (
    Line("120", Words("昏迷、过量、身体危险", "Unconscious, overdose, danger to life"),
         Words("急救中心", "Ambulance")),
    Line("110", Words("人身危险，需要警察", "Danger from somebody; police"), Words("公安机关", "Police")),
    Line("12356", Words("心里难受，想找人说话", "Feeling very low, wanting to talk"),
         Words("心理援助热线(国家卫生健康委)", "Mental-health line (National Health Commission)")),
    Line("12348", Words("法律咨询、法律援助", "Legal advice and legal aid"),
         Words("公共法律服务热线(司法部)", "Public legal services (Ministry of Justice)")),
    Line("12345", Words("低保、临时救助、住房等", "Allowances, hardship aid, housing"),
         Words("政务服务便民热线", "Government services")),
    Line("12333", Words("找工作、社保、培训", "Work, insurance, training"),
         Words("人力资源和社会保障部门", "Labour and social security")),
    Line("12355", Words("未成年人和青少年", "Children and young people"),
         Words("青少年服务台(共青团)", "Youth service (Youth League)")),
    Line("12338", Words("妇女儿童权益、家庭暴力", "Rights of women, violence at home"),
         Words("妇女维权公益服务热线(妇联)", "Women's Federation")),
)  # fmt: skip
