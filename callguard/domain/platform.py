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

    @property
    def accounts(self) -> "Platform":
        """The platform whose accounts buyers have there: those of Tmall are Taobao's."""
        return Platform.TAOBAO if self is Platform.TMALL else self
