"""LossLens computes what torch computes, for thousands of logits."""

from pathlib import Path

import torch
import torch.nn.functional as F

from .formulas import answers


def test_losses_and_gradients_are_torchs(tmp_path: Path) -> None:
    torch.manual_seed(5)
    plain = torch.randn(1000, 10, dtype=torch.float64) * torch.logspace(-2, 2, 1000)[:, None]
    far = torch.randint(-1, 2, (500, 10)) * 100.0
    equal = (torch.rand(500, 1, dtype=torch.float64) * 200 - 100).expand(500, 10)
    z = torch.cat([plain, far, equal]).requires_grad_()
    target = torch.randint(0, 10, (len(z),))
    p = z.softmax(1)
    one_hot = F.one_hot(target, 10).double()
    cross_entropy = F.cross_entropy(z, target, reduction="none")
    squared = F.mse_loss(p, one_hot, reduction="none").sum(1)
    expected = {
        "p": p,
        "t": one_hot,
        "crossEntropy": cross_entropy,
        "squared": squared,
        "crossEntropyGradient": torch.autograd.grad(cross_entropy.sum(), z, retain_graph=True)[0],
        "squaredGradient": torch.autograd.grad(squared.sum(), z)[0],
    }

    cases = [list(pair) for pair in zip(z.tolist(), target.tolist(), strict=True)]
    made = answers("loss-lens/losses.ts", "losses", cases, tmp_path)

    for name, by_torch in expected.items():
        here = torch.tensor([one[name] for one in made], dtype=torch.float64)
        torch.testing.assert_close(here, by_torch.detach(), atol=1e-12, rtol=1e-12)
