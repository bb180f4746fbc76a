import { keepPlan } from '../plan/plan-instead.ts';
import { readList } from '../plan/read-list.ts';
import { verb } from '../verb.ts';
import type { PlannedChange } from '../../wire/index.ts';

export default verb({
  words: ['plan'],
  summary: 'cli.planSummary',
  arguments: { file: { help: 'cli.argChanges' } },
  examples: ['portreeve plan changes.yaml', 'portreeve sg rule add test --ingress tcp/22 --from any --keep-plan'],
  async run(call) {
    const changes = await readList(call.args.file, 'changes', call.world.stdin);
    // What is in the list is the server's to judge, as it judges the requests themselves.
    return keepPlan(call, await call.client(), changes as readonly PlannedChange[]);
  },
});
