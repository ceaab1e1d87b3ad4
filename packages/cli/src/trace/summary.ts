/** `-c`: how often each system call was made, how often it failed, and how long it took. */

interface Row {
  calls: number;
  errors: number;
  /** Milliseconds. */
  time: number;
}

export class Summary {
  readonly #rows = new Map<string, Row>();

  add(name: string, milliseconds: number, failed: boolean): void {
    const row = this.#rows.get(name) ?? { calls: 0, errors: 0, time: 0 };
    this.#rows.set(name, {
      calls: row.calls + 1,
      errors: row.errors + (failed ? 1 : 0),
      time: row.time + milliseconds,
    });
  }

  /** strace(1)'s table, the longest first. */
  toString(): string {
    const rows = [...this.#rows].toSorted(([, a], [, b]) => b.time - a.time);
    const total = { calls: 0, errors: 0, time: 0 };
    for (const [, row] of rows) for (const key of ['calls', 'errors', 'time'] as const) total[key] += row[key];
    const rule = '------ ----------- ----------- --------- --------- ----------------';
    const lines = [...rows, ['total', total] as const].map(([name, row]) => line(name, row, total.time));
    const head = '% time     seconds  usecs/call     calls    errors syscall';
    return `${[head, rule, ...lines.slice(0, -1), rule, ...lines.slice(-1)].join('\n')}\n`;
  }
}

function line(name: string, { calls, errors, time }: Row, total: number): string {
  const columns = [
    (total === 0 ? 0 : (100 * time) / total).toFixed(2).padStart(6),
    (time / 1000).toFixed(6).padStart(11),
    String(calls === 0 ? 0 : Math.round((1000 * time) / calls)).padStart(11),
    String(calls).padStart(9),
    (errors === 0 ? '' : String(errors)).padStart(9),
    name,
  ];
  return columns.join(' ');
}
