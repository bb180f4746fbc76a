export type { Devices, ForwardingEntry, Link, LinkChange } from './devices.ts';
export type { Backend, Kernel } from './kernel.ts';
