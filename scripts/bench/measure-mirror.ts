import type { BenchWorld } from './bench-world.ts';
import type { Note } from './figure.ts';
import { measureAppends } from './measure-appends.ts';
import { measureLive } from './measure-live.ts';
import { measureMirrorSearch } from './measure-mirror-search.ts';
import { measureRestart } from './measure-restart.ts';

/** Everything about the mirror alone but what a long time does to it. */
export async function measureMirror(world: BenchWorld, note: Note): Promise<void> {
  await measureAppends(world, note);
  await measureLive(world, note);
  await measureRestart(world, note);
  await measureMirrorSearch(world, note);
}
