import type { LabApi } from '../api.ts';
import type { AskLab } from '../control/ask.ts';
import type { InstanceStatus, LabStatus } from '../control/protocol.ts';
import type { MovedRule } from '../moved-rules.ts';
import { type Latency, median } from './latency.ts';
import { type Claim, type Teller, steps } from './teller.ts';
import { cast, tellStory } from './tell-story.ts';

export interface PlayOptions {
  readonly status: LabStatus;
  readonly ask: AskLab;
  readonly api: LabApi;
  readonly teller: Teller;
  readonly reasonOf: (host: string, rule: MovedRule) => Promise<string | undefined>;
  /** Milliseconds from the start of `portreeve sg rule` commands to enforced; undefined: nothing to measure. */
  readonly measure: ((host: string, group: string) => Promise<Latency>) | undefined;
  /** When the lab was started, by `performance.now()`. */
  readonly begun: number;
}

export interface Outcome {
  readonly claims: readonly Claim[];
  readonly latency: Latency | undefined;
  readonly seconds: number;
  readonly holds: boolean;
}

/** Tells the whole story and sums it up. */
export async function playStory(options: PlayOptions): Promise<Outcome> {
  const { status, teller } = options;
  const others = launchOthers(options);
  // Waited for at step 3; what goes wrong before is said there.
  others.catch(() => {});
  await tellStory({ ...options, others });
  await teller.turnPage(steps);
  showWhatToTry(teller);
  const target = status.hosts.at(-1)?.name ?? '';
  if (options.measure) teller.line(`      ${teller.say('lab.measuring')}`);
  const latency = await options.measure?.(target, cast.group);
  if (latency) {
    const { samples } = latency;
    const round = (ms: number) => Math.round(ms);
    teller.line(
      `      ${teller.say('lab.measured', {
        host: target,
        count: samples.length,
        median: round(median(samples)),
        fastest: round(Math.min(...samples)),
        slowest: round(Math.max(...samples)),
      })}`,
    );
  }
  const seconds = (performance.now() - options.begun) / 1000;
  return { claims: teller.claims, latency, seconds, holds: teller.claims.every((c) => c.holds) };
}

/** What a reader can do next; the end of the story, and all there is to say on a lab that is resumed. */
export function showWhatToTry(teller: Teller): void {
  teller.line(` ${steps}/${steps}  ${teller.say('lab.step8')}`);
  for (const command of suggestions) teller.line(`        ${command}`);
  teller.line(`      ${teller.say('lab.step8leave')}`);
}

const suggestions = [
  `portreeve trace ${cast.stranger} ${cast.hero} tcp/22`,
  `portreeve lab probe ${cast.stranger} ${cast.hero} tcp/22`,
  `portreeve sg rule add ${cast.group} --ingress tcp/22 --from ${cast.strangerGroup}`,
  `portreeve lab exec ${cast.hero} -- ip address`,
];

/** A member of group default, and somebody who is not; on other hosts than the hero's. */
async function launchOthers({ status, ask, api }: PlayOptions): Promise<readonly InstanceStatus[]> {
  const others = status.hosts.slice(0, -1).map((h) => h.name);
  const [first = '', second = first] = others;
  await api.createGroup(cast.strangerGroup);
  return Promise.all([
    ask('launch', { name: cast.friend, groups: ['default'], host: first, address: cast.friendAddress }),
    ask('launch', { name: cast.stranger, groups: [cast.strangerGroup], host: second, address: cast.strangerAddress }),
  ]);
}
