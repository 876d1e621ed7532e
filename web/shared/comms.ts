// What widgets in Python and their twins on the page say to each other, as Jupyter's comms do; and what
// the bundle of cells asks of the widget manager's, which is another.

export interface CommMessage {
  type: "comm_open" | "comm_msg" | "comm_close";
  /** of the comm, which is the widget's */
  id: string;
  /** data, metadata, and of the first message target_name: as JSON text */
  content: string;
  buffers: Uint8Array[];
}

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
