// The harness in Node: frames with their length before them, on stdin and stdout.

const { handle } = await import(process.argv[2]);
let pending = [];
let size = 0;
for await (const chunk of process.stdin) {
  pending.push(chunk);
  size += chunk.length;
  while (size >= 4) {
    if (pending[0].length < 4) pending = [Buffer.concat(pending)];
    const length = pending[0].readUInt32LE(0);
    if (size < 4 + length) break;
    const all = Buffer.concat(pending);
    const answer = await handle(new Uint8Array(all.subarray(4, 4 + length)));
    const rest = all.subarray(4 + length);
    pending = rest.length ? [rest] : [];
    size = rest.length;
    const head = Buffer.alloc(4);
    head.writeUInt32LE(answer.length);
    process.stdout.write(head);
    process.stdout.write(answer);
  }
}
