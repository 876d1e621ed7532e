// What shards send one another: to each the same numbers, whoever's memory they go in.

import { expect, test } from "vitest";
import { Peers } from "./peers";

/** As many shards as asked for, connected. */
function team(count: number): Peers[] {
  const ports = Array.from({ length: count }, () => Array<MessagePort | null>(count).fill(null));
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const { port1, port2 } = new MessageChannel();
      ports[i][j] = port1;
      ports[j][i] = port2;
    }
  }
  return ports.map((own, rank) => new Peers(rank, own));
}

test.each([2, 3, 4])("%i shards hear each other, round after round", async (count) => {
  const peers = team(count);
  for (let round = 0; round < 4; round++) {
    // as many numbers from each rank, and more from some; they come out of memory of either kind
    const pieces = (rank: number) => [Float32Array.of(rank, round), new Float32Array(rank).fill(7)];
    const sent = peers.map((_, rank) => pieces(rank));
    const found = await Promise.all(peers.map((one, rank) => one.exchange(sent[rank])));
    for (const [rank, all] of found.entries()) {
      for (const [other, vector] of all.entries()) {
        if (other === rank) expect(vector).toBe(sent[rank][0]);
        else expect([...vector]).toEqual(pieces(other).flatMap((piece) => [...piece]));
      }
      expect(sent[rank]).toEqual(pieces(rank)); // what is sent stays
    }
    const statistics = peers.map((_, rank) => Float64Array.of(rank, 0.1 * round));
    const told = await Promise.all(peers.map((one, rank) => one.exchange([statistics[rank]])));
    for (const all of told) expect(all).toEqual(statistics);
  }
  for (const one of peers) one.close();
});
