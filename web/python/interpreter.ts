// CPython, on a page's worker and in Node.js alike: boots from files that a host gives, and runs cells.

import type { loadPyodide, PyodideInterface } from "pyodide";

/** An output of a cell, as a notebook keeps it. */
export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | {
      output_type: "display_data" | "execute_result";
      data: Record<string, unknown>;
      metadata: Record<string, unknown>;
      execution_count?: number;
    }
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
  /** JavaScript that Python imports by name, such as the engine's operations. */
  modules?: Record<string, object>;
  /** Put packages into CPython's file system; the folders, or zip files, that `import` searches. */
  mount(python: PyodideInterface): Promise<string[]>;
}

export class Interpreter {
  private listener: (output: Output) => void = () => {};

  private constructor(
    readonly python: PyodideInterface,
    private readonly shell: { run(name: string, source: string): Promise<boolean> },
  ) {}

  static async boot(host: Host): Promise<Interpreter> {
    const python = await host.load({ ...host.options, env: { HOME: "/home", ...ENVIRONMENT } });
    const paths = await host.mount(python);
    for (const [name, module] of Object.entries(host.modules ?? {})) {
      python.registerJsModule(name, module);
    }
    python.registerJsModule("page_host", {
      emit: (text: string) => interpreter.listener(JSON.parse(text)),
    });
    const shell = python.runPython(START, { globals: python.toPy({ paths }) });
    const interpreter = new Interpreter(python, shell);
    return interpreter;
  }

  /**
   * Run a cell; `name` is what tracebacks of other cells call it by. Answers whether it ended without
   * an exception; `listener` hears of each output while it runs.
   */
  async run(name: string, source: string, listener: (output: Output) => void): Promise<boolean> {
    this.listener = listener;
    try {
      return await this.shell.run(name, source);
    } finally {
      this.listener = () => {};
    }
  }
}

const ENVIRONMENT = { OMP_NUM_THREADS: "1", PYTHONHASHSEED: "0" };

const START = `
import json, sys
from page_host import emit
sys.path[:0] = paths.to_py() if hasattr(paths, "to_py") else paths
from page_shell import Shell
Shell(lambda output: emit(json.dumps(output)))
`;
