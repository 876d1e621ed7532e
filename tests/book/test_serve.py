"""`make serve`: this machine only, a free choice of port, and clear words."""

import threading
from http.client import HTTPConnection
from pathlib import Path

import pytest

from book.site import serve


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "index.html").write_text("a page", encoding="utf-8")
    monkeypatch.setattr(serve, "SITE", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("site")
def test_it_serves_the_site_on_the_loopback_address() -> None:
    with serve.open_server(0) as server:
        threading.Thread(target=server.handle_request).start()
        assert server.server_address[0] == "127.0.0.1"
        connection = HTTPConnection("127.0.0.1", server.server_port, timeout=5)
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"a page"
        connection.close()


@pytest.mark.usefixtures("site")
def test_a_taken_port_is_told() -> None:
    with (
        serve.open_server(0) as server,
        pytest.raises(SystemExit, match="is taken: choose another, as in `make serve PORT=8001`"),
    ):
        serve.open_server(server.server_port)


@pytest.mark.usefixtures("site")
def test_an_impossible_port_is_told() -> None:
    with pytest.raises(SystemExit, match="Port 70000 cannot be used"):
        serve.open_server(70_000)


def test_no_site_yet_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "SITE", tmp_path)
    with pytest.raises(SystemExit, match="run `make book` first"):
        serve.open_server(0)


def test_a_port_that_is_no_number_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["serve", "eighty"])
    with pytest.raises(SystemExit, match="PORT wants a number, not 'eighty'"):
        serve.main()
