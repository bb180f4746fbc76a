import type { ChainMapData, MapChain, MapWay } from '../../asking/chain-map-data.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where everything on a chain map is, in pixels. */
export interface PlacedMap {
  readonly width: number;
  readonly height: number;
  readonly chainWidth: number;
  readonly chainHeight: number;
  readonly chains: readonly (Point & { readonly chain: MapChain })[];
  readonly ways: readonly {
    readonly key: string;
    readonly rule: number;
    readonly state: MapWay['state'];
    /** As SVG has it: the line, and its end. */
    readonly path: string;
    readonly arrow: string;
    readonly label: Point;
  }[];
}

const chainHeight = 58;
const rowGap = 34;
const gap = 14;
const edge = 14;
const [narrowest, widest] = [132, 190];

/**
 * Puts a map's rows one below the other, each in the middle, with the chains that were visited in the middle of their row. The
 * text in them keeps its size: what has no room for a row makes the map wider than its frame.
 */
export function placeChains({ rows, ways }: ChainMapData, width: number): PlacedMap {
  const most = Math.max(1, ...rows.map((row) => row.length));
  const room = Math.floor((width - 2 * edge - (most - 1) * gap) / most);
  const chainWidth = Math.max(narrowest, Math.min(widest, room));
  const whole = Math.max(width, most * chainWidth + (most - 1) * gap + 2 * edge);
  const places = new Map<string, Point>();
  const chains = rows.flatMap((row, depth) => {
    const ordered = besideOutside(row);
    const rowWidth = ordered.length * chainWidth + (ordered.length - 1) * gap;
    return ordered.map((chain, index) => {
      const place = {
        x: Math.round((whole - rowWidth) / 2 + index * (chainWidth + gap)),
        y: edge + depth * (chainHeight + rowGap),
      };
      places.set(chain.key, place);
      return { chain, ...place };
    });
  });
  return {
    width: whole,
    height: 2 * edge + rows.length * chainHeight + Math.max(0, rows.length - 1) * rowGap,
    chainWidth,
    chainHeight,
    chains,
    ways: ways.flatMap((way) => {
      const [from, to] = [places.get(way.from), places.get(way.to)];
      return from && to ? [{ ...wayBetween(from, to, chainWidth), ...way, key: `${way.from} ${way.to}` }] : [];
    }),
  };
}

/** Chains beside the way stand outside of those on it, on alternating sides. */
function besideOutside(row: readonly MapChain[]): readonly MapChain[] {
  const onWay = row.filter(({ state }) => state !== 'beside');
  const beside = row.filter(({ state }) => state === 'beside');
  const left = beside.filter((_, index) => index % 2 === 0);
  const right = beside.filter((_, index) => index % 2 === 1);
  return [...left, ...onWay, ...right];
}

function wayBetween(from: Point, to: Point, chainWidth: number) {
  const middle = chainWidth / 2;
  if (to.y > from.y) {
    const [x1, y1, x2, y2] = [from.x + middle, from.y + chainHeight, to.x + middle, to.y];
    const bend = Math.max(16, (y2 - y1) / 2);
    return {
      path: `M${x1},${y1} C${x1},${y1 + bend} ${x2},${y2 - bend - 4} ${x2},${y2 - 6}`,
      arrow: `M${x2 - 5},${y2 - 8} L${x2 + 5},${y2 - 8} L${x2},${y2 - 1} Z`,
      label: { x: (x1 + x2) / 2, y: (y1 + y2) / 2 },
    };
  }
  // Back up, or along a row: around the side.
  const side = to.x >= from.x ? 1 : -1;
  const [x1, y1] = [from.x + (side > 0 ? chainWidth : 0), from.y + chainHeight / 2];
  const [x2, y2] = [to.x + (side > 0 ? 0 : chainWidth), to.y + chainHeight / 2];
  const turn = 10 * side;
  return {
    path: `M${x1},${y1} C${x1 + turn},${y1} ${x2 - turn},${y2} ${x2 - 6 * side},${y2}`,
    arrow: `M${x2 - 8 * side},${y2 - 5} L${x2 - 8 * side},${y2 + 5} L${x2 - side},${y2} Z`,
    label: { x: (x1 + x2) / 2, y: (y1 + y2) / 2 },
  };
}
