"""The network that a reader trained goes from TrainLab to DrawDigit, and on to PyTorch."""

import re
from pathlib import Path

import torch
from playwright.sync_api import Locator, Page, expect

from livenet import LeNet, digits

from .conftest import Open

FULL = """() => {
  Storage.prototype.setItem = () => {
    throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
  };
}"""


def stroke(page: Page, sheet: Locator) -> None:
    """Draw a line from left to right: no digit of MNIST's."""
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box
    x, y, width = box["x"], box["y"] + box["height"] / 2, box["width"]
    page.mouse.move(x + 0.2 * width, y)
    page.mouse.down()
    page.mouse.move(x + 0.8 * width, y + 5, steps=6)
    page.mouse.up()


def test_what_was_trained_is_kept_read_with_taught_and_loaded_by_torch(
    open_gallery: Open, address: str, tmp_path: Path
) -> None:
    page = open_gallery("en")
    lab = page.get_by_role("region", name="TrainLab")
    lab.get_by_role("combobox", name="optimizer").select_option("Adam")
    lab.get_by_role("button", name="Run", exact=True).click()
    expect(lab.get_by_role("button", name="Five epochs more")).to_be_visible(timeout=60_000)
    accuracy = float(re.findall(r"([\d.]+)%", lab.locator(".livenet-readout").inner_text())[0])
    expect(lab.get_by_text("Kept in this browser")).to_be_visible()

    with page.expect_download() as download:
        lab.get_by_role("button", name="Weights as .pt").click()
    download.value.save_as(tmp_path / "livenet.pt")
    net = LeNet()
    net.load_state_dict(torch.load(tmp_path / "livenet.pt", weights_only=True))
    test = digits.load("test", n=512)
    right = (net(test.images).argmax(1) == test.labels).float().mean().item()
    assert abs(100 * right - accuracy) < 0.4  # two digits may lie between two classes

    desk = page.get_by_role("region", name="DrawDigit")
    yours = desk.get_by_role(
        "radio", name=f"the network that you trained: Adam, 5 epochs, {accuracy}"
    )
    expect(yours).to_be_checked()
    sheet = desk.get_by_role("application")
    desk.get_by_text("Teach it your digits").click()
    label = desk.get_by_role("group", name="This is a").get_by_role("button", name="0", exact=True)
    expect(label).to_be_disabled()  # nothing is drawn
    stroke(page, sheet)
    expect(desk.get_by_role("list").locator("[aria-current]")).not_to_have_text(re.compile("^0"))
    label.click()
    desk.get_by_role("button", name="Train with them").click()
    rows = desk.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(3, timeout=30_000)
    own, all_test = (
        [float(n) for n in re.findall(r"[\d.]+(?=%)", text)] for text in rows.all_inner_texts()[1:]
    )
    assert own == [0, 100]
    assert all_test[0] == accuracy
    assert all_test[1] > 80
    stroke(page, sheet)
    expect(desk.get_by_role("list").locator("[aria-current]")).to_have_text(re.compile("^0"))

    page.evaluate(FULL)
    lab.get_by_role("button", name="One step").click()
    expect(lab.get_by_text("no room to keep it")).to_be_visible()

    # On another page it opens with the network, until that is cleared.
    page.goto(f"{address}zh.html?only=DrawDigit")
    desk = page.get_by_role("region", name="DrawDigit")
    yours = desk.get_by_role("radio", name="你训练的网络：Adam，5 轮，又学了你写的 0")
    expect(yours).to_be_checked(timeout=30_000)
    stroke(page, desk.get_by_role("application"))
    expect(desk.get_by_role("list").locator("[aria-current]")).to_have_text(re.compile("^0"))
    desk.get_by_role("button", name="忘掉它").click()
    expect(yours).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0
