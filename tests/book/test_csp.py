"""The policy of a page: no host but its own, and no inline script but those the build wrote."""

import base64
import hashlib
from pathlib import Path

from book.site import csp


def test_an_inline_script_is_named_by_its_hash() -> None:
    code = "let a = 1"
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in csp.policy(f"<script>{code}</script>")


def test_data_and_files_need_no_hash() -> None:
    html = '<script type="application/json">{}</script><script defer src="a.js"></script>'
    assert "sha256" not in csp.policy(html)


def test_no_other_host_and_no_eval() -> None:
    rules = csp.policy("")
    assert "default-src 'none'" in rules
    assert "'unsafe-eval'" not in rules
    assert "http" not in rules


def test_workers_and_the_manifest_are_the_sites_own() -> None:
    rules = csp.policy("").split("; ")
    assert "worker-src 'self' blob:" in rules
    assert "manifest-src 'self'" in rules


def test_it_stands_first_in_the_head_of_each_page(tmp_path: Path) -> None:
    page = tmp_path / "zh" / "a.html"
    page.parent.mkdir()
    page.write_text("<html><head>\n<meta charset=utf-8></head></html>", encoding="utf-8")
    csp.write_policies(tmp_path)
    head = page.read_text(encoding="utf-8").partition("<head>\n")[2]
    assert head.startswith('<meta http-equiv="Content-Security-Policy" content="default-src')
