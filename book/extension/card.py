"""What a page's head tells those who list or share it: description, card, address and twins."""

from html import escape

from book import address
from book.editions import EDITIONS

IMAGE_ALT = "看得见的神经网络 / Neural Networks, Live"


def tags(title: str, description: str, edition: str, page: str) -> str:
    """Return a page's tags; whole addresses stand in them only where the site's own is known.

    Args:
        title: the page's own title.
        description: what the page is about, in a sentence or two.
        edition: "zh" or "en", or nothing for the page where the reader chooses.
        page: the page's name within its edition, without a suffix.
    """
    site = address.site()
    spoken = EDITIONS[edition or "zh"]
    meta = {
        "description": description,
        "og:title": title,
        "og:description": description,
        "og:type": "article" if edition else "website",
        "og:site_name": IMAGE_ALT,
        "og:locale": spoken.locale,
        "twitter:card": "summary_large_image" if site else "summary",
    }
    links = {}
    if site:
        here = f"{site}{edition}/{page}.html" if edition else site
        meta |= {
            "og:url": here,
            "og:image": f"{site}card.png",
            "og:image:width": "1200",
            "og:image:height": "630",
            "og:image:alt": IMAGE_ALT,
        }
        links = {'rel="canonical"': here} | {
            f'rel="alternate" hreflang="{language}"': href
            for language, href in alternates(page).items()
        }
    lines = [
        f'<meta {"property" if name.startswith("og:") else "name"}="{name}"'
        f' content="{escape(text)}">'
        for name, text in meta.items()
    ]
    lines += [
        f'<meta property="og:locale:alternate" content="{other.locale}">'
        for other in EDITIONS.values()
        if other is not spoken
    ]
    lines += [f'<link {kind} href="{escape(href)}">' for kind, href in links.items()]
    return "\n".join(lines) + "\n"


def alternates(page: str) -> dict[str, str]:
    """Return the whole addresses of a page by language; "x-default" is for all others."""
    site = address.site()
    addresses = {e.language: f"{site}{name}/{page}.html" for name, e in EDITIONS.items()}
    return addresses | {"x-default": site if page == "index" else addresses["en"]}
