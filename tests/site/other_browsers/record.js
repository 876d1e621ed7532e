// Put into pages before their own scripts, for browsers that tell no one what a page says.

window.said = [];
const tell = (text) => window.said.push(text);
for (const level of ["debug", "info", "log", "warn", "error"]) {
  const original = console[level];
  console[level] = (...words) => {
    tell(`${level}: ${words.join(" ")}`);
    original(...words);
  };
}
// An error of a script, or, heard on its way down, of something that did not load.
addEventListener(
  "error",
  ({ message, target }) => tell(message ?? `not loaded: ${target.src ?? target.href}`),
  true,
);
addEventListener("unhandledrejection", ({ reason }) => tell(`${reason}`));
addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) =>
  tell(`${effectiveDirective} forbids ${blockedURI}`),
);
