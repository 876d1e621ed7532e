// What widgets in Python and their twins on the page say to each other, as Jupyter's comms do.

export interface CommMessage {
  type: "comm_open" | "comm_msg" | "comm_close";
  /** of the comm, which is the widget's */
  id: string;
  /** data, metadata, and of the first message target_name: as JSON text */
  content: string;
  buffers: Uint8Array[];
}
