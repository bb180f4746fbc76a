import { wholeNumber } from '../../objects/index.ts';
import { PortreeveError } from '../../model/index.ts';
import type { AuditEntryJson } from '../../wire/index.ts';
import { fetchEntries } from '../audit/entries.ts';
import type { Context } from '../context.ts';
import { clean } from '../output/paint.ts';
import { verb } from '../verb.ts';

export default verb({
  words: ['audit', 'show'],
  summary: 'cli.auditShowSummary',
  arguments: { revision: { help: 'cli.argRevision' } },
  examples: ['portreeve audit show 44'],
  async run(call) {
    const { args, output } = call;
    const revision = wholeNumber('REVISION', args.revision, 0, 999_999_999_999_999);
    // What has no revision of its own (quotas, assertions) is noted at the one that it found.
    const newest = await fetchEntries(await call.client(), { before: `${revision + 1}` });
    const entries = newest.filter((entry) => entry.revision === revision);
    if (entries.length === 0) {
      throw new PortreeveError('NOT_FOUND', {
        noun: 'cli.nounEntry',
        text: args.revision,
        list: 'portreeve audit list',
      });
    }
    await output.text(entries.map((entry) => entryText(entry, call)).join('\n'), { entries });
    return undefined;
  },
});

function entryText(entry: AuditEntryJson, { say }: Context): string {
  const { revision, at, actor, project_id: project, address, method, path, objects, changed, plan_id: plan } = entry;
  const more = changed - objects.length;
  return [
    say('cli.entryHead', { revision, at, actor: clean(actor), project: clean(project), address: clean(address) }),
    `  ${method} ${clean(path)}`,
    ...(entry.body === null ? [] : [`  ${clean(JSON.stringify(entry.body))}`]),
    ...(plan === null ? [] : [`  ${say('cli.entryPlan', { plan })}`]),
    ...objects.map(({ action, table, id }) => `  ${action} ${table} ${id}`),
    ...(more > 0 ? [`  ${say('cli.entryMore', { count: more })}`] : []),
    ...entry.hosts.map((host) => `  ${hostText(host, say)}`),
    '',
  ].join('\n');
}

function hostText({ host, told_at, enforced_at }: AuditEntryJson['hosts'][number], say: Context['say']): string {
  const values = { host: clean(host), told: told_at };
  if (enforced_at === null) return say('cli.entryHostTold', values);
  return say('cli.entryHost', { ...values, ms: Date.parse(enforced_at) - Date.parse(told_at) });
}
