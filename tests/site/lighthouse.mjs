// `node lighthouse.mjs CHROMIUM desktop|mobile CATEGORIES PAGE...` writes what Lighthouse says of
// each page, a line of JSON a page: the scores of the categories, and the audits that cost points.

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import desktop from "lighthouse/core/config/desktop-config.js";

const [program, form, categories, ...pages] = process.argv.slice(2);
const config = form === "desktop" ? desktop : undefined;
const chrome = await launch({
  chromePath: program,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"],
});
// No score looks at a picture of the whole page.
const flags = {
  port: chrome.port,
  onlyCategories: categories.split(","),
  logLevel: "error",
  disableFullPageScreenshot: true,
};
try {
  for (const page of pages) {
    const { lhr } = await lighthouse(page, flags, config);
    if (lhr.runtimeError) throw new Error(`${page}: ${lhr.runtimeError.message}`);
    const scores = {};
    const lost = {};
    for (const { id, score, auditRefs } of Object.values(lhr.categories)) {
      scores[id] = Math.round(score * 100);
      lost[id] = auditRefs
        .filter(({ id: audit, weight }) => weight && lhr.audits[audit].score < 1)
        .filter(({ id: audit }) => lhr.audits[audit].score !== null)
        .map(({ id: audit }) => `${audit} ${lhr.audits[audit].displayValue ?? ""}`.trim());
    }
    console.log(JSON.stringify({ page, scores, lost }));
  }
} finally {
  await chrome.kill();
}
