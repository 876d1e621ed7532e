// The strokes on a sheet, and what undo goes back to.

export type Point = [x: number, y: number];

export class Strokes {
  all: Point[][] = [];
  private readonly before: Point[][][] = [];
  private open: Point[] | null = null; // the stroke that is being drawn

  get drawing(): boolean {
    return this.open !== null;
  }

  /** Whether there is anything to take back. */
  get changed(): boolean {
    return this.before.length > 0;
  }

  begin(point: Point): void {
    this.before.push(this.all);
    this.open = [point];
    this.all = [...this.all, this.open];
  }

  extend(point: Point): void {
    this.open?.push(point);
  }

  end(): void {
    this.open = null;
  }

  undo(): void {
    this.end();
    this.all = this.before.pop() ?? this.all;
  }

  clear(): void {
    this.end();
    if (this.all.length) this.before.push(this.all);
    this.all = [];
  }
}
