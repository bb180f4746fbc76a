import { useLayoutEffect, useRef, useState } from 'react';
import type { ChainMapData, MapChain } from '../../asking/chain-map-data.ts';
import type { TraceAnswer } from '../../asking/trace-answer.ts';
import { ChainName } from './chain-name.tsx';
import classes from './chain-map.module.css';
import { placeChains } from './place-chains.ts';
import { useTraceWords } from './words.ts';

/** A picture of the path list: chains, and the rules that lead from one to another. It says nothing that the list does not. */
export default function ChainMap({
  map,
  verdict,
}: {
  readonly map: ChainMapData;
  readonly verdict: TraceAnswer['verdict'];
}) {
  const words = useTraceWords();
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const { current } = frame;
    if (current === null) return;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    watch.observe(current);
    return () => watch.disconnect();
  }, []);
  const placed = placeChains(map, width);
  return (
    <div
      ref={frame}
      className={classes['frame']}
      data-verdict={verdict}
      // What has to be scrolled can be scrolled by keys.
      {...(placed.width > width && { tabIndex: 0, role: 'group', 'aria-label': words('trace.map') })}
    >
      {width > 0 && (
        <div
          className={classes['map']}
          role="img"
          aria-label={words('trace.mapAbout')}
          style={{ width: placed.width, height: placed.height }}
        >
          <svg width={placed.width} height={placed.height} className={classes['ways']}>
            {placed.ways.map(({ key, path, state, arrow }) => (
              <g key={key} data-state={state}>
                <path d={path} />
                <path d={arrow} className={classes['arrow']} />
              </g>
            ))}
          </svg>
          {placed.ways.map(({ key, state, label, rule }) =>
            state === 'beside' ? null : (
              <span key={key} className={classes['rule']} data-state={state} style={{ left: label.x, top: label.y }}>
                #{rule}
              </span>
            ),
          )}
          {placed.chains.map(({ chain, x, y }) => (
            <div
              key={chain.key}
              className={classes['chain']}
              data-state={chain.state}
              style={{ left: x, top: y, width: placed.chainWidth, height: placed.chainHeight }}
            >
              <span className={classes['name']}>
                <ChainName chain={chain.chain} />
              </span>
              <span className={classes['about']}>{aboutOf(chain)}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );

  function aboutOf({ role, rules, table }: MapChain): string {
    const parts = [words(`trace.${role}Role`), words('trace.mapRules', { count: rules })];
    return (table === 'filter' ? parts : [table, ...parts]).join(' · ');
  }
}
