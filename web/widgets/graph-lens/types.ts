// What GraphLens in Python tells of a graph: see livenet.widgets.graph_lens and _summaries.

/** A number that is not finite comes as text. */
export type Scalar = number | "nan" | "inf" | "-inf";
export type Point = [x: number, y: number];

export interface Picture {
  at: number;
  maps: number;
  rows: number;
  columns: number;
  signed: boolean;
  scale: number;
}

export interface TensorData {
  shape: number[];
  dtype: string;
  low?: Scalar;
  high?: Scalar;
  norm?: Scalar;
  values?: Scalar[];
  picture?: Picture;
}

interface Place {
  at: Point;
  size: [width: number, height: number];
  label: string[];
}

export interface NodeBox extends Place {
  kind: "node";
  name: string;
  /** the boxes of next_functions; null where no gradient is needed */
  operands: (number | null)[];
  saved: { name: string; parameter: string; tensor: number }[];
  others: Record<string, string>;
}

export interface TensorBox extends Place {
  kind: "leaf" | "output" | "base";
  parameter: string;
  value: number;
}

export type Box = NodeBox | TensorBox;

export interface Line {
  tail: number;
  head: number;
  operand: number | null;
  curve: Point[];
  tip: Point[];
}

export interface Visit {
  box: number;
  arrives: (number | null)[];
  leaves: (number | null)[];
}

export interface GraphData {
  width: number;
  height: number;
  boxes: Box[];
  lines: Line[];
  order: Visit[];
  tensors: TensorData[];
}
