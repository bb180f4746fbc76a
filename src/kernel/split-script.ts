/** A piece of a restore script that can be committed by itself. */
export interface ScriptPart {
  readonly text: string;
  /** Number that the part's second line, the first after `*table`, has in the whole script. */
  readonly firstLine: number;
  readonly lines: number;
}

/**
 * Cuts a script into commits of at most so many lines. As the program works line by line, the commits one after the other
 * end where the whole would; between them only the order of the lines protects: chains filled before they are jumped to.
 */
export function splitScript(script: Iterable<string>, maxLines: number): readonly ScriptPart[] {
  const parts: ScriptPart[] = [];
  let table: string | undefined;
  let body: string[] = [];
  let firstLine = 0;
  const lines = [...script].join('').split('\n');
  const close = () => {
    // A table without lines is kept: committing nothing still makes the table.
    if (table !== undefined) {
      parts.push({ text: `${[table, ...body, 'COMMIT'].join('\n')}\n`, firstLine, lines: body.length });
    }
    body = [];
  };
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('*')) {
      table = line;
      firstLine = index + 2;
    } else if (line === 'COMMIT') {
      close();
      table = undefined;
    } else if (table !== undefined) {
      if (body.length >= maxLines) {
        close();
        firstLine = index + 1;
      }
      body.push(line);
    }
  }
  return parts;
}
