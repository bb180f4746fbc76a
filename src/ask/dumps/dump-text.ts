/** A text of a host, and where it came from. */
export interface DumpText {
  readonly path: string;
  readonly text: string;
}
