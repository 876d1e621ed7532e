// What is to be said of walks that are not in the picture.

import { say } from "../../shared/language";
import { significant } from "../shared/numbers";
import type { Racer } from "./marks";
import type { Standing } from "./state";
import type { RaceWords } from "./words";

const LEAST = 1e-4; // the smallest learning rate that the slider has

export function remarks(
  words: RaceWords,
  standings: Map<Racer, Standing>,
  { rate, bottomless }: { rate: number; bottomless: boolean },
): string {
  const those = (kind: "outside" | "overflow") =>
    [...standings].filter(([, one]) => one?.whereabouts.kind === kind).map(([name]) => name);
  const list = (names: Racer[]) => names.join(words.and);
  const [outside, overflown] = [those("outside"), those("overflow")];
  const sentences: string[] = [];
  if (outside.length + overflown.length === 0) sentences.push(words.together);
  else if (bottomless) {
    sentences.push(say(words.falling, { names: list([...outside, ...overflown]) }));
  } else {
    const lr = significant(Math.max(LEAST, rate / 10), 2);
    if (overflown.length) sentences.push(say(words.tooLarge, { names: list(overflown), lr }));
    if (outside.length) sentences.push(say(words.leaving, { names: list(outside) }));
  }
  if (!standings.get("Nesterov")) sentences.push(words.nesterov);
  return sentences.join(" ");
}
