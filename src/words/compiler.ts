import { chapter } from './catalogue.ts';
import { errorChapter } from './errors.ts';

export const compilerErrors = errorChapter(
  {
    PORT_CHAINS_COLLIDE: [
      'The chains of port {{first}} and of port {{second}} would have the same names',
      'a chain holds the first ten characters of a port id; make one of the ports anew, it gets another id',
    ],
    LAYOUT_UNKNOWN: ['There is no chain layout "{{layout}}"', 'did you mean {{nearest}}?'],
  },
  {
    PORT_CHAINS_COLLIDE: [
      '端口 {{first}} 与端口 {{second}} 的链会重名',
      '链名含端口 id 的前十个字符;请重建其中一个端口以获得新的 id',
    ],
    LAYOUT_UNKNOWN: ['没有链布局“{{layout}}”', '是否想写 {{nearest}}?'],
  },
);

export const compilerWords = chapter({}, {});
