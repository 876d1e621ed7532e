"""In a JupyterLab of a reader who reads Chinese and wants little motion."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from .server import Lab, notebook

CELLS = (
    "from livenet.widgets import LossLens, OptimizerRace",
    "LossLens()",
    "race = OptimizerRace(steps=20)\nrace",
)
# Keeps all that a slider says from now on.
LISTEN = """(slider) => {
  window.shown = [];
  new MutationObserver(() => window.shown.push(slider.getAttribute("aria-valuetext")))
    .observe(slider, { attributeFilter: ["aria-valuetext"] });
}"""


def test_instruments_speak_the_browsers_language_and_keep_still(
    lab: Lab, browser: Browser, tmp_path: Path
) -> None:
    path = notebook(tmp_path / "chinese.ipynb", *CELLS)
    opened = lab.open(browser, path, language="zh-CN", reduced_motion="reduce")
    opened.run_all()
    expect(opened.instrument("损失透镜（LossLens）")).to_be_visible(timeout=60_000)
    race = opened.instrument("优化器赛跑（OptimizerRace）")
    step = race.get_by_role("slider", name="步", exact=True)
    step.evaluate(LISTEN)
    race.get_by_role("button", name="播放").click()
    opened.page.wait_for_function("shown.length > 1")  # each stands for half a second only
    race.get_by_role("button", name="暂停").click()
    # Ten pictures of a race, not one for each step.
    shown = set(opened.page.evaluate("shown"))
    assert shown <= {f"第 {number} 步，共 20 步" for number in range(0, 21, 2)}
    start = race.get_by_role("slider", name="起点")
    start.press("ArrowRight")
    expect(start).to_have_attribute("aria-valuetext", "x = −3.95，y = 1.00")
    told = (opened.run("print(race.start)") == "(-3.95, 1.0)" for _ in range(10))
    assert any(told)  # which takes the kernel a moment
    assert opened.complaints == []
    opened.close()
