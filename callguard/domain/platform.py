"""Where the shop sells."""

from enum import StrEnum


class Platform(StrEnum):
    """The marketplaces whose shops callguard knows."""

    TAOBAO = "taobao"
    TMALL = "tmall"
    PINDUODUO = "pinduoduo"
    DOUYIN = "douyin"
    JD = "jd"
    WECHAT = "wechat"
    OTHER = "other"
