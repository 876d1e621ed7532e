// Firefox, driven over WebDriver BiDi.

import puppeteer from "puppeteer-core";

/** Start a Firefox that lies at `program`. */
export async function start(program) {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: program,
    headless: true,
  });
  const page = await browser.newPage();
  let said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(`${error}`));
  return {
    open: async (address) => {
      said = [];
      await page.goto(address);
    },
    run: (what, ...given) => page.evaluate(what, ...given),
    press: async (keys) => {
      const [key, ...held] = keys.split("+").reverse();
      for (const one of held) await page.keyboard.down(one);
      await page.keyboard.press(key);
      for (const one of held) await page.keyboard.up(one);
    },
    /** Put a finger down at the first point of the window, lead it along the others, and lift it. */
    finger: async ([first, ...others]) => {
      const finger = await page.touchscreen.touchStart(...first);
      for (const point of others) await finger.move(...point);
      await finger.end();
    },
    said: () => said,
    close: () => browser.close(),
  };
}
