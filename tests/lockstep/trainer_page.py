"""A page that holds a trainer, for tests to train with: everything inline, opened from disk."""

import base64

import torch

from livenet import digits, tape

COUNT = 300  # not a multiple of 64: the last batch of an epoch is smaller

# Everything inline: a page may be opened from disk, or stand in a frame without an origin.
PAGE = """<!doctype html><meta charset="utf-8">{policy}<title>trainer</title>
<script>{engine}</script>
<script>
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
window.reports = [];
window.open_ = (settings, more) => livenet.Trainer.open({{
  tape: {tape},
  parameters: bytes("{parameters}"),
  train: {{ images: bytes("{images}"), labels: bytes("{labels}"), size: [28, 28] }},
  test: {{ images: bytes("{images}"), labels: bytes("{labels}"), size: [28, 28] }},
  settings,
  onReport: (report) => reports.push(report),
  ...more,
}});
</script>"""


def html(engine: str, net: torch.nn.Module, policy: str = "") -> str:
    images, labels = digits.load("train", n=COUNT, seed=1)
    pixels = (images[:, 0, 2:-2, 2:-2] * 255).round().byte().numpy().tobytes()

    def text(data: bytes) -> str:
        return base64.b64encode(data).decode()

    return PAGE.format(
        engine=engine,
        policy=policy,
        tape=tape.record(net, images).json(),
        parameters=text(tape.pack(net)),
        images=text(pixels),
        labels=text(labels.byte().numpy().tobytes()),
    )
