import { useLayoutEffect, useMemo, useRef } from 'react';
import { Panel } from '../../parts/panel.tsx';
import classes from './chain-map.module.css';
import { type MapEdge, type MapNode, mapLayout, nodeSize } from './map-layout.ts';
import { chainParts } from '../../host-rules/reading/chain-name.ts';
import type { ChainEntry } from '../../host-rules/reading/chain-list.ts';
import { useHostSay } from '../../host-rules/words.ts';

/** A picture of how chains lead to each other. The list beside it is the same in words; a click goes there, as it does by a key in the list. */
export default function ChainMap({
  chains,
  instance,
  onGo,
}: {
  readonly chains: readonly ChainEntry[];
  readonly instance: string | undefined;
  readonly onGo: (chain: string) => void;
}) {
  const say = useHostSay();
  const { nodes, edges, width, height } = useMemo(() => mapLayout(chains, instance), [chains, instance]);
  const scroll = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // It begins in the middle, at the top.
    const box = scroll.current;
    if (box) box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;
  }, [width]);
  const places = new Map(nodes.map((node) => [node.id, node]));
  return (
    <Panel title={say('host.hostMap')} isFlush>
      {/* What is too wide for a window is scrolled, by keys as well. */}
      <div ref={scroll} className={classes['scroll']} tabIndex={0} role="group" aria-label={say('host.hostMapAbout')}>
        <div className={classes['map']} style={{ width, height }} aria-hidden>
          <svg width={width} height={height} className={classes['edges']}>
            <defs>
              <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
                <path d="M0 0 8 4 0 8Z" className={classes['head']} />
              </marker>
            </defs>
            {edges.map((edge) => (
              <Edge key={`${edge.from} ${edge.to}`} edge={edge} from={places.get(edge.from)} to={places.get(edge.to)} />
            ))}
          </svg>
          {nodes.map((node) => (
            <Node key={node.id} node={node} onGo={onGo} />
          ))}
        </div>
      </div>
    </Panel>
  );
}

function Node({ node, onGo }: { readonly node: MapNode; readonly onGo: (chain: string) => void }) {
  const say = useHostSay();
  const [prefix, own] = chainParts(node.chain);
  const isMany = node.count > 1;
  const about = [
    ...(node.ports.length === 1 ? node.ports : []),
    ...(isMany ? [say('host.hostMapMany', { count: node.ports.length })] : []),
    say('host.hostRules', { count: node.rules }),
  ].join(' · ');
  return (
    <div
      className={classes['node']}
      data-role={node.role}
      data-many={isMany || undefined}
      style={{ left: node.x, top: node.y, width: nodeSize.width, height: nodeSize.height }}
      onClick={() => onGo(node.chain)}
    >
      <code className={classes['prefix']}>{prefix}</code>
      <code className={classes['own']}>{isMany ? `${own.slice(0, 1)}…` : own}</code>
      <span className={classes['about']}>{about}</span>
    </div>
  );
}

function Edge({
  edge,
  from,
  to,
}: {
  readonly edge: MapEdge;
  readonly from: MapNode | undefined;
  readonly to: MapNode | undefined;
}) {
  if (from === undefined || to === undefined) return null;
  const [x1, y1] = [from.x + nodeSize.width / 2, from.y + nodeSize.height];
  const [x2, y2] = [to.x + nodeSize.width / 2, to.y - 2];
  const bend = Math.min(40, (y2 - y1) / 2);
  const label =
    edge.rules.length === 0 ? '' : `#${edge.rules.slice(0, 3).join(',')}${edge.rules.length > 3 ? '…' : ''}`;
  // Near the arrow, where edges of one chain are apart.
  const [lx, ly] = [x2 + (x1 - x2) * 0.3, y2 + (y1 - y2) * 0.42];
  return (
    <g>
      <path
        d={`M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`}
        className={classes['edge']}
        markerEnd="url(#arrow)"
      />
      {label !== '' && (
        <text x={lx} y={ly} className={classes['label']}>
          {label}
        </text>
      )}
    </g>
  );
}
