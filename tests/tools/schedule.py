"""Which tests stay together on one worker, and which units of them are begun first."""

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# Modules whose parameter names what its tests share: a page, an edition.
BY_PARAMETER = {
    "tests/site/test_every_page.py",
    "tests/site/test_other_pages.py",
    "tests/site/test_pdf.py",
}
# Modules each of whose tests stands alone.
APART = {"tests/colab/test_chapters.py"}
# Modules that share what is built or parsed for both.
TOGETHER = {
    "tests/site/test_axe.py": "controls",
    "tests/site/test_widgets.py": "controls",
    "tests/site/test_links.py": "files",
    "tests/site/test_markdown.py": "files",
    "tests/site/test_pages.py": "files",
}
# Seconds that units take, about: begun last, one would keep one worker busy and leave the others
# idle. What is not named here takes fewer than ten.
LONG = {
    "tests/lockstep/test_network_table.py": 110,
    "tests/lockstep/test_lockstep.py": 70,
    "tests/page/test_exercises.py": 80,
    "tests/site/test_cells.py": 60,
    "tests/site/test_offline.py": 60,
    "controls": 60,
    "tests/site/test_arrival.py": 45,
    "tests/lab/test_eight.py": 45,
    "tests/publish/test_two_owners.py": 55,
    "tests/site/test_draw_digit.py": 55,
    "tests/book/test_small_book.py": 50,
    "tests/site/test_lighthouse.py": 45,
    "tests/site/test_train_lab.py": 40,
    "tests/chapters/test_scale.py": 40,
    "tests/lockstep/test_trainer.py": 30,
    ".executed/zh/09-scale.ipynb": 35,
    "tests/views/test_acts.py": 30,
    "tests/lab/test_reload.py": 30,
    "tests/site/test_archive.py": 30,
    "tests/site/test_optimizer_race.py": 30,
    "tests/lockstep/test_free.py": 30,
    "tests/views/test_styles.py": 25,
    "tests/site/test_pdf.py[zh]": 25,
    "tests/site/test_pdf.py[en]": 25,
    ".executed/zh/06-train.ipynb": 25,
    "tests/page/test_training.py": 30,
    "tests/site/test_mistakes.py": 30,
    "tests/views/test_network.py": 15,
    "tests/site/test_front.py": 30,
    "tests/site/test_questions.py": 30,
    "tests/site/test_cells_drawing.py": 30,
    "tests/drawing/test_programs.py": 15,
    "tests/site/test_graph_lens.py": 20,
    "tests/site/test_layer_lens.py": 20,
    "tests/site/test_missing.py": 20,
    "tests/site/test_loss_lens.py": 20,
    "tests/livenet/test_devices.py": 20,
    "tests/book/test_first_cell.py": 20,
    "tests/lockstep/test_other_networks.py": 20,
    "tests/lockstep/test_networks.py": 15,
    "tests/book/test_reproducible.py": 15,
    "tests/book/test_new_chapter.py": 15,
    "tests/site/test_shape_walker.py": 15,
    "tests/site/test_living.py": 15,
    "tests/site/test_watch.py": 15,
    "tests/lab/test_chinese.py": 15,
    "tests/book/test_card.py": 10,
    "tests/book/test_extension.py": 10,
    "tests/lockstep/test_kernels.py": 10,
}


class Schedule(LoadScopeScheduling):  # type: ignore[misc]
    """Gives tests that share a page, or what a fixture builds, to one worker; long units first.

    xdist's own marks for this are lost on pytest 9.2, the scope of a module is too wide for the
    visits of all pages, and the number of tests, by which xdist orders, says little of time.
    """

    def _split_scope(self, nodeid: str) -> str:
        module, _, test = nodeid.partition("::")
        if module in BY_PARAMETER and "[" in test:
            return f"{module}{test[test.index('[') :]}"
        return nodeid if module in APART else TOGETHER.get(module, module)

    def _assign_work_unit(self, node: object) -> None:
        longest = max(self.workqueue, key=lambda scope: LONG.get(scope, 0))
        self.workqueue.move_to_end(longest, last=False)
        super()._assign_work_unit(node)
