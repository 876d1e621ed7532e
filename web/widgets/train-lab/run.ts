// A run of TrainLab, what runs are made of, and what is told of them.

import type { Apart, EngineError, Tape, Values } from "../../engine";
import type { Divergence } from "./divergence";
import type { RunSettings } from "./script";

export interface Run extends RunSettings {
  /** the token of the colour that its curves have */
  colour: string;
  losses: number[];
  /** step and share of the test digits read rightly */
  scores: [number, number][];
  /** step and loss of these digits */
  unseen: [number, number][];
  epoch: number;
  /** samples per second, lately */
  speed: number;
  /** milliseconds of a step, lately, and of them those in which shards exchanged what they had */
  spent: { step: number; exchange: number };
  /** the gradients of the last step's parts, where several cores computed it */
  apart: Apart | null;
  diverged: Divergence | null;
}

export interface Material {
  tape: Tape;
  /** the same with a softmax before the loss, if that mistake can be made */
  softened: Tape | null;
  parameters: Uint8Array;
  train: { images: Uint8Array; labels: Uint8Array };
  test: { images: Uint8Array; labels: Uint8Array };
  /** the loss of a network that has learnt nothing, if that is known */
  guess: number | null;
}

export interface Told {
  /** the parameters, in `state_dict` order, as soon as training stands */
  trained(parameters: Uint8Array): void;
  /** after each report, with the values that are watched */
  changed(values: Record<string, Values>): void;
  /** after the last report of a run that stands, when all test digits are read */
  settled(): void;
  /** the class read in each test digit, or, between two looks at all of them, in the first ones */
  read(classes: number[]): void;
  failed(error: EngineError): void;
}
