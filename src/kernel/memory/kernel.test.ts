import { describe } from 'vitest';
import { kernelBehaviour } from '../kernel.suite.ts';
import { createMemoryKernel } from './kernel.ts';

describe('a kernel in memory', () => {
  kernelBehaviour(async () => {
    const kernel = createMemoryKernel();
    return {
      kernel,
      addConnection: (connection) => kernel.addConnection({ family: 'ipv4', protocol: 17, ...connection }),
      close: async () => {},
    };
  });
});
