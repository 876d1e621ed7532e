// What the bundle of cells and the widget manager's, which is another, ask of each other.

import type { CommMessage } from "./comm-message";

/** What the widget manager needs of the page's cells. */
export interface Cells {
  /** hand a message to Python; `onanswer` when Python has answered it */
  send(message: CommMessage, onanswer: () => void): void;
  /** show what an Output widget holds */
  draw(place: HTMLElement, outputs: unknown[]): void;
}

/** The widgets of one Python, on the page. */
export interface Front {
  receive(message: CommMessage): void;
  /** Show a widget; what it gives takes it away. */
  show(id: string, place: HTMLElement): Promise<() => void>;
  /** Python has ended: its widgets stay, and ask it no more. */
  end(): void;
}

declare global {
  /** of host/index.ts */
  var livenetWidgets: ((cells: Cells) => Front) | undefined;
}
