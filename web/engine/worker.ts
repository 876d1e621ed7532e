// What runs where the training runs: in a worker, or on the page's own thread.

import { EngineError } from "./errors";
import { type Report, Session } from "./session";

/** A command with the number of its answer. */
export interface Request {
  id: number;
  command: string;
  args: unknown[];
}

/** An EngineError as it travels; of any other error the code is "unknown". */
export interface Failure {
  code: string;
  params: Record<string, string | number>;
  message: string;
}

export type Answer =
  | { id: number; result: unknown }
  | { id: number; failure: Failure }
  | { report: Report }
  | { failure: Failure };

/** Start a session; what it returns takes requests, and `post` gets the answers. */
export function serve(post: (answer: Answer) => void): (request: Request) => void {
  const session = new Session(
    (report) => post({ report }),
    (error) => post({ failure: describe(error) }),
  );
  let queue: Promise<unknown> = Promise.resolve();
  const answer = async ({ id, command, args }: Request) => {
    try {
      const method = session[command as "pause"] as (...args: unknown[]) => unknown;
      post({ id, result: await method.apply(session, args) });
    } catch (error) {
      post({ id, failure: describe(error) });
    }
  };
  return (request) => {
    // a pause never waits behind an evaluation
    if (request.command === "pause") void answer(request);
    else queue = queue.then(() => answer(request));
  };
}

function describe(error: unknown): Failure {
  const { code, params } = error instanceof EngineError ? error : { code: "unknown", params: {} };
  return { code, params, message: error instanceof Error ? error.message : String(error) };
}
