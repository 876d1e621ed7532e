// What a search takes for a word. A run of Chinese is indexed by its pairs of characters, and asked
// for whole; English matches by its stem and by how it begins; a name of code by itself and by each
// of its parts from which it goes on: `optim.zero_grad` is `zero_grad` and `grad` too.

import { stemmer } from "stemmer";

/** A word that is asked for; Chinese has no stem. */
export interface Word {
  text: string;
  stem?: string;
}

// Chinese, or letters of Latin and Greek, digits and _, with dots between them.
const RUN = /[\u3400-\u9fff\uf900-\ufaff]+|[\w\u00c0-\u03ff]+(?:\.[\w\u00c0-\u03ff]+)*/g;
const CHINESE = /^[\u3400-\u9fff\uf900-\ufaff]/;
const PART = /[._](?=[a-z]|__)/g; // before a part of a name

const stems = new Map<string, string>();

function stemOf(word: string): string {
  let stem = stems.get(word);
  if (stem === undefined) {
    stem = /^[a-z]{4,}$/.test(word) ? stemmer(word) : word;
    stems.set(word, stem);
  }
  return stem;
}

/** Where the parts of a name begin, the name itself first. */
const partsOf = (name: string): number[] => [
  0,
  ...[...name.matchAll(PART)].map(({ index }) => index + 1),
];

/** The pairs of a run of Chinese; of a single character, itself. */
export const pairsOf = (run: string): string[] =>
  run.length === 1 ? [run] : [...run.slice(1)].map((next, i) => run[i] + next);

/** What a text is indexed by. */
export function termsOf(text: string): string[] {
  return (text.toLowerCase().match(RUN) ?? []).flatMap((run) => {
    // The last character has no pair that begins with it.
    if (CHINESE.test(run)) return run.length === 1 ? [run] : [...pairsOf(run), run.slice(-1)];
    const parts = partsOf(run).map((at) => run.slice(at));
    return [...new Set([...parts, ...parts.map(stemOf)])];
  });
}

/**
 * The words of a query. A run of Chinese that the book does not have is cut into the longest pieces
 * that it has: `has` tells whether it has one. Characters that are left over between them say nothing
 * by themselves, and are one piece.
 */
export function wordsOf(query: string, has: (piece: string) => boolean): Word[] {
  const runs = query.normalize("NFKC").toLowerCase().match(RUN) ?? [];
  const words = runs.flatMap((run): Word[] => {
    if (CHINESE.test(run)) return piecesOf(run, has).map((text) => ({ text }));
    return run.length > 1 ? [{ text: run, stem: stemOf(run) }] : [];
  });
  return words.filter(({ text }, i) => words.findIndex((word) => word.text === text) === i);
}

function piecesOf(run: string, has: (piece: string) => boolean): string[] {
  const pieces: string[] = [];
  let over = false; // whether the last piece is what was left over
  for (let at = 0; at < run.length; ) {
    let length = run.length - at;
    while (length > 1 && !has(run.slice(at, at + length))) length -= 1;
    const piece = run.slice(at, at + length);
    if (over && length === 1) pieces.push(`${pieces.pop()}${piece}`);
    else pieces.push(piece);
    over = length === 1;
    at += length;
  }
  return pieces;
}

/** From where to where a text has a word. */
export function placesOf(text: string, word: Word): [number, number][] {
  const lower = text.toLowerCase();
  const { stem } = word;
  if (stem === undefined) {
    const found: [number, number][] = [];
    for (let at = lower.indexOf(word.text); at >= 0; at = lower.indexOf(word.text, at + 1)) {
      found.push([at, at + word.text.length]);
    }
    return found;
  }
  return [...lower.matchAll(RUN)].flatMap(({ 0: run, index }): [number, number][] => {
    for (const at of partsOf(run)) {
      const part = run.slice(at);
      if (!part.startsWith(word.text) && stemOf(part) !== stem) continue;
      // The whole name is marked, without what is taken from it.
      const dot = part.indexOf(".", word.text.length);
      return [[index + at, index + (dot < 0 ? run.length : at + dot)]];
    }
    return [];
  });
}
