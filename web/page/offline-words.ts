// What pages say of what is kept of them.

export const WORDS = {
  zh: {
    kept: "本页已经留在这个浏览器里，断网也能打开。",
    keepAll: "把全书都留下（约 {size} MB）",
    keeping: "正在留下第 {n} 页，共 {count} 页……",
    all: "全书 {count} 页都已经留在这个浏览器里，断网也能打开。",
    some: "共 {count} 页，浏览器只留下了 {n} 页：也许是空间不够，也许是网络断了。",
    newer: "这本书有了新版本。点“读新版本”会重新载入本页，页面上正在进行的训练会就此结束。",
    read: "读新版本",
    later: "以后再说",
    unreached: "现在取不到新版本。你仍然可以读手头的这一版。",
  },
  en: {
    kept: "This page is kept in this browser, and opens without a network.",
    keepAll: "Keep the whole book (about {size} MB)",
    keeping: "Keeping page {n} of {count} …",
    all: "All {count} pages of the book are kept in this browser, and open without a network.",
    some: "Of {count} pages the browser has kept {n}: there may be no room for more, or no network.",
    newer:
      "There is a newer version of this book. Reading it loads this page anew, and a training run on it ends.",
    read: "Read it",
    later: "Later",
    unreached: "The newer version cannot be fetched now. You can go on with the one at hand.",
  },
};
