import type { FaultSuite } from './fault-report.ts';

/** Every suite by its name for `--only`, loaded when it runs, in the order in which they run. */
export const faultSuites: Readonly<Record<string, () => Promise<FaultSuite>>> = {
  model: async () => (await import('./model/run-model.ts')).runModel,
  mutants: async () => (await import('./model/run-mutants.ts')).runMutants,
  crash: async () => (await import('./crash/run-crash.ts')).runCrash,
  storage: async () => (await import('./storage/run-storage.ts')).runStorage,
  kills: async () => (await import('./kills/run-kills.ts')).runKills,
  mirror: async () => (await import('./mirror/run-mirror.ts')).runMirror,
  network: async () => (await import('./network/run-network.ts')).runNetwork,
  letta: async () => (await import('./letta/run-letta.ts')).runLetta,
  hostile: async () => (await import('./hostile/run-hostile.ts')).runHostile,
  target: async () => (await import('./target/run-target.ts')).runTarget,
};
