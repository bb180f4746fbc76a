import { expect, test } from 'vitest';
import { mapLayout } from './map-layout.ts';
import { createAnswerer } from '../../host-rules/reading/answer.ts';
import { dumpOf, groups, stateJson } from '../../host-rules/reading/host.suite.ts';

async function layoutOf(ports: number, instance?: string) {
  const state = stateJson({ ports });
  const at = { kind: 'dump', dump: dumpOf(state) } as const;
  const chains = await createAnswerer()('chains', { state, groups, language: 'en', at, family: 'ipv4' });
  return mapLayout(chains, instance);
}

const shortOf = (id: string) => id.replace('neutron-linuxbri-', '…');

test('each chain stands below those that lead to it, in a row in the order of the list', async () => {
  const { nodes, edges, width, height } = await layoutOf(1);
  const heights = [...new Set(nodes.map(({ y }) => y))];
  expect(heights.map((height) => nodes.filter(({ y }) => y === height).map(({ id }) => shortOf(id)))).toEqual([
    ['FORWARD'],
    ['neutron-filter-top', '…FORWARD'],
    ['…local', '…sg-chain'],
    ['…ie60000f5-c', '…oe60000f5-c'],
    ['…sg-fallback', '…se60000f5-c'],
  ]);
  const places = new Map(nodes.map((node) => [node.id, node]));
  for (const { from, to } of edges) expect(places.get(from)?.y).toBeLessThan(places.get(to)?.y ?? 0);
  for (const { x, y } of nodes) expect(x >= 0 && x < width && y >= 0 && y < height).toBe(true);
  expect(edges.find(({ to }) => shortOf(to) === '…FORWARD')?.rules).toEqual([2]);
});

test('chains of many instances are one box for each kind, and those of one that is asked for are drawn', async () => {
  const many = await layoutOf(300);
  expect(
    many.nodes.filter(({ count }) => count > 1).map(({ role, count, ports }) => [role, count, ports.length]),
  ).toEqual([
    ['ingress', 300, 300],
    ['egress', 300, 300],
    ['sources', 300, 300],
  ]);
  const one = await layoutOf(300, 'tape60003f5-c3');
  expect(one.nodes.flatMap(({ ports }) => ports)).toEqual(['vm-3', 'vm-3', 'vm-3']);
});
