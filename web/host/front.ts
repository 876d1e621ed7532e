// Widgets of the page's own Python: their models here follow those there, by comms.

import {
  type DOMWidgetModel,
  type DOMWidgetView,
  ErrorWidgetView,
  type ICallbacks,
  type IClassicComm,
} from "@jupyter-widgets/base";
import { Widget } from "@lumino/widgets";
import type { CommMessage } from "../shared/comm-message";
import type { Cells, Front } from "../shared/comms";
import { Manager } from "./manager";

// biome-ignore lint/suspicious/noExplicitAny: as the widget manager has its messages
type Message = any;

/** The widgets of one Python. */
export function front(cells: Cells): Front {
  const manager = new Manager(document, (place, outputs) => cells.draw(place, outputs));
  const comms = new Map<string, Comm>();
  let alive = true;
  const send = (message: CommMessage, onanswer: () => void) => {
    if (alive) cells.send(message, onanswer);
  };
  return {
    receive: (sent) => {
      const message = received(sent);
      if (sent.type === "comm_open") {
        const comm = new Comm(sent.id, message.content.target_name, send);
        comms.set(sent.id, comm);
        manager.handle_comm_open(comm, message).catch((error) => console.error(error));
      } else comms.get(sent.id)?.hear(message);
      if (sent.type === "comm_close") comms.delete(sent.id);
    },
    show: async (id, place) => {
      const model = (await manager.get_model(id)) as DOMWidgetModel;
      const view = await manager.create_view<DOMWidgetView>(model);
      if (view instanceof ErrorWidgetView) throw new Error(view.generateErrorMessage().msg);
      if (place.isConnected) Widget.attach(view.luminoWidget, place);
      return () => view.remove();
    },
    end: () => {
      alive = false;
    },
  };
}

function received({ type, id, content, buffers }: CommMessage): Message {
  const { metadata, ...rest } = JSON.parse(content);
  return {
    header: { msg_type: type },
    metadata,
    content: { comm_id: id, ...rest },
    buffers: buffers.map((b) => new DataView(b.buffer, b.byteOffset, b.byteLength)),
  };
}

/** One widget's end of the line. */
class Comm implements IClassicComm {
  private onmessage?: (message: Message) => void;
  private onclosed?: (message: Message) => void;
  private readonly early: Message[] = [];
  private sent = 0;

  constructor(
    readonly comm_id: string,
    readonly target_name: string,
    private readonly post: Cells["send"],
  ) {}

  /** What comes before the model listens waits for it. */
  hear(message: Message): void {
    if (message.header.msg_type === "comm_close") this.onclosed?.(message);
    else if (this.onmessage) this.onmessage(message);
    else this.early.push(message);
  }

  on_msg(listener: (message: Message) => void): void {
    this.onmessage = listener;
    for (const message of this.early.splice(0)) listener(message);
  }

  on_close(listener: (message: Message) => void): void {
    this.onclosed = listener;
  }

  open(): string {
    throw new Error("Python opens the comms of this page.");
  }

  send(data: unknown, callbacks?: ICallbacks, metadata?: object, buffers?: Parts): string {
    return this.say("comm_msg", data, callbacks, metadata, buffers);
  }

  close(data: unknown = {}, callbacks?: ICallbacks, metadata?: object, buffers?: Parts): string {
    return this.say("comm_close", data, callbacks, metadata, buffers);
  }

  private say(
    type: CommMessage["type"],
    data: unknown,
    callbacks?: ICallbacks,
    metadata: object = {},
    buffers: Parts = [],
  ): string {
    const content = JSON.stringify({ data, metadata });
    const id = `${this.comm_id}-${++this.sent}`;
    const answered = { content: { execution_state: "idle" }, parent_header: { msg_id: id } };
    this.post({ type, id: this.comm_id, content, buffers: buffers.map(bytesOf) }, () =>
      callbacks?.iopub?.status?.(answered as never),
    );
    return id;
  }
}

type Parts = ArrayBuffer[] | ArrayBufferView[];

const bytesOf = (part: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(part)
    ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
    : new Uint8Array(part);
