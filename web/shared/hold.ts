// A button that becomes another by itself, as Pause does when a run ends.

const MOMENT = 400; // milliseconds, in which nobody has read the new word and pressed

/** Let presses of a button go by for a moment: they are meant for what it was before. */
export function holdBriefly(button: HTMLElement): void {
  const goBy = (event: Event) => event.stopImmediatePropagation();
  button.addEventListener("click", goBy, { capture: true });
  button.ariaDisabled = "true";
  setTimeout(() => {
    button.removeEventListener("click", goBy, { capture: true });
    button.ariaDisabled = null;
  }, MOMENT);
}
