export { type Devices, type ForwardingEntry, type Link, type LinkChange, floodMac } from './devices.ts';
export type { LockOptions } from './iptables.ts';
export type { Backend, Kernel } from './kernel.ts';
export { type MemoryDevices, createMemoryDevices } from './memory/devices.ts';
export type { Connection } from './memory/connections.ts';
export { type MemoryKernel, createMemoryKernel } from './memory/kernel.ts';
export { openDevices } from './open-devices.ts';
export { type KernelOptions, type RealBackend, openKernel } from './open-kernel.ts';
export type { Outcome, ProgramOptions, RunProgram } from './run-program.ts';
