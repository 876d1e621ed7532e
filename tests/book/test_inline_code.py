"""Where code in a sentence may break."""

import pytest

from book.extension.inline_code import break_code


@pytest.mark.parametrize(
    ("code", "broken"),
    [
        ("scaler.scale(loss).backward()", "scaler|.scale(|loss)|.backward()"),
        ("clip_grad_norm_(net.parameters(),", "clip_grad_norm_(|net|.parameters(),"),
        ("torch.randn(3).double().sum()", "torch|.randn(|3)|.double()|.sum()"),
        ("Image.open(&quot;mine.jpg&quot;)", "Image|.open(|&quot;mine|.jpg&quot;)"),
        ("net.load(&lt;a-b-c-d&gt;=0.125)", "net|.load(|&lt;a-b-c-d&gt;=0.125)"),
        ("loss.backward()", "loss.backward()"),
    ],
)
def test_long_code_breaks_at_brackets_and_dots(code: str, broken: str) -> None:
    made = break_code(f'<code><span class="pre">{code}</span></code>')
    assert made == f'<code><span class="pre">{broken.replace("|", "<wbr>")}</span></code>'


def test_short_code_with_a_hyphen_stays_whole() -> None:
    assert break_code('<span class="pre">-=</span>') == '<span class="pre whole">-=</span>'


@pytest.mark.parametrize(
    ("code", "kept"),
    [("16 * 5 * 5", True), ("p -= lr", True), ("forward", False), ("torch.flatten(x, 1)", False)],
)
def test_a_short_expression_stays_whole(code: str, kept: bool) -> None:
    pieces = " ".join(f'<span class="pre">{piece}</span>' for piece in code.split())
    made = break_code(f'<code class="docutils literal notranslate">{pieces}</code>')
    assert made.startswith('<code class="docutils literal notranslate whole">') == kept
