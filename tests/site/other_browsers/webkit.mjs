// WebKit's MiniBrowser, driven through WebKitWebDriver on a display of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Builder, Capabilities, Key } from "selenium-webdriver";
import { Origin, Pointer } from "selenium-webdriver/lib/input.js";

const KEYS = {
  " ": Key.SPACE,
  ArrowDown: Key.ARROW_DOWN,
  ArrowRight: Key.ARROW_RIGHT,
  Control: Key.CONTROL,
  Enter: Key.ENTER,
};

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

/** Connect to a driver that may still be starting. */
async function connect(port, options, tries = 60) {
  const asked = new Capabilities({
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": options,
  });
  try {
    const builder = new Builder().usingServer(`http://127.0.0.1:${port}`);
    return await builder.withCapabilities(asked).build();
  } catch (error) {
    if (!tries || !`${error}`.includes("ECONNREFUSED")) throw error;
    await sleep(500);
    return connect(port, options, tries - 1);
  }
}

/** Start a MiniBrowser that lies at `program`. */
export async function start(program) {
  const port = await freePort();
  const driver = spawn("xvfb-run", ["-a", "WebKitWebDriver", `--port=${port}`], {
    stdio: ["ignore", "ignore", "inherit"],
    // Without a locale a browser's language is "C", which no reader's is.
    env: { ...process.env, LC_ALL: "en_US.UTF-8" },
    detached: true, // so that it can be ended together with its display
  });
  const session = await connect(port, { binary: program, args: ["--automation"] });
  return {
    open: (address) => session.get(address),
    run: (what, ...given) => session.executeScript(what, ...given),
    press: (keys) => {
      const all = keys.split("+").map((key) => KEYS[key] ?? key);
      return session
        .switchTo()
        .activeElement()
        .sendKeys(Key.chord(...all));
    },
    finger: (points) => {
      const finger = new Pointer("finger", Pointer.Type.TOUCH);
      const [first, ...others] = points.map(([x, y]) =>
        finger.move({ x: Math.round(x), y: Math.round(y), origin: Origin.VIEWPORT, duration: 20 }),
      );
      return session
        .actions()
        .insert(finger, first, finger.press(), ...others, finger.release())
        .perform();
    },
    // WebKitWebDriver does not tell what pages say: record.js in the page does.
    said: () => session.executeScript(() => window.said),
    close: async () => {
      await session.quit();
      process.kill(-driver.pid);
    },
  };
}
