"""The sites where repositories are hosted, and by which addresses each of them edits and reports.

A look-alike is none of them: a host is known by its whole name, at the port of its own.
"""

import re
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit


class Forge(NamedTuple):
    """A kind of such sites.

    edit: what stands between a repository's address and the branch where a file is edited.
    issue: the same of the form of a new issue.
    fields: what that form's title and text are called in a query.
    """

    edit: str
    issue: str
    fields: tuple[str, str]


_GITEA = Forge("_edit", "issues/new", ("title", "body"))
FORGES = {
    "github": Forge("edit", "issues/new", ("title", "body")),
    "gitlab": Forge("-/edit", "-/issues/new", ("issue[title]", "issue[description]")),
    "gitee": Forge("edit", "issues/new", ("issue[title]", "issue[description]")),
    "forgejo": _GITEA,
    "gitea": _GITEA,
}
# The public ones, and which kind each is.
HOSTS = {
    "github.com": "github",
    "gitlab.com": "gitlab",
    "gitee.com": "gitee",
    "codeberg.org": "forgejo",
}
# Where they listen for those whose network lets ssh through at the port of https alone.
_SSH_AT_443 = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}

_PORTS = {"https": 443, "http": 80, "ssh": 22, "git+ssh": 22, "ssh+git": 22, "git": 9418}
_SHORT_SSH = re.compile(r"(?P<user>[^/:@]+@)?(?P<host>[^/:@]+):(?P<path>.*)")
_NAME = re.compile(r"[\w.-]+", re.ASCII)


class Repository(NamedTuple):
    """A repository on a site whose addresses are known.

    host: the site's name, with its port if that is not the one of https.
    path: where it lies there, as in ``owner/name`` or ``group/part/name``.
    web: its address, without a slash at its end.
    forge: the site's kind, a key of FORGES.
    """

    host: str
    path: str
    web: str
    forge: str

    def edit(self, branch: str, path: str) -> str:
        """Return where a file is edited."""
        return f"{self.web}/{FORGES[self.forge].edit}/{quote(branch)}/{quote(path)}"

    def report(self, title: str, text: str) -> str:
        """Return the form of a new issue, filled in."""
        forge = FORGES[self.forge]
        fields = dict(zip(forge.fields, (title, text), strict=True))
        return f"{self.web}/{forge.issue}?{urlencode(fields)}"


def find(remote: str, elsewhere: str = "") -> Repository | None:
    """Return the repository that an address of git's means, where the site's kind is known.

    Args:
        remote: the address: a URL, or ``user@host:path``, git's short form for ssh.
        elsewhere: the kind of a site that is none of HOSTS, a key of FORGES.
    """
    if "://" not in remote:
        if not (short := _SHORT_SSH.fullmatch(remote)):
            return None  # a folder of this machine
        remote = f"ssh://{short['user'] or ''}{short['host']}/{short['path'].lstrip('/')}"
    try:
        url = urlsplit(remote)
        port = url.port
    except ValueError:
        return None
    host = (url.hostname or "").rstrip(".")
    names = url.path.rstrip("/").removesuffix(".git").strip("/").split("/")
    clean = all(_NAME.fullmatch(name) and name.strip(".") for name in (host, *names))
    if url.scheme not in _PORTS or not clean or url.query or url.fragment:
        return None
    usual = port in (None, _PORTS[url.scheme])
    if "ssh" in url.scheme and port in (None, 22, 443) and host in _SSH_AT_443:
        host, usual = _SSH_AT_443[host], True
    host = host.removeprefix("www.")
    forge, web = HOSTS.get(host, "") if usual else "", f"https://{host}"
    if not forge and (forge := elsewhere) and url.scheme in ("https", "http"):
        host += "" if usual else f":{port}"
        web = f"{url.scheme}://{host}"
    # Groups within groups are GitLab's; a site of one's own may lie in a folder of its host.
    if not forge or len(names) < 2 or (len(names) > 2 and host in HOSTS and forge != "gitlab"):
        return None
    path = "/".join(names)
    return Repository(host, path, f"{web}/{path}", forge)
