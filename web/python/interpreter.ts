// CPython, on a page's worker and in Node.js alike: boots from files that a host gives, and runs cells.

import type { loadPyodide, PyodideInterface } from "pyodide";
import type { CommMessage } from "../shared/comm-message";
import type { Language } from "../shared/editions";

/** An output of a cell, as a notebook keeps it. */
export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | {
      output_type: "display_data" | "execute_result";
      data: Record<string, unknown>;
      metadata: Record<string, unknown>;
      execution_count?: number;
    }
  | { output_type: "clear_output"; wait: boolean }
  | {
      output_type: "error";
      ename: string;
      evalue: string;
      traceback: string[];
      /** Of a NameError or an ImportError: which name. */
      name?: string;
      /** Of a UsageError: which command of Jupyter's. */
      command?: string;
    };

/** Where CPython comes from. */
export interface Host {
  load: typeof loadPyodide;
  /** Options for `load`: where its files are. */
  options: Parameters<typeof loadPyodide>[0];
  /** The page's, for what `livenet.check` says; without one it says it in both. */
  language?: Language;
  /** JavaScript that Python imports by name, such as the engine's operations. */
  modules?: Record<string, object>;
  /** Put packages into CPython's file system; the folders, or zip files, that `import` searches. */
  mount(python: PyodideInterface): Promise<string[]>;
  /** Hears what widgets say to the page. */
  oncomm?(message: CommMessage): void;
}

/** What the editor asks of Python: the code before the caret; with what comes after, what stands there. */
export interface Question {
  before: string;
  after?: string;
}

type Listener = (output: Output) => void;

export class Interpreter {
  private listener: Listener = () => {};
  /** Of each widget's comm, who listened to the cell that made it. */
  private readonly owners = new Map<string, Listener>();
  /** What runs now, and what was asked for meanwhile: one after another. */
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly python: PyodideInterface,
    private readonly shell: {
      run(name: string, source: string): Promise<boolean>;
      ask(before: string, after: string | undefined): string;
      receive(type: string, id: string, content: string, buffers: Uint8Array[]): void;
    },
  ) {}

  static async boot(host: Host): Promise<Interpreter> {
    const spoken = host.language && { LIVENET_LANGUAGE: host.language };
    const env = { HOME: "/home", ...ENVIRONMENT, ...spoken };
    const python = await host.load({ ...host.options, env });
    const paths = await host.mount(python);
    for (const [name, module] of Object.entries(host.modules ?? {})) {
      python.registerJsModule(name, module);
    }
    python.registerJsModule("page_host", {
      emit: (text: string) => interpreter.listener(JSON.parse(text)),
      comm: (type: CommMessage["type"], id: string, content: string, buffers: Uint8Array[]) => {
        if (type === "comm_open") interpreter.owners.set(id, interpreter.listener);
        if (type === "comm_close") interpreter.owners.delete(id);
        host.oncomm?.({ type, id, content, buffers });
      },
    });
    const shell = python.runPython(START, { globals: python.toPy({ paths }) });
    const interpreter = new Interpreter(python, shell);
    return interpreter;
  }

  /**
   * Run a cell; `name` is what tracebacks of other cells call it by. Answers whether it ended without
   * an exception; `listener` hears of each output while it runs.
   */
  run(name: string, source: string, listener: Listener): Promise<boolean> {
    return this.after(listener, () => this.shell.run(name, source));
  }

  /** Which names could stand behind code, or, given what comes after, what stands there: as JSON. */
  ask({ before, after }: Question): Promise<string> {
    return this.after(
      () => {},
      () => this.shell.ask(before, after),
    );
  }

  /** Let a widget answer the page; what it prints goes where its cell's outputs went. */
  receive({ type, id, content, buffers }: CommMessage): Promise<void> {
    const answer = () => this.shell.receive(type, id, content, buffers);
    return this.after(this.owners.get(id) ?? (() => {}), answer);
  }

  private after<T>(listener: Listener, act: () => T | Promise<T>): Promise<T> {
    const begun = this.last.then(async () => {
      this.listener = listener;
      try {
        return await act();
      } finally {
        this.listener = () => {};
      }
    });
    this.last = begun.catch(() => {});
    return begun;
  }
}

const ENVIRONMENT = {
  OMP_NUM_THREADS: "1",
  PYTHONHASHSEED: "0",
  JUPYTER_WIDGETS_ECHO: "0", // there is one page to hear of a change, the one that made it
};

const START = `
import json, sys
from page_host import emit
sys.path[:0] = paths.to_py() if hasattr(paths, "to_py") else paths
from page_shell import Shell
Shell(lambda output: emit(json.dumps(output)))
`;
