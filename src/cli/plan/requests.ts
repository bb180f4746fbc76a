import { isObject, member, pickOne, type Kind } from '../../objects/index.ts';
import type { Client } from '../../client/index.ts';
import { PortreeveError } from '../../model/index.ts';
import type { PlanAssertion, PlanJson, PlanOutcome, PlannedChange } from '../../wire/index.ts';

const plansPath = '/portreeve/v1/plans';

export async function previewChanges(client: Client, changes: readonly PlannedChange[]): Promise<PlanOutcome> {
  const path = '/portreeve/v1/preview';
  const { body } = await client.request('POST', path, { changes });
  return readObject<PlanOutcome>(member(body, 'outcome'), 'counts', path);
}

export async function makePlan(client: Client, changes: readonly PlannedChange[]): Promise<PlanJson> {
  const { body } = await client.request('POST', plansPath, { changes });
  return readPlan(member(body, 'plan'), plansPath);
}

/** Newest first. */
export async function fetchPlans(client: Client): Promise<readonly PlanJson[]> {
  const { body } = await client.request('GET', plansPath);
  return readList(body, 'plans', plansPath).map((plan) => readPlan(plan, plansPath));
}

const plans: Kind<PlanJson> = {
  path: 'plans',
  one: 'plan',
  many: 'plans',
  noun: 'nounPlan',
  nameless: true,
  list: 'portreeve plan list',
};

/** By its id or the start of it. Throws NOT_FOUND and AMBIGUOUS. */
export async function findPlan(client: Client, text: string): Promise<PlanJson> {
  return pickOne(await fetchPlans(client), plans, text);
}

/** Applies it, confirms it or drops it; gives what it is then. */
export async function movePlan(
  client: Client,
  id: string,
  step: 'apply' | 'confirm' | 'drop',
  body: object = {},
): Promise<PlanJson> {
  const own = `${plansPath}/${encodeURIComponent(id)}`;
  const [method, path] = step === 'drop' ? (['DELETE', own] as const) : (['POST', `${own}/${step}`] as const);
  const answer = await client.request(method, path, step === 'apply' ? body : undefined);
  return readPlan(member(answer.body, 'plan'), path);
}

const assertionsPath = '/portreeve/v1/assertions';

/** Those of the project, with how they fare now. */
export async function fetchAssertions(client: Client): Promise<readonly PlanAssertion[]> {
  return readAssertions((await client.request('GET', assertionsPath)).body);
}

export async function setAssertions(client: Client, texts: readonly string[]): Promise<readonly PlanAssertion[]> {
  return readAssertions((await client.request('PUT', assertionsPath, { assertions: texts })).body);
}

/** Of a file: nothing is kept. */
export async function checkAssertions(client: Client, texts: readonly string[]): Promise<readonly PlanAssertion[]> {
  return readAssertions((await client.request('POST', `${assertionsPath}/check`, { assertions: texts })).body);
}

function readAssertions(body: unknown): readonly PlanAssertion[] {
  const rows = readList(body, 'assertions', assertionsPath);
  return rows.map((row) => readObject<PlanAssertion>(row, 'outcome', assertionsPath));
}

function readPlan(value: unknown, path: string): PlanJson {
  const plan = readObject<PlanJson>(value, 'id', path);
  readObject(plan.outcome, 'counts', path);
  return plan;
}

export function readList(body: unknown, key: string, path: string): readonly unknown[] {
  const rows = member(body, key);
  if (!Array.isArray(rows)) throw unreadable(rows, path);
  return rows;
}

/** An object that has the member. Throws ANSWER_UNREADABLE. */
export function readObject<T>(value: unknown, key: keyof T & string, path: string): T {
  if (!isObject(value) || value[key] === undefined) throw unreadable(value, path);
  return value as T;
}

function unreadable(value: unknown, path: string): PortreeveError {
  return new PortreeveError('ANSWER_UNREADABLE', { path, start: String(JSON.stringify(value)).slice(0, 80) });
}
