import type { FlagSpec } from './verb.ts';

/** The words of a verb as they are typed. */
export function commandLine(verb: { readonly words: readonly string[] }): string {
  return ['portreeve', ...verb.words].join(' ');
}

/** "portRange" -> "PORT-RANGE". */
export function argumentName(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter}`).toUpperCase();
}

/** "allowedPair" -> "--allowed-pair". */
export function flagName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export function takesValue(spec: FlagSpec): boolean {
  return spec.value !== undefined || spec.choices !== undefined;
}
