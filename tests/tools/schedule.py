"""Which tests stay together on one worker, and which units of them are begun first."""

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# Modules whose parameter names what its tests share: a page, an edition.
BY_PARAMETER = {
    "tests/site/test_every_page.py",
    "tests/site/test_other_pages.py",
    "tests/site/test_pdf.py",
}
# Modules each of whose tests stands alone.
APART = {"tests/colab/test_chapters.py", "tests/page/test_cells.py"}
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
    "tests/publish/test_two_owners.py": 100,
    "tests/lockstep/test_network_table.py": 95,
    "tests/lab/test_eight.py": 80,
    "tests/site/test_cells.py": 80,
    "tests/page/test_exercises.py": 70,
    ".executed/zh/09-scale.ipynb": 60,
    ".executed/zh/06-train.ipynb": 55,
    "controls": 60,
    "tests/lockstep/test_lockstep.py": 60,
    "tests/chapters/test_scale.py": 55,
    "tests/book/test_small_book.py": 55,  # after what packs for both
    "tests/site/test_lighthouse.py": 30,
    "tests/site/test_train_lab.py": 50,
    "tests/site/test_offline.py": 45,
    "tests/site/test_arrival.py": 45,
    "tests/site/test_questions.py": 45,
    "tests/site/test_cells_widgets.py": 45,
    "tests/site/test_watch.py": 45,
    "tests/site/test_archive.py": 30,
    "tests/site/test_draw_digit.py": 45,
    "tests/lockstep/test_trainer.py": 45,
    "tests/livenet/test_devices.py": 35,
    "tests/views/test_acts.py": 30,
    "tests/lab/test_reload.py": 30,
    "tests/book/test_first_cell.py": 30,
    "tests/book/test_new_chapter.py": 30,
    "tests/book/test_reproducible.py": 30,
    ".executed/zh/01-overview.ipynb": 30,
    "tests/lockstep/test_networks.py": 30,
    "tests/lockstep/test_other_networks.py": 30,
    "tests/site/test_front.py": 30,
    "tests/site/test_optimizer_race.py": 30,
    "tests/site/test_pdf.py[zh]": 30,
    "tests/site/test_pdf.py[en]": 40,
    "tests/book/test_card.py": 25,
    ".executed/zh/05-update.ipynb": 25,
    ".executed/zh/08-break.ipynb": 25,
    "tests/site/test_graph_lens.py": 25,
    "tests/site/test_forced_colours.py": 25,
    "tests/book/test_extension.py": 20,
    ".executed/zh/02-define.ipynb": 20,
    "tests/lockstep/test_shards.py": 20,
    "tests/lockstep/test_free.py": 20,
    "tests/drawing/test_programs.py": 20,
    "tests/page/test_training.py": 20,
    "tests/site/test_mistakes.py": 20,
    "tests/site/test_cells_drawing.py": 20,
    "tests/site/test_layer_lens.py": 20,
    "tests/site/test_loss_lens.py": 20,
    "tests/site/test_living.py": 20,
    "tests/site/test_shape_walker.py": 20,
    "tests/site/test_print.py": 20,
    "tests/site/test_storage.py": 20,
    "tests/site/test_menu.py": 20,
    ".executed/zh/draw.ipynb": 15,
    ".executed/zh/07-inside.ipynb": 15,
    "tests/exercises/test_hostile_answers.py": 15,
    "tests/book/test_execution_note.py": 15,
    "tests/lockstep/test_kernels.py": 15,
    "tests/page/test_widgets.py": 15,
    "tests/site/test_missing.py": 15,
    "tests/views/test_styles.py": 10,
    "tests/lockstep/test_operations.py": 10,
    "tests/livenet/test_tape.py": 10,
    "tests/aten/test_calls.py": 10,
    "tests/lockstep/test_shapes.py": 10,
    ".executed/zh/03-loss.ipynb": 10,
    ".executed/zh/04-backward.ipynb": 10,
    ".executed/zh/live.ipynb": 10,
    "tests/site/test_keyboard.py": 10,
}
_CELLS = "tests/page/test_cells.py::test_a_chapter_prints_what_torch_prints"
_COLAB = "tests/colab/test_chapters.py::test_a_chapter_runs_and_its_instruments_are_whole"
LONG |= {
    f"{test}[{chapter}]": seconds
    for test, chapters in {
        _CELLS: {
            **{"06-train": 85, "05-update": 60, "08-break": 45, "01-overview": 30, "draw": 25},
            **{"02-define": 25, "07-inside": 15, "09-scale": 15, "live": 15},
        },
        _COLAB: {
            **{"09-scale": 40, "06-train": 35, "05-update": 25, "01-overview": 20},
            **{"08-break": 20, "07-inside": 15, "02-define": 15, "draw": 10, "live": 10},
        },
    }.items()
    for chapter, seconds in chapters.items()
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
