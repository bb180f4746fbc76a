import type { AuditEntryJson } from '../../../wire/index.ts';

const columns = [
  'at',
  'actor',
  'address',
  'project_id',
  'method',
  'path',
  'revision',
  'request_id',
  'plan_id',
  'changed',
] as const;

/** One line for each entry and host, in the form that spreadsheets read (RFC 4180). */
export function auditCsv(entries: readonly AuditEntryJson[]): string {
  const head = [...columns, 'host', 'told_at', 'enforced_at'];
  const lines = entries.flatMap((entry) => {
    const own = columns.map((name) => entry[name]);
    const hosts = entry.hosts.length === 0 ? [undefined] : entry.hosts;
    return hosts.map((step) => [...own, step?.host, step?.told_at, step?.enforced_at]);
  });
  return [head, ...lines].map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

/** A text that begins as a formula does would be one in a spreadsheet: who names a group so must not run anything. */
function csvCell(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function auditJsonLines(entries: readonly AuditEntryJson[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

/** Has the browser keep a text as a file. */
export function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by then.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
