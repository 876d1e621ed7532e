"""What the search looks through: sentences of sections, as a reader reads them, and no answers."""

import pytest

from book.extension.sentences import GAP, JOINER, Section, sections

PAGE = """<main><nav><p>Menu of the book.</p></nav>
<article class="bd-article">
<p class="chapter">Chapter 5</p>
<section id="objectives"><h1>Update<a class="headerlink" href="#objectives">#</a></h1>
{}
</section></article><p>Next chapter.</p></main>"""


def read(html: str) -> Section:
    """Return the one section of a page with some text."""
    (section,) = sections(PAGE.format(html))
    return section


def formula(math: str) -> str:
    """Return a formula as KaTeX writes it."""
    return (
        f'<span class="katex"><span class="katex-mathml"><math xmlns="http://www.w3.org/1998/Math'
        f'/MathML"><semantics>{math}<annotation>w_1</annotation></semantics></math></span>'
        '<span class="katex-html" aria-hidden="true"><span>w<span>1</span></span></span></span>'
    )


def test_sections_have_their_own_sentences_and_no_menu() -> None:
    html = (
        "<p>One step. Then another!</p>"
        '<section id="rate"><h2>The <code>lr</code></h2><p>Small.</p></section>'
        '<dl><dt class="sig" id="livenet.plot.bars">livenet.plot.bars()</dt>'
        "<dd><p>Bars.</p></dd></dl>"
    )
    assert sections(PAGE.format(html)) == [
        Section("objectives", "Update", ["One step.", "Then another!"]),
        Section("rate", "The lr", ["Small."]),
        Section("livenet.plot.bars", "livenet.plot.bars", ["Bars."], ["livenet.plot.bars()"]),
    ]
    assert sections("<p>A page without an article.</p>") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一句。第二句？第三句！", ["第一句。", "第二句？", "第三句！"]),
        ("他问：“为什么？”然后走了。", ["他问：“为什么？”然后走了。"]),
        ("See Fig. 21, e.g. The valley. Go on.", ["See Fig. 21, e.g. The valley.", "Go on."]),
        ("torch.optim has it. 0.1 is large.", ["torch.optim has it. 0.1 is large."]),
    ],
)
def test_a_sentence_ends_where_it_ends(text: str, expected: list[str]) -> None:
    assert read(f"<p>{text}</p>").prose == expected


@pytest.mark.parametrize(
    "html",
    [
        '<div class="question"><p>Ask</p><ol><li><p>secret</p></li></ol></div>',
        '<div class="question"><p>Ask</p><details><summary>?</summary>secret</details></div>',
        "<p>Ask</p><details><summary>Solution</summary><p>secret</p></details>",
        "<p>Ask</p><details><summary>解答</summary><pre>secret()</pre></details>",
        "<p>Ask</p><details><summary>Hint 2</summary><p>secret</p></details>",
        "<p>Ask</p><details><summary>What happens?</summary><p>secret</p></details>",
        '<p>Ask</p><div class="live"><p>secret</p></div>',
        '<p>Ask</p><p class="shown-in">Shown in chapter 6.</p>',
        '<p>Ask</p><div class="cell tag_timing"><div class="cell_output"><p>0.3 s</p></div></div>',
        '<p>Ask</p><div class="math">secret</div><script>secret()</script><svg><p>secret</p></svg>',
    ],
)
def test_what_a_reader_is_to_find_and_what_is_no_text_is_left_out(html: str) -> None:
    section = read(html)
    assert section.prose == ["Ask"]
    assert section.code == []


def test_a_fold_that_gives_nothing_away_is_read() -> None:
    html = "<details><summary>You will be able to</summary><p>train.</p></details>"
    assert read(html).prose == ["You will be able to", "train."]


def test_a_row_is_one_sentence() -> None:
    html = "<table><tr><td><p>Adam</p></td><td><p>0.001, by rule</p></td></tr></table>"
    assert read(html).prose == [f"Adam{GAP}0.001, by rule"]


def test_code_has_a_line_for_each_name_and_what_was_printed_its_sentences() -> None:
    html = (
        "<pre><span>net</span> = nn.Linear(84, 10)\n\nnet = nn.Linear(10, 2)  # nn.Other()\n"
        'print("a.b")\nloss.backward()</pre>'
        '<div class="cell_output"><pre>tensor([0.1, 0.2])\n'
        "Expected 3D or 4D input to conv2d, but got input of size</pre></div>"
    )
    assert read(html).code == [
        "net = nn.Linear(84, 10)",
        "loss.backward()",
        "Expected 3D or 4D input to conv2d, but got input of size",
    ]


@pytest.mark.parametrize(
    ("math", "expected"),
    [
        ("<msup><mn>10</mn><mrow><mo>−</mo><mn>3</mn></mrow></msup>", "10⁻³"),
        ("<msub><mi>p</mi><mi>y</mi></msub>", "p_y"),
        ("<mrow><mi>a</mi><mfrac><mn>1</mn><mi>n</mi></mfrac></mrow>", "a(1/n)"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a+b)/c"),
        ("<mrow><mi>ln</mi><mo>\u2061</mo><mn>10</mn><mo>=</mo><mi>x</mi></mrow>", "ln 10 = x"),
        ("<mrow><msqrt><mi>k</mi></msqrt></mrow>", "√k"),
        ("<mover><mi>v</mi><mo>^</mo></mover>", "v̂"),
    ],
)
def test_a_formula_is_told_once_and_means_the_same(math: str, expected: str) -> None:
    said = read(f"<p>So {formula(math)} holds.</p>").prose
    assert said == [f"So {JOINER}{expected}{JOINER} holds."]
