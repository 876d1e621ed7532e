// Widgets that cells of the page make: the widget manager comes with the first of them, unless the page
// has it already, and is told what Python says to its widgets.

import type { CommMessage } from "../shared/comm-message";
import type { Cells, Front } from "../shared/comms";
import { element } from "../shared/element";
import { loadScript, type Tell } from "../shared/scripts";

export class Widgets {
  private front?: Promise<Front>;

  constructor(
    private readonly folder: string,
    private readonly cells: Cells,
    private readonly tell: Tell,
  ) {}

  receive(message: CommMessage): void {
    this.front ??= this.bring();
    void this.front.then((front) => front.receive(message));
  }

  /** Show a widget of Python's; what it gives takes it away. */
  async show(id: string, place: HTMLElement): Promise<() => void> {
    if (!this.front) throw new Error(`There is no widget ${id}.`);
    return (await this.front).show(id, place);
  }

  /** Python has ended: what it made stays, and asks it no more. */
  end(): void {
    void this.front?.then((front) => front.end());
    this.front = undefined;
  }

  private async bring(): Promise<Front> {
    if (!globalThis.livenetWidgets) {
      if (!document.querySelector('link[href*="widgets.css"]')) {
        document.head.append(
          element("link", { rel: "stylesheet", href: `${this.folder}widgets.css` }),
        );
      }
      await loadScript(`${this.folder}widgets.js`, this.tell);
    }
    if (!globalThis.livenetWidgets) throw new Error("widgets.js is not what it should be.");
    return globalThis.livenetWidgets(this.cells);
  }
}
