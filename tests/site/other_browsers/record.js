// Put into pages before their own scripts, for browsers that tell no one what a page says.

/** @type {string[]} */
const said = [];
Object.assign(window, { said });
for (const level of /** @type {const} */ (["debug", "info", "log", "warn", "error"])) {
  const original = console[level];
  console[level] = (...words) => {
    said.push(`${level}: ${words.join(" ")}`);
    original(...words);
  };
}
// An error of a script, or, heard on its way down, of something that did not load.
addEventListener(
  "error",
  ({ message, target }) => {
    const { src, href } = /** @type {{ src?: string; href?: string }} */ (target ?? {});
    said.push(message ?? `not loaded: ${src ?? href}`);
  },
  true,
);
addEventListener("unhandledrejection", ({ reason }) => said.push(`${reason}`));
addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) =>
  said.push(`${effectiveDirective} forbids ${blockedURI}`),
);
