/** One match of the extra column, read. */
export interface Taken {
  /** The match as iptables-save prints it. */
  readonly say: string;
  /** Where the column goes on. */
  readonly end: number;
  /** The listing does not show all of it: a name, a time stamp, a negation. */
  readonly isPartial?: boolean;
  /** A name of a service that the table does not have; `say` has it as it stands. */
  readonly unknownService?: string;
}

/** Reads the match that begins at a place of the extra column. Undefined: it is none of this form. */
export type Shape = (text: string, at: number) => Taken | undefined;

/** Shapes by the first word of what they read, `!` before it and marks after it left out. */
export type Shapes = readonly (readonly [word: string, shape: Shape])[];

/**
 * A shape that one sticky pattern reads. `say` gets the groups, empty where one took no part; `isPartial` says of the
 * same groups whether the listing leaves something out.
 */
export function form(
  pattern: RegExp,
  say: (...groups: string[]) => string | undefined,
  isPartial: (...groups: string[]) => boolean = () => false,
): Shape {
  return (text, at) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return undefined;
    const groups = found.slice(1).map((group) => group ?? '');
    const said = say(...groups);
    return said === undefined ? undefined : { say: said, end: pattern.lastIndex, isPartial: isPartial(...groups) };
  };
}

/** "! " if the group holds an exclamation mark. */
export function no(group: string | undefined): string {
  return group?.includes('!') ? '! ' : '';
}

/** `option value`, or nothing without a value. */
export function given(option: string, value: string | undefined): string {
  return value === undefined || value === '' ? '' : ` ${option} ${value}`;
}
