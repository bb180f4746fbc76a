import type { Sort } from './data-table.tsx';

/** "name" and "-name" of an address: how a table is sorted. */
export function sortOf(text: string | undefined): Sort | undefined {
  if (text === undefined) return undefined;
  return text.startsWith('-') ? { key: text.slice(1), direction: 'desc' } : { key: text, direction: 'asc' };
}

export function sortText(sort: Sort | undefined): string | undefined {
  return sort && (sort.direction === 'desc' ? `-${sort.key}` : sort.key);
}
