// A returning reader goes on in the edition read last; its pages link the other one.
try {
  const edition = localStorage.getItem("edition");
  if (edition === "zh" || edition === "en") location.replace(`${edition}/index.html`);
} catch {
  // A browser that keeps nothing shows the choice.
}
