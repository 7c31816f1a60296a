from dataclasses import dataclass, field


@dataclass
class Article:
    """What is sold, in words ready to be drawn."""

    picture: bytes
    name: str
    brand: str = ""
    price: str = ""
    tag: str = ""
    off: str = ""
    story: str = ""
    qr: bytes = b""


@dataclass
class Seller:
    """Whose poster it is: the name and face people trust."""

    name: str
    face: bytes = b""
    line: str = ""


@dataclass
class Sheet:
    """Everything on one picture.

    ``words`` are the fixed words: ``scan``, ``tag``, ``shop``.
    """

    seller: Seller
    articles: list[Article]
    words: dict[str, str] = field(default_factory=dict)
    title: str = ""
    qr: bytes = b""

    @property
    def article(self):
        return self.articles[0]
