"""A reader: logs in, follows the teacher's link, runs a chapter, and tries the others' doors."""

import json
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import nbformat
import requests
from jupyter_kernel_client import JupyterKernelClient

from hub.server import Hub

# A cell that takes longer has failed; starts wait for as many servers as the class has readers.
CELL_SECONDS = 900
START_SECONDS = 300
FOLDER = "book"


@dataclass
class Reader:
    """One reader of a hub, and how long each thing took them, in seconds."""

    hub: Hub
    name: str
    seconds: dict[str, float] = field(default_factory=dict)
    cells: int = 0
    failure: str = ""

    def __post_init__(self) -> None:
        """Begin with an empty browser."""
        self.session = requests.Session()
        self.server = f"{self.hub.address}/user/{self.name}"
        self.mark = f"mark_of_{self.name}"

    def log_in(self, password: str) -> requests.Response:
        """Fill in the login form as a browser does; return what the hub answers."""
        address = f"{self.hub.address}/hub/login"
        self.session.get(address, timeout=START_SECONDS).raise_for_status()
        form = {"username": self.name, "password": password}
        form["_xsrf"] = self._form_token()
        return self.session.post(address, data=form, timeout=START_SECONDS)

    def arrive(self, repository: str, branch: str, notebook: str) -> None:
        """Log in, open the teacher's nbgitpuller link, and wait for the server and the files.

        Raises:
            RuntimeError: the server did not start or the files did not come.
            requests.HTTPError: the hub refused the login or a page.
        """
        begin = time.monotonic()
        self.log_in(self.hub.password).raise_for_status()
        tokens = f"{self.hub.address}/hub/api/users/{self.name}/tokens"
        made = self.session.post(
            tokens, headers={"X-XSRFToken": self._form_token()}, timeout=START_SECONDS
        )
        made.raise_for_status()
        self.token = made.json()["token"]
        what = {"repo": repository, "branch": branch, "targetpath": FOLDER}
        link = f"{self.hub.address}/hub/user-redirect/git-pull?" + urlencode(
            what | {"urlpath": f"lab/tree/{FOLDER}/{notebook}"}
        )
        self.session.get(link, timeout=START_SECONDS)
        self._wait_for_server()
        self.seconds["server"] = time.monotonic() - begin

        begin = time.monotonic()
        page = self.session.get(link, timeout=START_SECONDS)
        page.raise_for_status()
        if "/git-pull" not in page.url:
            raise RuntimeError(f"The link of {self.name} led to {page.url}.")
        # What that page asks, and shows line by line.
        pulled = self._ask(f"git-pull/api?{urlencode(what)}")
        if '"phase": "finished"' not in pulled.text:
            raise RuntimeError(f"The files of {self.name} did not come: {pulled.text[-500:]}")
        self._ask(f"lab/tree/{FOLDER}/{notebook}")
        self.seconds["files"] = time.monotonic() - begin

    def run(self, notebook: str) -> None:
        """Run every cell of a notebook in a kernel of one's own server, and leave a mark there."""
        path = f"{FOLDER}/{notebook}"
        content = self._ask(f"api/contents/{path}").json()["content"]
        cells = nbformat.from_dict(content).cells
        begin = time.monotonic()
        # JupyterHub takes no token from an address, where the client would put it.
        self.kernel = JupyterKernelClient(
            server_url=self.server, token=None, headers=self._header()
        )
        self.kernel.start(path=path, timeout=START_SECONDS)
        self._do(
            f"{self.mark} = 1\n__import__('pathlib').Path.home().joinpath('{self.mark}').touch()"
        )
        for cell in cells:
            if cell.cell_type == "code" and not self.failure:
                self._do(cell.source)
                self.cells += 1
        self.seconds["chapter"] = time.monotonic() - begin

    def marks(self) -> set[str]:
        """Return whose marks this reader finds: in the kernel, at home, on the server."""
        said = self._do(
            "import json, pathlib\n"
            "names = [n for n in globals() if n.startswith('mark_of_')]\n"
            "names += [p.name for p in pathlib.Path.home().glob('mark_of_*')]\n"
            "print(json.dumps(names))"
        )
        names = json.loads(said)
        kernels = self._ask("api/kernels").json()
        if len(names) != 2 or [one["id"] for one in kernels] != [self.kernel.id]:
            raise RuntimeError(f"{self.name} found marks {names} and kernels {kernels}.")
        listed = self._ask("api/contents/").json()["content"]
        return {*names, *(one["name"] for one in listed if one["name"].startswith("mark_of_"))}

    def knock(self, other: "Reader") -> set[int]:
        """Return how another's server answers this reader's token and this reader's browser."""
        within = f"{other.server}/api/contents/{other.mark}"
        answers = [
            requests.get(within, headers=self._header(), timeout=START_SECONDS),
            requests.post(
                f"{other.server}/api/kernels", headers=self._header(), timeout=START_SECONDS
            ),
            self.session.get(f"{other.server}/lab", timeout=START_SECONDS),
        ]
        return {answer.status_code for answer in answers}

    def leave(self) -> None:
        """Stop the kernel."""
        self.kernel.stop()

    def _header(self) -> dict[str, str]:
        return {"Authorization": f"token {self.token}"}

    def _form_token(self) -> str:
        return next(
            str(one.value)
            for one in self.session.cookies
            if one.name == "_xsrf" and one.path == "/hub/"
        )

    def _ask(self, path: str) -> requests.Response:
        answer = requests.get(
            f"{self.server}/{path}", headers=self._header(), timeout=START_SECONDS
        )
        answer.raise_for_status()
        return answer

    def _wait_for_server(self) -> None:
        address = f"{self.hub.address}/hub/api/users/{self.name}"
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            servers = requests.get(address, headers=self._header(), timeout=START_SECONDS).json()[
                "servers"
            ]
            if servers.get("", {}).get("ready"):
                return
            time.sleep(0.5)
        raise RuntimeError(f"The server of {self.name} did not start.")

    def _do(self, code: str) -> str:
        """Run code in the kernel and return what it printed; remember the first failure."""
        reply = self.kernel.execute(code, timeout=CELL_SECONDS)
        if reply["status"] != "ok":
            errors = [one for one in reply["outputs"] if one["output_type"] == "error"]
            said = [f"{one['ename']}: {one['evalue']}" for one in errors] or [reply["status"]]
            self.failure = re.sub(r"\s+", " ", f"{code[:60]} … {said[0]}")
        return "".join(one["text"] for one in reply["outputs"] if one["output_type"] == "stream")
