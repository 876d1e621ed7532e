// What runs where the training runs: in a worker, or on the page's own thread.

import { EngineError } from "./errors";
import { type Report, Session } from "./session";

/** A command with the number of its answer. */
export interface Request {
  id: number;
  command: string;
  args: unknown[];
}

export type Answer =
  | { id: number; result: unknown }
  | {
      id: number;
      error: { code: string; params: Record<string, string | number>; message: string };
    }
  | { report: Report }
  | { failed: { code: string; params: Record<string, string | number>; message: string } };

/** Start a session; what it returns takes requests, and `post` gets the answers. */
export function serve(post: (answer: Answer) => void): (request: Request) => void {
  const session = new Session(
    (report) => post({ report }),
    (error) => post({ failed: described(error) }),
  );
  let before: Promise<unknown> = Promise.resolve();
  const run = async ({ id, command, args }: Request) => {
    try {
      const method = session[command as "pause"] as (...args: unknown[]) => unknown;
      post({ id, result: await method.apply(session, args) });
    } catch (error) {
      post({ id, error: described(error) });
    }
  };
  return (request) => {
    // a pause never waits behind an evaluation
    if (request.command === "pause") void run(request);
    else before = before.then(() => run(request));
  };
}

function described(error: unknown) {
  const { code, params } = error instanceof EngineError ? error : { code: "unknown", params: {} };
  return { code, params, message: error instanceof Error ? error.message : String(error) };
}
