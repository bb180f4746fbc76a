import { queryOptions } from '@tanstack/react-query';
import type { PlanJson, PlanOutcome, PlannedChange } from '../../wire/index.ts';
import { type Api, listIn, member, query } from './http.ts';
import type { PortFields } from './ports.ts';
import type { NewRule } from './security-groups.ts';

const path = '/portreeve/v1/plans';
const pathOf = (id: string, verb = '') => `${path}/${encodeURIComponent(id)}${verb}`;
/** Who may reach whom depends on these. */
const reach = ['ports', 'security_groups', 'security_group_rules', 'address_groups'] as const;
/** Nobody is told of plans that are made or dropped: they are asked for again after so long. */
const askAgainMs = 10_000;

export const changeOf = {
  addRule: (rule: NewRule): PlannedChange => ({
    method: 'POST',
    path: '/v2.0/security-group-rules',
    body: { security_group_rule: rule },
  }),
  deleteRule: (id: string): PlannedChange => ({ method: 'DELETE', path: `/v2.0/security-group-rules/${id}` }),
  deleteGroup: (id: string): PlannedChange => ({ method: 'DELETE', path: `/v2.0/security-groups/${id}` }),
  updatePort: (id: string, port: Partial<PortFields>): PlannedChange => ({
    method: 'PUT',
    path: `/v2.0/ports/${id}`,
    body: { port },
  }),
} as const;

/** What changes would do; worked out anew when others change what it depends on. */
export function preview(api: Api, changes: readonly PlannedChange[] | undefined) {
  return queryOptions({
    queryKey: ['preview', changes],
    queryFn: async ({ signal }) =>
      member(await api.call('POST', '/portreeve/v1/preview', { changes }, signal), 'outcome') as PlanOutcome,
    enabled: changes !== undefined,
    retry: false,
    gcTime: 30_000,
    meta: { follows: reach },
  });
}

export function plans(api: Api, limit: number) {
  return queryOptions({
    queryKey: ['plans', 'list', limit],
    queryFn: async ({ signal }) =>
      listIn<PlanJson>(await api.call('GET', path + query({ limit }), undefined, signal), 'plans'),
    refetchInterval: askAgainMs,
    meta: { follows: reach },
  });
}

/** Those that are undone by themselves unless somebody confirms them. */
export function plansToConfirm(api: Api) {
  return queryOptions({
    queryKey: ['plans', 'applied'],
    queryFn: async ({ signal }) =>
      listIn<PlanJson>(await api.call('GET', path + query({ state: 'applied' }), undefined, signal), 'plans'),
    meta: { follows: reach },
  });
}

export function onePlan(api: Api, id: string) {
  return queryOptions({
    queryKey: ['plans', 'one', id],
    queryFn: async ({ signal }) => planIn(await api.call('GET', pathOf(id), undefined, signal)),
    refetchInterval: askAgainMs,
    meta: { follows: reach },
  });
}

export async function makePlan(api: Api, changes: readonly PlannedChange[]): Promise<PlanJson> {
  return planIn(await api.call('POST', path, { changes }));
}

export interface ApplyAsk {
  readonly confirm?: string;
  readonly reason?: string;
  /** Seconds. */
  readonly confirm_within?: number;
}

export async function applyPlan(api: Api, id: string, ask: ApplyAsk): Promise<PlanJson> {
  return planIn(await api.call('POST', pathOf(id, '/apply'), ask));
}

export async function confirmPlan(api: Api, id: string): Promise<PlanJson> {
  return planIn(await api.call('POST', pathOf(id, '/confirm')));
}

export async function undoPlan(api: Api, id: string): Promise<PlanJson> {
  return planIn(await api.call('POST', pathOf(id, '/undo')));
}

export async function dropPlan(api: Api, id: string): Promise<PlanJson> {
  return planIn(await api.call('DELETE', pathOf(id)));
}

export async function showPlan(api: Api, id: string): Promise<PlanJson> {
  return planIn(await api.call('GET', pathOf(id)));
}

function planIn(body: unknown): PlanJson {
  return member(body, 'plan') as PlanJson;
}
