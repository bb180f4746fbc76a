/** JSON of plain data with integers of any size, written as integers: a /64 has more addresses than a double can count. */
export function printJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(printJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${printJson(member)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}
