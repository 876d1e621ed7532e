"""Which tests stay together on one worker, and which units of them are begun first."""

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# Modules whose parameter names what its tests share: a page, an edition.
_BY_PARAMETER = {
    "tests/site/test_every_page.py",
    "tests/site/test_other_pages.py",
    "tests/site/test_pdf.py",
}
# Modules each of whose tests stands alone.
_APART = {"tests/colab/test_chapters.py"}
# Modules that share what is built or parsed for both.
_TOGETHER = {
    "tests/site/test_axe.py": "controls",
    "tests/site/test_widgets.py": "controls",
    "tests/site/test_links.py": "files",
    "tests/site/test_markdown.py": "files",
    "tests/site/test_pages.py": "files",
}
# Seconds of units that take long, about: begun late, one would keep a worker busy alone. One that
# is not named here costs no more than that.
_LONG = {
    "tests/publish/test_two_owners.py": 50,
    "tests/book/test_small_book.py": 50,
    "tests/chapters/test_scale.py": 40,
    "tests/lab/test_seven.py": 30,
}


class Schedule(LoadScopeScheduling):  # type: ignore[misc]
    """Gives tests that share a page, or what a fixture builds, to one worker; long units first.

    xdist's own marks for this are lost on pytest 9.2, the scope of a module is too wide for the
    visits of all pages, and the number of tests, by which xdist orders, says little of time.
    """

    def _split_scope(self, nodeid: str) -> str:
        module, _, test = nodeid.partition("::")
        if module in _BY_PARAMETER and "[" in test:
            return f"{module}{test[test.index('[') :]}"
        return nodeid if module in _APART else _TOGETHER.get(module, module)

    def _assign_work_unit(self, node: object) -> None:
        longest = max(self.workqueue, key=lambda scope: _LONG.get(scope, 0))
        self.workqueue.move_to_end(longest, last=False)
        super()._assign_work_unit(node)
