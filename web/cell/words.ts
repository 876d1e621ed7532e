// What a page says about its cells, in both languages.

import { type Language, languageOf } from "../shared/language";

const WORDS = {
  en: {
    right: "\nRight.\n", // what livenet.check prints of an answer that is
    raised: /^Not yet: your code raised an error: (\w+): (.*)/m, // and of one that raises
    run: "Run",
    edit: "Edit",
    more: "More",
    above: "Run all above, then this cell",
    below: "Run from here down",
    page: "Run the page",
    stop: "Stop",
    restart: "Restart Python",
    original: "As in the book",
    take: "Take my notebook (.ipynb)",
    cell: "code cell {number}",
    code: "Code of cell {number}. Shift+Enter runs it and goes on, Ctrl+Enter runs it, Tab behind a name completes it, Shift+Tab explains it, Escape leaves the editor.",
    editor: {
      completions: "Names that could stand here",
      unexplained: "Nothing is known of what stands here.",
      asleep: "Python tells this once a cell has run on this page and none is running.",
    },
    controls: "Cell {number}",
    output: "Output of cell {number}",
    captured: "Output of a widget",
    edited: "changed by you",
    loading:
      "Loading what the cell needs: {done} of {all} MB. It comes from this site, and this once.",
    starting: "Python is starting …",
    unready: "waits for Python",
    waiting: "waits its turn",
    behind: "cells still to run before it: {count}",
    running: "running …",
    still: "running … {seconds} s",
    done: "done, {seconds} s",
    failed: "stopped with an error, {seconds} s",
    halted: "not run: a cell above stopped with an error",
    skipped: "{count} cells that need Jupyter were passed over.",
    stopped:
      "Stopped. Python has ended, and its variables are gone: run all above to have them again.",
    restarted: "Python begins anew, without variables: run all above to have them again.",
    ended:
      "Python has ended by itself ({reason}), and its variables are gone: run all above to have them again.",
    noWorker:
      "This browser starts no Python on this page ({reason}). Open the page on the web, or the notebook in Jupyter.",
    built: "From the book, {note}",
    builtPlain: "From the book",
    comma: ", ",
    drawn: "What this cell drew; in it is written: {texts}",
    drawnPlain: "What this cell drew",
    cut: "… the rest of the output is left out here: it is over {count} characters.",
    elsewhere: {
      processes:
        "This cell starts processes of its own, which a browser has not: it runs in Jupyter.",
      compile: "This cell needs a compiler, which a browser has not: it runs in Jupyter.",
      threads: "This cell needs threads, which this page's Python has not: it runs in Jupyter.",
    },
    advice: {
      notRun: "{name} comes from a cell above that has not run on this page.",
      unknown:
        "{name} is not known here: look at how it is spelt, and whether a cell that makes it comes before.",
      runAbove: "Run all above, then this cell",
      product:
        "The matrices do not fit: the first has {a} columns and the second {b} rows, and these must be equal.",
      broadcast:
        "The shapes do not fit: in dimension {dimension} one has {a} and the other {b}, and these must be equal, or one of them 1.",
      channels:
        "The layer wants images with {a} channels, and these have {b}: dimension 1 of a batch is its channels.",
      booleans:
        "True and false have no mean before they are numbers: write .float() before .mean().",
      view: "This shape does not hold as many numbers: the tensor has {a}, so the sizes must multiply to that.",
      library:
        "This page's Python has no {name}: it has torch, livenet and most of Python's own library. Take the notebook to use it in Jupyter.",
      command:
        "{command} is a command of Jupyter and no Python: take the notebook to use it there.",
      syntax: "Python cannot read this: look at the place that ^ points to, and just before it.",
      indent: "The lines do not begin at the same place: look at the spaces before line {line}.",
      processes:
        "This starts another program or thread, and a page has none but its own: take the notebook to run it in Jupyter.",
      workers:
        "Workers are other processes, and a page has none but its own: write num_workers=0, or take the notebook to run it in Jupyter.",
      missing: "This page's Python does not have that yet: take the notebook to run it in Jupyter.",
      memory: "There is not enough memory: try a smaller batch, or restart Python.",
      assertion:
        "What this line asserts does not hold here: the book checks its own numbers so. If your change meant to alter them, take the line out and run again.",
    },
  },
  zh: {
    right: "\n对了。\n",
    raised: /^还不对：运行你的代码时出错：(\w+): (.*)/m,
    run: "运行",
    edit: "修改",
    more: "更多",
    above: "先运行上面的全部单元格，再运行这一格",
    below: "从这里往下运行",
    page: "运行整页",
    stop: "停止",
    restart: "重启 Python",
    original: "恢复成书里的样子",
    take: "带走我的笔记本（.ipynb）",
    cell: "第 {number} 个代码单元格",
    code: "第 {number} 个单元格的代码。按 Shift+Enter 运行并到下一个，按 Ctrl+Enter 只运行，在名字后按 Tab 补全，按 Shift+Tab 看说明，按 Escape 离开编辑框。",
    editor: {
      completions: "这里可以写的名字",
      unexplained: "这里的内容查不到说明。",
      asleep: "本页运行过一个单元格、且没有单元格正在运行时，Python 才能给出说明。",
    },
    controls: "第 {number} 个单元格",
    output: "第 {number} 个单元格的输出",
    captured: "部件的输出",
    edited: "你改过",
    loading: "正在载入单元格要用的东西：{all} MB 中的 {done} MB。它来自本站，只需载入这一次。",
    starting: "Python 正在启动……",
    unready: "等 Python 启动",
    waiting: "排队等待",
    behind: "前面还有 {count} 格没运行",
    running: "正在运行……",
    still: "正在运行……已 {seconds} 秒",
    done: "运行完毕，用时 {seconds} 秒",
    failed: "出错停下，用时 {seconds} 秒",
    halted: "没有运行：上面有一格出错停下了",
    skipped: "跳过了 {count} 个要在 Jupyter 里运行的单元格。",
    stopped: "已停止。Python 已经结束，变量都没有了：要找回它们，请运行上面全部单元格。",
    restarted: "Python 重新开始，没有任何变量：要找回它们，请运行上面全部单元格。",
    ended: "Python 自行结束了（{reason}），变量都没有了：要找回它们，请运行上面全部单元格。",
    noWorker:
      "这个浏览器在本页上启动不了 Python（{reason}）。请打开网上的这一页，或者在 Jupyter 里打开笔记本。",
    built: "书里的结果，{note}",
    builtPlain: "书里的结果",
    comma: "，",
    drawn: "这个单元格画出的图，图中写着：{texts}",
    drawnPlain: "这个单元格画出的图",
    cut: "……输出超过 {count} 个字符，其余的这里不再显示。",
    elsewhere: {
      processes: "这个单元格要启动别的进程，浏览器里做不到：请在 Jupyter 里运行。",
      compile: "这个单元格要用编译器，而浏览器里没有编译器：请在 Jupyter 里运行。",
      threads: "这个单元格要用线程，而本页的 Python 没有线程：请在 Jupyter 里运行。",
    },
    advice: {
      notRun: "{name} 来自上面的一个单元格，它在本页上还没有运行过。",
      unknown: "这里不认识 {name}：请检查拼写，再看看前面有没有单元格定义了它。",
      runAbove: "先运行上面的全部单元格，再运行这一格",
      product: "两个矩阵的形状合不上：前一个有 {a} 列，后一个有 {b} 行，这两个数必须相等。",
      broadcast:
        "形状合不上：在第 {dimension} 维上，一个是 {a}，另一个是 {b}；两者必须相等，或者其中一个是 1。",
      channels: "这一层要的图有 {a} 个通道，给它的却有 {b} 个：批量的第 1 维是通道数。",
      booleans: "真和假要先变成数才能求平均：在 .mean() 前面写上 .float()。",
      view: "这个形状与数的个数对不上：张量里有 {a} 个数，各维大小的乘积必须等于它。",
      library:
        "本页的 Python 没有 {name}：这里有 torch、livenet 和 Python 标准库的大部分。要用它，请带走笔记本，在 Jupyter 里运行。",
      command:
        "{command} 是 Jupyter 的命令，不是 Python：要用它，请带走笔记本，在 Jupyter 里运行。",
      syntax: "Python 读不懂这里：请看 ^ 所指的地方，以及它前面紧挨着的部分。",
      indent: "各行开头没有对齐：请检查第 {line} 行前面的空格。",
      processes:
        "这里要启动另一个程序或线程，而网页只能运行自己的代码：请带走笔记本，在 Jupyter 里运行。",
      workers:
        "工作进程要另外启动，而网页只有自己这一个进程：请写成 num_workers=0，或者带走笔记本，在 Jupyter 里运行。",
      missing: "本页的 Python 还没有这个功能：请带走笔记本，在 Jupyter 里运行。",
      memory: "内存不够了：请把批量改小，或者重启 Python。",
      assertion:
        "这一行断言（assert）的事在这里不成立：本书用断言来检查自己的数。如果你本来就想改变结果，删掉这一行再运行即可。",
    },
  },
} satisfies Record<Language, unknown>;

export type Words = (typeof WORDS)["en"];

export const words: Words = WORDS[languageOf(document.documentElement.lang)];
